import { describe, expect, it } from "vitest";
import { verify } from "./signature.ts";
import { standardWebhooksScheme } from "./standard-webhooks-scheme.ts";

// Key: the bytes 00 to 1f. Signed by:
// printf '%s.%s.%s' "$id" "$timestamp" "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | openssl base64
const now = Date.UTC(2026, 10, 20, 8, 30);
const id = "msg_fake_1";
const timestamp = "1795163400";
const body = '{"type":"x.y","n":1}';
const signature = "hp8D8HCMyRUk5RPIgNuNrPalm2D/hhPmarup1zo7ESA=";
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const right = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };

const check = async (
  headers: Record<string, string>,
  { at = now, secrets = [secret], sent = body }: { at?: number; secrets?: readonly string[]; sent?: string } = {},
) => {
  const request = { headers: new Headers(headers), body: new TextEncoder().encode(sent), now: at };
  const verdict = await verify({ secret: standardWebhooksScheme }, { secret: secrets }, request);
  return typeof verdict === "string" ? verdict : "ok";
};
const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([key]) => key !== name));
const signedBy = (text: string) => ({ ...right, "webhook-signature": text });

describe("a Standard Webhook", () => {
  it.for([
    ["as it was signed", right, {}],
    ["four minutes and 59 seconds late", right, { at: now + 299_000 }],
    ["five minutes early", right, { at: now - 300_000 }],
    ["by a secret without its prefix", right, { secrets: [secret.slice("whsec_".length)] }],
    [
      "by the second secret while they are rotated",
      right,
      { secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", secret] },
    ],
    ["by one of many signatures", signedBy(`v1,${"A".repeat(43)}= v1a,${"A".repeat(86)}== v1,${signature}`), {}],
    // The bytes 00 to 17, and 00 to 3f.
    [
      "by 24 bytes",
      signedBy("v1,PqZ8CZC1PM8ArP87voA/qkiK4Xd4zjOMpQcDEAH/cMc="),
      { secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"] },
    ],
    [
      "by 64 bytes",
      signedBy("v1,lA/FAsCv+uLJUBHDVUJPYnjyFFWZMy1K6tghBj2ASOI="),
      {
        secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="],
      },
    ],
  ] as const)("comes in %s", async ([, headers, options]) => {
    expect(await check(headers, options)).toBe("ok");
  });

  it.for([
    ["another body", right, { sent: `${body} ` }, "signature_wrong"],
    ["a byte order mark before the body", right, { sent: `\ufeff${body}` }, "signature_wrong"],
    ["another id", { ...right, "webhook-id": "msg_fake_2" }, {}, "signature_wrong"],
    ["another time", { ...right, "webhook-timestamp": "1795163401" }, {}, "signature_wrong"],
    ["the same time in another spelling", { ...right, "webhook-timestamp": "01795163400" }, {}, "signature_wrong"],
    ["another secret", right, { secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"] }, "signature_wrong"],
    ["no id", without("webhook-id"), {}, "signature_wrong"],
    ["an empty id", { ...right, "webhook-id": "" }, {}, "signature_wrong"],
    ["no time", without("webhook-timestamp"), {}, "timestamp_missing"],
    ["a time that is none", { ...right, "webhook-timestamp": "1.5e9" }, {}, "timestamp_malformed"],
    ["a time of more than five minutes ago", right, { at: now + 301_000 }, "timestamp_outside"],
    ["a time more than five minutes ahead", right, { at: now - 301_000 }, "timestamp_outside"],
    ["no signature", without("webhook-signature"), {}, "signature_missing"],
    ["a signature without its version", signedBy(signature), {}, "signature_malformed"],
    ["a signature of another version", signedBy(`v2,${signature}`), {}, "signature_malformed"],
    ["half a signature", signedBy(`v1,${signature.slice(0, 20)}`), {}, "signature_malformed"],
    ["a signature in another spelling", signedBy(`v1,${signature.replace("ESA=", "ESB=")}`), {}, "signature_malformed"],
    ["signatures with commas between", signedBy(`v1,${signature},v1,${signature}`), {}, "signature_malformed"],
    [
      "the right one after too many",
      signedBy(`${`v1,${"A".repeat(43)}= `.repeat(8)}v1,${signature}`),
      {},
      "signature_wrong",
    ],
    // The bytes 00 to 16, and 00 to 40: each signature is right for its key.
    [
      "a secret of 23 bytes",
      signedBy("v1,HDxtiPNbyWHdP28OiXEFZhMHr22HR/7qG/MVzi4RX0Y="),
      { secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY="] },
      "signature_wrong",
    ],
    [
      "a secret of 65 bytes",
      signedBy("v1,diJGg/b9uiWnLPXjiGjFprCCjhDJJUjIt+rKjNGSCq8="),
      {
        secrets: ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A="],
      },
      "signature_wrong",
    ],
    ["a secret that is no base64", right, { secrets: ["whsec_fake secret"] }, "signature_wrong"],
  ] as const)("is refused with %s", async ([, headers, options, reason]) => {
    expect(await check(headers, options)).toBe(reason);
  });
});
