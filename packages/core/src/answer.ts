/** A reply is read up to this many bytes; DingTalk's own have some hundred. */
export const MAX_REPLY_BYTES = 65_536;

const DEFAULT_WAIT_MS = 5_000;
const MAX_WAIT_MS = 600_000;

/** Why no reply came. `dns_failed`, `connection_failed` and `tls_failed`: nothing was sent. The others: it may have arrived. */
export type Failure = "timeout" | "connection_lost" | "dns_failed" | "connection_failed" | "tls_failed";

/** A reply that is not DingTalk's answer, or none that can be understood. */
type OddReply = "redirected" | "server_error" | "http_refused" | "not_json" | "no_errcode" | "answer_too_long";

/** What came back after a message was posted, told apart; `status` is the HTTP status. */
export type Reply =
  | { readonly kind: "answer"; readonly status: number; readonly errcode: number; readonly errmsg: string }
  | { readonly kind: "traffic_control"; readonly status: number; readonly waitMs: number }
  | { readonly kind: OddReply; readonly status: number }
  | { readonly kind: Failure };

/**
 * Tells a reply apart. Success is an `errcode` of `0`, the number or the string `"0"`, in a JSON object of a reply with status
 * 2xx, and nothing else. Never throws.
 */
export function parseReply(status: number, body: string): Reply {
  // A browser shows a redirect that it did not follow as status 0.
  const hundreds = Math.floor(status / 100);
  if (status === 0 || hundreds === 3) return { kind: "redirected", status };
  const json = parseObject(body);
  const successful = hundreds === 2;
  if (json !== undefined) {
    const { errcode: code, errmsg, status: punished, wait } = json;
    const errcode = toInteger(code);
    if (errcode !== undefined && (errcode !== 0 || successful)) {
      return { kind: "answer", status, errcode, errmsg: typeof errmsg === "string" ? errmsg : "" };
    }
    // Too many calls from one address: {"status":1111,"wait":5,"source":"x5","punish":"deny"}, without the usual envelope.
    if (toInteger(punished) === 1111) return { kind: "traffic_control", status, waitMs: waitMsOf(wait) };
  }
  if (status >= 500) return { kind: "server_error", status };
  if (!successful) return { kind: "http_refused", status };
  return { kind: json === undefined ? "not_json" : "no_errcode", status };
}

/** Reads a reply as a stream, and no further than `MAX_REPLY_BYTES`. Rejects only where its body breaks off. */
export async function readReply(response: Response): Promise<Reply> {
  const { status } = response;
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let body = "";
  let bytes = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) break;
    bytes += chunk.value.length;
    if (bytes > MAX_REPLY_BYTES) {
      // What becomes of the rest does not matter.
      reader?.cancel().catch(() => undefined);
      return { kind: "answer_too_long", status };
    }
    body += decoder.decode(chunk.value, { stream: true });
  }
  return parseReply(status, body + decoder.decode());
}

const FAILURES: readonly (readonly [RegExp, Failure])[] = [
  [/^(?:ENOTFOUND|EAI_\w+)$/, "dns_failed"],
  [/^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|ERR_TLS|ERR_SSL|UND_ERR_PRX_TLS|EPROTO)/, "tls_failed"],
  [/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/, "timeout"],
  // UND_ERR_ABORTED: we did not abort, so a proxy refused the tunnel (undici's ProxyAgent).
  [
    /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|UND_ERR_CONNECT_TIMEOUT|UND_ERR_ABORTED)$/,
    "connection_failed",
  ],
];

/**
 * Why a `fetch` failed, from the codes of its error and causes (Node and undici). Where there is none, as in browsers and
 * Workers, the message may have arrived: `connection_lost`. Never throws, and keeps nothing of the error.
 */
export function failureOf(error: unknown): Failure {
  let current = error;
  for (let depth = 0; depth < 5 && isObject(current); depth += 1) {
    const { code, syscall, cause, errors } = current;
    if (typeof code === "string") {
      if (code === "ETIMEDOUT" && syscall === "connect") return "connection_failed";
      const known = FAILURES.find(([pattern]) => pattern.test(code));
      if (known !== undefined) return known[1];
    }
    // One host, several addresses: an AggregateError.
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return "connection_lost";
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not JSON, so no object.
  }
  return isObject(json) ? json : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number, or the string that JavaScript writes for one; never a coercion: `Number("")` and `Number(null)` are 0. */
function toInteger(value: unknown): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) && String(number) === String(value) ? number : undefined;
}

function waitMsOf(seconds: unknown): number {
  return typeof seconds === "number" && seconds > 0 ? Math.min(seconds * 1000, MAX_WAIT_MS) : DEFAULT_WAIT_MS;
}
