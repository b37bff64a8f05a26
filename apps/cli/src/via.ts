import { type Event, failureOf } from "@dingpipe/core";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { isLoopback, networkFetchOf } from "./proxy.ts";
import { type Session, usage } from "./session.ts";
import { Refusal } from "./words.ts";

const TOKEN = "DINGPIPE_VIA_TOKEN";
const ATTEMPT_MS = 5_000;
const TOTAL_MS = 30_000;
const FIRST_RETRY_MS = 1_000;
const MAX_ANSWER_CHARACTERS = 10_000;
const NOT_CONNECTED = ["connection_failed", "dns_failed", "tls_failed"];

/** What became of an event that was handed to a gateway. */
export type HandedOver =
  | { readonly kind: "taken"; readonly isDuplicate: boolean }
  /** Nobody has it: no connection was made. */
  | { readonly kind: "not_connected"; readonly why: string }
  | { readonly kind: "failed"; readonly exitCode: ExitCode; readonly text: string };

/**
 * Hands an event to the gateway of `--via`, whose rules apply. A second try has the first one's key, so the gateway takes the event once.
 * Refuses an address or a token that can't be right.
 */
export async function handOver(session: Session, event: Event, isNew = false): Promise<HandedOver> {
  const { context, words, mask } = session;
  const url = viaUrl(session);
  const token = context.env[TOKEN]?.trim() ?? "";
  if (token === "") throw new Refusal(exitCodes.config, "via_token_missing", words.texts.viaTokenMissing());
  mask.remember(token);
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
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key },
        body: JSON.stringify(event),
        redirect: "manual",
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      text = (await response.text()).slice(0, MAX_ANSWER_CHARACTERS);
    } catch (error) {
      const why = failureOf(error);
      isWritten ||= !NOT_CONNECTED.includes(why);
      last = isWritten
        ? { kind: "failed", exitCode: exitCodes.unreachable, text: words.texts.viaUnknown(why) }
        : { kind: "not_connected", why };
      return undefined;
    }
    const { status } = response;
    if (status === 202 || status === 200) return { kind: "taken", isDuplicate: status === 200 };
    isWritten = true;
    last = { kind: "failed", exitCode: codeOf(status), text: words.texts.viaRefused(status, messageIn(text)) };
    return status >= 500 || status === 429 ? undefined : last;
  }
}

/** The gateway's address without a slash at its end. */
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

function codeOf(status: number): ExitCode {
  if (status === 429) return exitCodes.throttled;
  if (status === 401 || status === 403 || status === 404) return exitCodes.config;
  return status >= 400 && status < 500 ? exitCodes.message : exitCodes.unreachable;
}

/** The gateway's own words; another server's are not shown. */
function messageIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown; detail?: unknown } };
    const parts = [error?.message, error?.detail].filter((part) => typeof part === "string");
    return parts.join(" ") || "?";
  } catch {
    return "?";
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
