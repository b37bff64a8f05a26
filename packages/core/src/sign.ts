import { DingpipeError } from "./error.ts";

/**
 * Signs a moment with a robot's secret: standard Base64 of HMAC-SHA256, not yet encoded for a URL. DingTalk takes a signature
 * for one hour around `timestampMs`, so each attempt makes its own.
 *
 * @param secret The whole string that DingTalk shows under 加签, `SEC` included.
 * @param timestampMs Unix milliseconds; the same number goes into the URL.
 * @throws `secret_invalid` where the secret is empty.
 * @see https://open.dingtalk.com/document/development/customize-robot-security-settings
 */
export async function sign(secret: string, timestampMs: number): Promise<string> {
  if (secret === "") throw new DingpipeError("secret_invalid", { reason: "empty" });
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${timestampMs}\n${secret}`));
  return btoa(String.fromCharCode(...new Uint8Array(mac)));
}

/** The SHA-256 of a text, in hexadecimal digits. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
