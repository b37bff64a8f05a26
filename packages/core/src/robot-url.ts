import { DingpipeError, type ErrorDetails } from "./error.ts";

const HOSTS = ["https://oapi.dingtalk.com", "https://oapi.dingtalk.io"];
const PATH = "/robot/send";
const MASK = "***";

// Read by hand, not by `new URL`: that one repairs what it is given (decimal addresses, full-width letters, backslashes, `..`),
// and its error carries the whole text as `input`.
const ABSOLUTE_URL = /^([a-z][a-z\d+.-]*):\/\/([^/?#\\]*)([^?#\\]*)(\?[^#\\]*)?$/i;
const TOKEN = /^[\w.~+/=-]{1,512}$/;
const BARE_TOKEN = /^[\w-]{16,256}$/;
// The secret of 加签, pasted where the webhook belongs.
const SIGNING_SECRET = /^SEC[\da-f]{64}$/i;

/** Where a webhook may point. */
export interface EndpointOptions {
  /** An origin that takes the place of DingTalk's: a mock or a relay, `https://relay.example.com`. */
  readonly endpoint?: string;
  /** Allows an `http` endpoint that is not on loopback. Default false. */
  readonly insecureEndpoint?: boolean;
}

/** What DingTalk wants beside the token when a robot's 加签 is on. */
export interface Signature {
  /** Unix milliseconds. */
  readonly timestampMs: number;
  /** As `sign` gives it: Base64, not encoded for a URL. */
  readonly sign: string;
}

/** A robot's webhook, whose token can be used but not printed: every way of showing it shows a mask. */
export class RobotUrl {
  /** Where it points, as in `https://oapi.dingtalk.com`. */
  readonly origin: string;
  readonly #token: string;

  private constructor(origin: string, token: string) {
    this.origin = origin;
    this.#token = token;
  }

  /** See `parseRobotUrl`. */
  static parse(webhook: string | RobotUrl, options: EndpointOptions): RobotUrl {
    const endpoint =
      options.endpoint === undefined ? undefined : parseEndpoint(options.endpoint, options.insecureEndpoint === true);
    if (typeof webhook !== "string") return new RobotUrl(endpoint ?? webhook.origin, webhook.#token);
    const { origin, token } = parseWebhook(webhook, endpoint);
    return new RobotUrl(endpoint ?? origin, token);
  }

  /** Whether both are the same robot, whatever their hosts. */
  hasSameToken(other: RobotUrl): boolean {
    return this.#token === other.#token;
  }

  /** The URL to post to, token and signature in it: never to be stored or shown. */
  reveal(signature?: Signature): string {
    const url = `${this.origin}${PATH}?access_token=${encodeURIComponent(this.#token)}`;
    if (signature === undefined) return url;
    return `${url}&timestamp=${signature.timestampMs}&sign=${encodeURIComponent(signature.sign)}`;
  }

  /** The text with this robot's token masked, raw and percent-encoded. */
  mask(text: string): string {
    return maskAll(text, this.#token);
  }

  toString(): string {
    return `${this.origin}${PATH}?access_token=${MASK}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Reads what people paste: the whole webhook (in quotes or angle brackets, with `&amp;`, spaces, line breaks, an old `timestamp`
 * and `sign`), or its token alone. Only DingTalk's own hosts are taken, and the endpoint's where one is given.
 *
 * @throws `robot_url_invalid`, which never holds the text.
 */
export function parseRobotUrl(webhook: string | RobotUrl, options: EndpointOptions = {}): RobotUrl {
  return RobotUrl.parse(webhook, options);
}

/** The text with a secret masked, raw and percent-encoded. */
export function maskAll(text: string, secret: string): string {
  return text.replaceAll(secret, MASK).replaceAll(encodeURIComponent(secret), MASK);
}

/** Whether a URL's host name is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

function parseWebhook(text: string, endpoint: string | undefined): { origin: string; token: string } {
  const pasted = unwrap(text);
  if (pasted === "") throw invalid("empty");
  if (SIGNING_SECRET.test(pasted)) throw invalid("token_missing");
  if (BARE_TOKEN.test(pasted)) return { origin: "https://oapi.dingtalk.com", token: pasted };

  const [, scheme = "", authority = "", path, query = ""] = ABSOLUTE_URL.exec(pasted) ?? [];
  if (path === undefined) throw invalid("not_a_url");
  const origin = `${scheme}://${authority}`.toLowerCase();
  if (origin !== endpoint && !HOSTS.includes(origin)) {
    throw invalid(scheme.toLowerCase() === "https" ? "host_not_allowed" : "not_https");
  }
  if (path !== PATH) throw invalid("path_not_allowed");
  // Only the token is taken over: an old timestamp and sign would be refused, and added ones end in HTTP 414.
  const [token = "", ...others] = new URLSearchParams(query).getAll("access_token");
  if (!TOKEN.test(token) || others.length > 0) throw invalid("token_missing");
  return { origin, token };
}

/** What was meant, without what surrounds it when it is copied from a chat, a document or a terminal. */
function unwrap(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, "")
    .replace(/^\[[^\]]*\]\(/, "")
    .replace(/^["'`<(“”‘’「『《（]+|["'`>)“”‘’」』》），。；,;]+$/g, "")
    .replace(/&(?:amp;)+/gi, "&")
    .replace(/^(?=oapi\.dingtalk\.(?:com|io)\/)/i, "https://");
}

function parseEndpoint(text: string, insecure: boolean): string {
  if (!/^https?:\/\/[^\s/?#@\\]+\/?$/i.test(text)) throw invalid("endpoint_invalid");
  const { protocol, hostname, origin } = parseUrl(text);
  if (protocol !== "https:" && !isLoopback(hostname) && !insecure) throw invalid("endpoint_invalid");
  return origin;
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // Its own error carries the text.
    throw invalid("endpoint_invalid");
  }
}

function invalid(reason: ErrorDetails["robot_url_invalid"]["reason"]): DingpipeError<"robot_url_invalid"> {
  return new DingpipeError("robot_url_invalid", { reason });
}
