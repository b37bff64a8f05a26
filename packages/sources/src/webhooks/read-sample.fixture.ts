import type { Event } from "@dingpipe/core";
import { sample, sampleNames } from "@dingpipe/fixtures/node";
import { loadSource } from "../catalog.ts";
import { type Received, readPayload, type WebhookDoor } from "../receive.ts";
import { bytesOf } from "../signature.ts";
import type { WebhookPayload, WebhookSource } from "../source.ts";

export const sampleTime = Date.UTC(2026, 10, 20, 8, 30);

/** The sample of a sender, `github/workflow_run.failure`, as the request that it stands for. */
export function payloadOf(name: string): WebhookPayload & { readonly bytes: Uint8Array<ArrayBuffer> } {
  const body = sample(name);
  const headers = sampleNames().includes(`${name}.headers`) ? sample(`${name}.headers`) : {};
  return {
    headers: new Headers(headers as Record<string, string>),
    body,
    bytes: bytesOf(JSON.stringify(body)),
    now: sampleTime,
  };
}

/** The names of a sender's samples. */
export function samplesOf(type: string): readonly string[] {
  return sampleNames().filter((name) => name.startsWith(`${type}/`) && !name.endsWith(".headers"));
}

export async function sourceOf(type: string): Promise<WebhookSource> {
  const source = await loadSource(type);
  if (source === undefined) throw new RangeError(`no source "${type}"`);
  return source;
}

/** What a sample says, with changes to its body. */
export async function receiveSample(
  name: string,
  change: (body: never) => unknown = (body) => body,
  door: WebhookDoor = {},
): Promise<Received> {
  const { headers, body, now } = payloadOf(name);
  const source = await sourceOf(name.split("/", 1)[0] ?? "");
  const changed = change(structuredClone(body) as never);
  return readPayload(source, { headers, body: changed, now }, door);
}

/** The Events of a sample, with changes to its body. */
export async function readSample(name: string, change?: (body: never) => unknown): Promise<readonly Event[]> {
  const received = await receiveSample(name, change);
  if (received.verdict !== "events") throw new Error(`${name}: ${JSON.stringify(received)}`);
  return received.events;
}
