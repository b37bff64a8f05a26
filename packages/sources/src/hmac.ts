import {
  bytesOf,
  type CheckedScheme,
  decodeBase64,
  type HmacScheme,
  type Refusal,
  type SignedRequest,
  type Verdict,
} from "./signature.ts";

/** A sender's way to sign, with what checks it. */
export function hmac(scheme: HmacScheme): CheckedScheme {
  return { ...scheme, check: (secrets, request) => checkHmac(scheme, secrets, request) };
}

async function checkHmac(scheme: HmacScheme, secrets: readonly string[], request: SignedRequest): Promise<Verdict> {
  const { timestamp } = scheme;
  const header = request.headers.get(scheme.header);
  // First, since a time may stand in the same header.
  if (header === null || header === "") return "signature_missing";
  const problem = timestamp === undefined ? undefined : timestampProblem(timestamp, request);
  if (problem !== undefined) return problem;
  const signatures = signaturesIn(scheme, header);
  if (signatures.length === 0) return "signature_malformed";
  if (scheme.digestOf !== undefined && !(await hasDigest(scheme.digestOf(request), request.body))) {
    return "signature_wrong";
  }
  for (const secret of secrets) {
    const key = await keyOf(scheme, secrets, secret);
    const signed = scheme.signed === undefined ? request.body : scheme.signed(request, secret);
    if (key === undefined || signed === undefined) continue;
    for (const signature of signatures) {
      if (await crypto.subtle.verify("HMAC", key, signature, signed)) {
        return {
          coversBody: scheme.leavesBodyOpen !== true,
          coversId: scheme.coversId === true,
          // The sender's clock may be ahead by as much as it may be behind.
          ...(timestamp === undefined ? {} : { replayableMs: 2 * timestamp.toleranceMs }),
        };
      }
    }
  }
  return "signature_wrong";
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
  { header, unit, toleranceMs, textIn }: NonNullable<HmacScheme["timestamp"]>,
  { headers, now }: SignedRequest,
): Refusal | undefined {
  const said = headers.get(header);
  if (said === null) return "timestamp_missing";
  const text = textIn === undefined ? said : (textIn(said) ?? "");
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
  return (isList === true ? text.split(" ").slice(0, 8) : [text]).flatMap((part) => {
    const bytes = part.startsWith(prefix) ? decode(part.slice(prefix.length)) : undefined;
    return bytes?.length === length ? [bytes] : [];
  });
}

async function hasDigest(text: string | undefined, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const said = text === undefined ? undefined : decodeBase64(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  // Neither is a secret: whoever sends the request knows both.
  return said?.length === digest.length && digest.every((byte, index) => byte === said[index]);
}

/** Lower case, two digits a byte, or nothing. */
function decodeHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[\da-f]{2})*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}
