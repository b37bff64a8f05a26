import { hmac } from "./hmac.ts";
import { bytesBefore, decodeBase64, type SignedRequest } from "./signature.ts";

/**
 * The symmetric signature of Standard Webhooks, `v1`; those of other kinds that stand beside it are passed over. The secret is
 * `whsec_` and the base64 of 24 to 64 bytes; the libraries of the specification take it without its prefix, too.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooksScheme = hmac({
  header: "webhook-signature",
  hash: "SHA-256",
  encoding: "base64",
  prefix: "v1,",
  isList: true,
  key: (secret) => {
    const bytes = decodeBase64(secret.replace(/^whsec_/, ""));
    return bytes !== undefined && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
  },
  timestamp: { header: "webhook-timestamp", unit: "s", toleranceMs: 300_000 },
  signed,
  coversId: true,
});

/** `id.timestamp.body`. */
function signed({ headers, body }: SignedRequest): Uint8Array<ArrayBuffer> | undefined {
  const id = headers.get("webhook-id");
  if (id === null || id === "") return undefined;
  return bytesBefore(`${id}.${headers.get("webhook-timestamp") ?? ""}.`, body);
}
