import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Event, failureOf, resolveReference } from "@dingpipe/core";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { isLoopback, networkFetchOf } from "./proxy.ts";
import type { Secrets } from "./secrets.ts";
import { type Session, usage } from "./session.ts";
import type { Prepared } from "./tell.ts";
import { Refusal } from "./words.ts";

/** The name of the gateway's token. */
export const VIA_TOKEN = "DINGPIPE_VIA_TOKEN";
const ATTEMPT_MS = 5_000;
const TOTAL_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const MAX_ANSWER_CHARACTERS = 10_000;
const NOT_CONNECTED = ["connection_failed", "dns_failed", "tls_failed"];

/** A gateway, and the token that it knows. */
export interface Via {
  readonly url: string;
  readonly token: string;
}

/** What became of an event that was handed to a gateway. */
export type HandedOver =
  | { readonly kind: "taken"; readonly isDuplicate: boolean }
  /** Nobody has it: no connection was made. */
  | { readonly kind: "not_connected"; readonly why: string }
  | { readonly kind: "failed"; readonly exitCode: ExitCode; readonly text: string };

/** Hands an event to a gateway, whose rules apply. A second try has the first one's key, so the gateway takes the event once. */
export async function handOver(session: Session, via: Via, event: Event, isNew = false): Promise<HandedOver> {
  const connections = watchConnections();
  try {
    return await tryToHandOver(session, via, event, isNew, connections.isNoneMade);
  } finally {
    connections.end();
  }
}

/**
 * Whether each connection that `fetch` began is still to come: a host that is gone answers nothing, for longer than a try takes. False
 * where nothing is known of connections.
 *
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md
 */
function watchConnections(): { isNoneMade(): boolean; end(): void } {
  let [isBegun, isMade] = [false, false];
  const begin = () => {
    isBegun = true;
  };
  const make = () => {
    isMade = true;
  };
  subscribe("undici:client:beforeConnect", begin);
  subscribe("undici:client:connected", make);
  return {
    isNoneMade: () => isBegun && !isMade,
    end() {
      unsubscribe("undici:client:beforeConnect", begin);
      unsubscribe("undici:client:connected", make);
    },
  };
}

async function tryToHandOver(
  session: Session,
  { url, token }: Via,
  event: Event,
  isNew: boolean,
  isNoneMade: () => boolean,
): Promise<HandedOver> {
  const { context, words } = session;
  const fetch = await networkFetchOf(session);
  const key = await idempotencyKey(event, isNew);
  const deadline = context.now() + TOTAL_MS;
  let last: HandedOver = { kind: "not_connected", why: "" };
  let isWritten = false;
  for (let retry = 0; ; retry += 1) {
    const answer = await post();
    if (answer !== undefined) return answer;
    const delay = FIRST_RETRY_MS * 2 ** retry;
    if (context.now() + delay + FIRST_RETRY_MS > deadline) return last;
    await context.wait(delay);
  }

  /** One try; `undefined` where another one may help. */
  async function post(): Promise<HandedOver | undefined> {
    let status: number;
    let text: string;
    const signal = AbortSignal.timeout(Math.min(ATTEMPT_MS, deadline - context.now()));
    try {
      const response = await fetch(`${url}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
        body: JSON.stringify(event),
        redirect: "manual",
        signal,
      });
      status = response.status;
      text = (await response.text()).slice(0, MAX_ANSWER_CHARACTERS);
    } catch (error) {
      const failure = signal.aborted ? "timeout" : failureOf(error);
      const why = session.network.proxyProblem ?? failure;
      isWritten ||= !NOT_CONNECTED.includes(failure) && !isNoneMade();
      last = isWritten
        ? { kind: "failed", exitCode: exitCodes.unreachable, text: words.texts.viaUnknown(why) }
        : { kind: "not_connected", why };
      return undefined;
    }
    const { verdict, message } = readAnswer(text);
    if (status >= 200 && status < 300) {
      if (verdict === "accepted" || verdict === "duplicate")
        return { kind: "taken", isDuplicate: verdict === "duplicate" };
      // A portal's page or a proxy's answers 200 too: it is not a gateway, and nobody has the event.
      return { kind: "failed", exitCode: exitCodes.unreachable, text: words.texts.viaForeign(status) };
    }
    isWritten = true;
    // A proxy before the gateway, or another server.
    const refusal = message === "" ? words.texts.viaForeign(status) : words.texts.viaRefused(status, message);
    last = { kind: "failed", exitCode: codeOf(status), text: refusal };
    return status >= 500 || status === 429 ? undefined : last;
  }
}

/** The gateway's address without a slash at its end. Refuses one that can't be right. */
export function viaUrl({ settings, words }: Session): string {
  const text = settings.text("via") ?? "";
  const place = settings.placeOf("via");
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw usage("via_invalid", words.texts.viaUrlInvalid(place));
  }
  const isAllowed = isLoopback(url.hostname) || settings.flag("insecure-endpoint");
  const isWeb = url.protocol === "https:" || (url.protocol === "http:" && isAllowed);
  if (!isWeb || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw usage("via_invalid", words.texts.viaUrlInvalid(place));
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The gateway's token, masked from now on; nothing where none is set. Refuses one that no header can hold. */
export async function viaToken({ words }: Session, secrets: Secrets): Promise<string | undefined> {
  const token = (await secrets.resolve(VIA_TOKEN))?.trim() ?? "";
  if (token === "") return undefined;
  if (/^[\x21-\x7e]{1,1000}$/.test(token)) return token;
  throw new Refusal(exitCodes.config, "via_token_invalid", words.texts.viaTokenInvalid());
}

/** Whether the message could be sent without a gateway: the webhook of some robot is here. */
export async function canSendDirectly({ config, secrets }: Prepared): Promise<boolean> {
  for (const { webhook } of Object.values(config.robots)) {
    const isHere = await resolveReference(webhook, secrets.resolve, "").then(
      () => true,
      () => false,
    );
    if (isHere) return true;
  }
  return false;
}

function codeOf(status: number): ExitCode {
  if (status === 429) return exitCodes.throttled;
  if (status === 401 || status === 403 || status === 404) return exitCodes.config;
  return status >= 400 && status < 500 ? exitCodes.message : exitCodes.unreachable;
}

/** What the gateway says, and its own words for a refusal, empty where there are none; another server's are not shown. */
function readAnswer(text: string): { readonly verdict: unknown; readonly message: string } {
  try {
    const { status, error } = JSON.parse(text) as {
      status?: unknown;
      error?: { message?: unknown; detail?: unknown };
    };
    const parts = [error?.message, error?.detail].filter((part) => typeof part === "string");
    return { verdict: status, message: parts.join(" ") };
  } catch {
    return { verdict: undefined, message: "" };
  }
}

// A step that is run again makes the same key where the run and its task are known; else two messages are better than none.
async function idempotencyKey(event: Event, isNew: boolean): Promise<string> {
  const isSingular = event.kind === "pipeline" && event.run?.id !== undefined && event.task !== undefined;
  if (isNew || !isSingular) return crypto.randomUUID();
  const seed = JSON.stringify([event.id, event.state, event.run, event.stage, event.task]);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(seed)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
