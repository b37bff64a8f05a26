import type { WebhookVerification } from "./source.ts";
import { present } from "./values.ts";

// WebCrypto alone: `verify` compares in constant time on every platform.

const encoder = new TextEncoder();

/** The secrets of a door, resolved: one of each kind, or two while they are rotated. */
export interface DoorSecrets {
  readonly secret?: readonly string[];
  readonly token?: readonly string[];
  readonly password?: readonly string[];
  readonly bearer?: readonly string[];
  /** Lets everybody in where no secret is set. */
  readonly insecure?: boolean;
}

/** What a verification looks at. */
export interface SignedRequest {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** What stands behind the door's name in the path. */
  readonly pathToken?: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
}

/** How a sender proves who it is with a secret that both know. */
export interface HmacScheme {
  /** Where the signature stands. */
  readonly header: string;
  readonly hash: "SHA-1" | "SHA-256";
  readonly encoding: "hex" | "base64";
  /** Stands before the signature: `sha256=`. */
  readonly prefix?: string;
  /** The header holds several, with spaces between; those without the prefix are of other schemes. */
  readonly isList?: boolean;
  /** The bytes of the key; default: the secret as UTF-8. `undefined` for a secret that is none. */
  readonly key?: (secret: string) => Uint8Array<ArrayBuffer> | undefined;
  /** When it was signed, and how far that may be from now. */
  readonly timestamp?: {
    readonly header: string;
    readonly unit: "s" | "ms" | "date";
    readonly toleranceMs: number;
    /** Takes the time out of the header's text; default: all of it. */
    readonly textIn?: (header: string) => string | undefined;
  };
  /** The bytes that are signed; default: the body. `undefined`: the request lacks something that is signed. */
  readonly signed?: (request: SignedRequest, secret: string) => Uint8Array<ArrayBuffer> | undefined;
  /** Takes the signature out of the header's text; default: all of it. */
  readonly signatureIn?: (header: string) => string | undefined;
  /** Puts a signature, and a time that stands beside it, into the header's text, as the sender does; default: the prefix and the signature. */
  readonly wrap?: (signature: string, time: string) => string;
  /** A digest that is signed in the body's place: it has to be the body's. */
  readonly digestOf?: (request: SignedRequest) => string | undefined;
  /** Whoever saw one delivery can change the body of the next. */
  readonly leavesBodyOpen?: boolean;
  /** The sender's id of the delivery is signed, too. */
  readonly coversId?: boolean;
}

/** A scheme with what checks it, as `hmac` makes it: who reads senders that sign nothing takes none of that along. */
export interface CheckedScheme extends HmacScheme {
  readonly check: (secrets: readonly string[], request: SignedRequest) => Promise<Verdict>;
}

export type Refusal =
  | "door_shut"
  | "credential_unsupported"
  | "signature_missing"
  | "signature_malformed"
  | "signature_wrong"
  | "timestamp_missing"
  | "timestamp_malformed"
  | "timestamp_outside"
  | "token_wrong"
  | "password_wrong"
  | "bearer_wrong";

/** Why the request is not the sender's; or that it is. */
export type Verdict = Refusal | Covered;

/** What of a request nobody but the sender can have written. */
export interface Covered {
  readonly coversBody: boolean;
  readonly coversId: boolean;
  /** So long after it came a copy of the body would be taken, at most: the time of signing is signed, too. */
  readonly replayableMs?: number;
}

const credentials = ["secret", "token", "password", "bearer"] as const;
type Credential = (typeof credentials)[number];

/**
 * Says whether the request is the sender's: every kind of credential that the door has must hold. A door without any is
 * shut, unless it is `insecure`. Never throws, whatever the request holds.
 */
export async function verify(
  verification: WebhookVerification,
  door: DoorSecrets,
  request: SignedRequest,
): Promise<Verdict> {
  let coversBody = false;
  let coversId = false;
  let replayableMs: number | undefined;
  let isAsked = false;
  for (const credential of credentials) {
    const secrets = door[credential] ?? [];
    if (secrets.every((secret) => secret === "")) continue;
    isAsked = true;
    const verdict = await check(credential, verification, secrets, request);
    if (typeof verdict === "string") return verdict;
    coversBody ||= verdict.coversBody;
    coversId ||= verdict.coversId;
    replayableMs ??= verdict.replayableMs;
  }
  return isAsked || door.insecure === true ? { coversBody, coversId, ...present({ replayableMs }) } : "door_shut";
}

/** The kinds of credential that a door for this sender may have; a token may always stand in the path. */
export function credentialsOf(verification: WebhookVerification): readonly Credential[] {
  return credentials.filter((credential) => credential === "token" || verification[credential] !== undefined);
}

async function check(
  credential: Credential,
  verification: WebhookVerification,
  secrets: readonly string[],
  request: SignedRequest,
): Promise<Verdict> {
  const { headers, pathToken } = request;
  switch (credential) {
    case "secret":
      return verification.secret === undefined ? "credential_unsupported" : verification.secret.check(secrets, request);
    case "token": {
      // A sender that can set no header has its token in the path; a header that is there is the one that counts.
      const said = (verification.token === undefined ? null : headers.get(verification.token.header)) ?? pathToken;
      return checkText(said, secrets, "token_wrong");
    }
    case "password": {
      if (verification.password === undefined) return "credential_unsupported";
      const { header } = verification.password;
      const said = header === undefined ? basicPassword(headers.get("authorization")) : headers.get(header);
      return checkText(said, secrets, "password_wrong");
    }
    case "bearer":
      if (verification.bearer === undefined) return "credential_unsupported";
      return checkText(/^bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1], secrets, "bearer_wrong");
    default:
      return credential satisfies never;
  }
}

async function checkText(
  said: string | null | undefined,
  secrets: readonly string[],
  reason: Refusal,
): Promise<Verdict> {
  if (said === null || said === undefined || said === "") return reason;
  for (const secret of secrets)
    if (secret !== "" && (await isSameText(said, secret))) return { coversBody: false, coversId: false };
  return reason;
}

/** Compares in constant time: what is compared are HMACs of both, under the secret that is known. */
export async function isSameText(said: string, secret: string): Promise<boolean> {
  const known = bytesOf(secret);
  const key = await crypto.subtle.importKey("raw", known, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  const tag = await crypto.subtle.sign("HMAC", key, known);
  return crypto.subtle.verify("HMAC", key, tag, bytesOf(said));
}

/** The password of HTTP's Basic authentication; the user's name is not looked at. */
function basicPassword(authorization: string | null): string | undefined {
  const bytes = decodeBase64(/^basic (.+)$/i.exec(authorization ?? "")?.[1] ?? "");
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  return text.includes(":") ? text.slice(text.indexOf(":") + 1) : undefined;
}

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The bytes of a text, and the body behind them as it came: a decoder would drop a byte order mark. */
export function bytesBefore(text: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const before = bytesOf(text);
  const bytes = new Uint8Array(before.length + body.length);
  bytes.set(before);
  bytes.set(body, before.length);
  return bytes;
}

/** Base64 with its padding, in the one form that encoding gives, or nothing. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  // No group is repeated: of a text of megabytes its engine would run out of stack.
  if (text.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined;
  const binary = atob(text);
  if (btoa(binary) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
