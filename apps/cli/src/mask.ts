import type { Context } from "./context.ts";

const MASK = "***";
// Shorter values would mask words like "true" all over an output.
const MIN_SECRET_LENGTH = 6;
const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|WEBHOOK|PRIVATE|APIKEY|(?:^|_)(?:KEY|PASS|AUTH|DSN)(?:_|$)/i;
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  [/(access_token=)[^\s&"']+/gi, `$1${MASK}`],
  [/\bSEC[0-9a-f]{16,}/g, MASK],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+:[^\s/@"']*@/gi, `$1${MASK}@`],
  [/(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi, `$1${MASK}`],
];

/**
 * A function that masks what looks like a secret: the values of variables whose name says so, in plain, percent-encoded and
 * base64 form, `more` values, robot tokens, signing secrets, and user info in URLs.
 */
export function createMask(env: Context["env"], more: readonly string[] = []): (text: string) => string {
  const named = Object.entries(env).filter(([name]) => SECRET_NAME.test(name) && !name.toUpperCase().endsWith("_FILE"));
  const values = [...named.map(([, value]) => value ?? ""), ...more].flatMap((value) => [
    value,
    ...value.split(/[\r\n]+/),
  ]);
  const secrets = new Set(
    values
      .map((value) => value.trim())
      .filter((value) => value.length >= MIN_SECRET_LENGTH)
      .flatMap(forms),
  );
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => {
    const masked = longestFirst.reduce((result, secret) => result.replaceAll(secret, MASK), text);
    return SECRET_SHAPES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), masked);
  };
}

function forms(secret: string): readonly string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64");
  return [secret, encodeURIComponent(secret.toWellFormed()), base64, base64.replace(/=+$/, "")];
}
