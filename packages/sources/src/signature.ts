import type { WebhookVerification } from "./source.ts";

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
  /** When it was signed, and how far that may be from now. `isOptional`: the sender may leave it out, and then signs without it. */
  readonly timestamp?: {
    readonly header: string;
    readonly unit: "s" | "ms" | "date";
    readonly toleranceMs: number;
    readonly isOptional?: boolean;
  };
  /** The bytes that are signed; default: the body. `undefined`: the request lacks something that is signed. */
  readonly signed?: (request: SignedRequest, secret: string) => Uint8Array<ArrayBuffer> | undefined;
  /** Takes the signature out of the header's text; default: all of it. */
  readonly signatureIn?: (header: string) => string | undefined;
  /** Puts a signature into the header's text, as the sender does; default: the prefix and the signature. */
  readonly wrap?: (signature: string) => string;
  /** A digest that is signed in the body's place: it has to be the body's. */
  readonly digestOf?: (request: SignedRequest) => string | undefined;
  /** Whoever saw one delivery can change the body of the next. */
  readonly leavesBodyOpen?: boolean;
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

export type Verdict =
  | { readonly ok: true; readonly coversBody: boolean }
  | { readonly ok: false; readonly reason: Refusal };

const credentials = ["secret", "token", "password", "bearer"] as const;

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
  let isAsked = false;
  for (const credential of credentials) {
    const secrets = door[credential] ?? [];
    if (secrets.every((secret) => secret === "")) continue;
    isAsked = true;
    const verdict = await check(credential, verification, secrets, request);
    if (!verdict.ok) return verdict;
    coversBody ||= verdict.coversBody;
  }
  return isAsked || door.insecure === true ? { ok: true, coversBody } : { ok: false, reason: "door_shut" };
}

/** The credentials of a door that this sender can't give: a mistake of the configuration. */
export function unsupportedCredentials(
  verification: WebhookVerification,
  door: DoorSecrets,
): readonly (typeof credentials)[number][] {
  return credentials.filter((credential) => {
    if ((door[credential]?.length ?? 0) === 0 || credential === "token") return false;
    return verification[credential] === undefined;
  });
}

async function check(
  credential: (typeof credentials)[number],
  verification: WebhookVerification,
  secrets: readonly string[],
  request: SignedRequest,
): Promise<Verdict> {
  const { headers, pathToken } = request;
  switch (credential) {
    case "secret":
      return verification.secret === undefined
        ? { ok: false, reason: "credential_unsupported" }
        : checkHmac(verification.secret, secrets, request);
    case "token": {
      // A sender that can set no header has its token in the path; a header that is there is the one that counts.
      const said = (verification.token === undefined ? null : headers.get(verification.token.header)) ?? pathToken;
      return checkText(said, secrets, "token_wrong");
    }
    case "password": {
      if (verification.password === undefined) return { ok: false, reason: "credential_unsupported" };
      const { header } = verification.password;
      const said = header === undefined ? basicPassword(headers.get("authorization")) : headers.get(header);
      return checkText(said, secrets, "password_wrong");
    }
    case "bearer":
      if (verification.bearer === undefined) return { ok: false, reason: "credential_unsupported" };
      return checkText(/^bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1], secrets, "bearer_wrong");
    default:
      return credential satisfies never;
  }
}

async function checkHmac(scheme: HmacScheme, secrets: readonly string[], request: SignedRequest): Promise<Verdict> {
  const { timestamp } = scheme;
  const problem = timestamp === undefined ? undefined : timestampProblem(timestamp, request);
  if (problem !== undefined) return { ok: false, reason: problem };
  const header = request.headers.get(scheme.header);
  if (header === null || header === "") return { ok: false, reason: "signature_missing" };
  const signatures = signaturesIn(scheme, header);
  if (signatures.length === 0) return { ok: false, reason: "signature_malformed" };
  if (scheme.digestOf !== undefined && !(await hasDigest(scheme.digestOf(request), request.body))) {
    return { ok: false, reason: "signature_wrong" };
  }
  for (const secret of secrets) {
    const key = await keyOf(scheme, secrets, secret);
    const signed = scheme.signed === undefined ? request.body : scheme.signed(request, secret);
    if (key === undefined || signed === undefined) continue;
    for (const signature of signatures) {
      if (await crypto.subtle.verify("HMAC", key, signature, signed)) {
        return { ok: true, coversBody: scheme.leavesBodyOpen !== true };
      }
    }
  }
  return { ok: false, reason: "signature_wrong" };
}

type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

// A door's secrets are imported once, and are forgotten with the door.
const importedKeys = new WeakMap<readonly string[], Map<string, HmacKey>>();

async function keyOf(scheme: HmacScheme, secrets: readonly string[], secret: string): Promise<HmacKey | undefined> {
  const name = `${scheme.header} ${scheme.hash} ${secret}`;
  const known = importedKeys.get(secrets) ?? new Map<string, HmacKey>();
  importedKeys.set(secrets, known);
  const imported = known.get(name);
  if (imported !== undefined) return imported;
  const bytes = (scheme.key ?? bytesOf)(secret);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: scheme.hash }, false, ["verify"]);
  known.set(name, key);
  return key;
}

function timestampProblem(
  { header, unit, toleranceMs, isOptional }: NonNullable<HmacScheme["timestamp"]>,
  { headers, now }: SignedRequest,
): Refusal | undefined {
  const text = headers.get(header);
  if (text === null) return isOptional === true ? undefined : "timestamp_missing";
  const signedAt =
    unit === "date"
      ? Date.parse(text)
      : /^\d{1,13}$/.test(text)
        ? Number(text) * (unit === "s" ? 1_000 : 1)
        : Number.NaN;
  if (Number.isNaN(signedAt)) return "timestamp_malformed";
  return Math.abs(now - signedAt) <= toleranceMs ? undefined : "timestamp_outside";
}

function signaturesIn({ prefix = "", isList, encoding, hash, signatureIn }: HmacScheme, header: string) {
  const length = hash === "SHA-1" ? 20 : 32;
  const text = signatureIn === undefined ? header : (signatureIn(header) ?? "");
  // A header that came twice arrives joined by a comma.
  if (isList !== true && text.includes(",")) return [];
  const decode = encoding === "hex" ? decodeHex : decodeBase64;
  return (isList === true ? text.split(" ").slice(0, 8) : [text])
    .filter((part) => part.startsWith(prefix))
    .map((part) => decode(part.slice(prefix.length)))
    .filter((bytes) => bytes?.length === length)
    .filter((bytes) => bytes !== undefined);
}

async function hasDigest(text: string | undefined, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const said = text === undefined ? undefined : decodeBase64(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  // Neither is a secret: whoever sends the request knows both.
  return said?.length === digest.length && digest.every((byte, index) => byte === said[index]);
}

async function checkText(
  said: string | null | undefined,
  secrets: readonly string[],
  reason: Refusal,
): Promise<Verdict> {
  if (said === null || said === undefined || said === "") return { ok: false, reason };
  for (const secret of secrets)
    if (secret !== "" && (await isSameText(said, secret))) return { ok: true, coversBody: false };
  return { ok: false, reason };
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

/** Lower case, two digits a byte, or nothing. */
function decodeHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[\da-f]{2})*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
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
