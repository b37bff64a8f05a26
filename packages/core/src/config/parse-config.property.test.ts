import fc from "fast-check";
import { expect, it } from "vitest";
import { DingpipeError } from "../error.ts";
import { describeError } from "../locales/describe.ts";
import { parseConfig } from "./parse-config.ts";

async function errorOf(input: unknown): Promise<DingpipeError<"config_invalid"> | undefined> {
  try {
    await parseConfig(input);
    return undefined;
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "config_invalid") return error;
    throw error;
  }
}

const keys = fc.constantFrom(
  "robots",
  "rules",
  "people",
  "sources",
  "access",
  "ops",
  "webhook",
  "on",
  "when",
  "text",
  "mention",
  "name",
  "logins",
  "limits",
  "__proto__",
  "constructor",
  "$schema",
  "",
);
const words = fc.constantFrom(
  "${A}",
  "ops",
  "failed",
  "{{ event.id }}",
  "{% if",
  "event.id ==",
  "**",
  "!",
  "",
  "github",
  null,
  0,
  true,
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 5 }, words, fc.anything({ maxDepth: 1 }), tie("list"), tie("map")),
  list: fc.array(tie("any"), { maxLength: 3 }),
  map: fc.dictionary(fc.oneof(keys, fc.string()), tie("any"), { maxKeys: 4 }),
})).any;
const snippet = fc.constantFrom(
  "robots:",
  "\n",
  "  ",
  "- ",
  "ops: ",
  "{",
  "}",
  "[",
  "]",
  "${A}",
  "*a",
  "&a ",
  "!t ",
  "|",
  ">",
  "'",
  '"',
  "\t",
  ": ",
  "#",
  "---\n",
  "%",
  "rules: ",
  "\r",
  "? ",
  ",",
  "<<: ",
  "\uFEFF",
  "\u0000",
);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.oneof(snippet, fc.string({ maxLength: 4 })), { maxLength: 30 }).map((parts) => parts.join("")),
);

it("no object makes it throw anything but its own error", () =>
  fc.assert(fc.asyncProperty(value, async (input) => void (await errorOf(input)))));

it("no text makes it throw anything but its own error, and every mistake has a place in it", () =>
  fc.assert(
    fc.asyncProperty(text, async (input) => {
      const lines = input.split(/\r\n|\n/).length;
      for (const { line = 0, column = 0 } of (await errorOf(input))?.details.issues ?? []) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
  ));

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const secret = fc.oneof(
  hex(64),
  hex(64).map((word) => `SEC${word}`),
  hex(64).map((word) => `https://oapi.dingtalk.com/robot/send?access_token=${word}`),
  fc.uuid(),
  fc.uint8Array({ minLength: 24, maxLength: 48 }).map((bytes) => `x1${btoa(String.fromCharCode(...bytes))}`),
);
// Each place once with the secret in it, as a value, in a list, inside a longer text, or as a key.
const places: readonly ((secret: string) => unknown)[] = [
  ...["webhook", "secret", "endpoint", "openLinksIn", "keywords", "fallbacks", "limits", "insecureEndpoint"].map(
    (key) => (secret: string) => ({ robots: { ops: { webhook: "${A}", [key]: secret } } }),
  ),
  ...["on", "kinds", "content", "robots", "type", "unstable", "mention", "buttons", "overflow", "when", "branches"].map(
    (key) => (secret: string) => ({ robots: { ops: { webhook: "${A}" } }, rules: [{ [key]: secret, wrong: 1 }] }),
  ),
  ...["text", "title"].map((key) => (secret: string) => ({
    robots: {},
    rules: [{ [key]: `{{ ${secret} | ${secret} }} {% ${secret} %}` }],
  })),
  (secret) => ({ robots: { [secret]: {}, other: { [secret]: 1 } }, rules: [{}] }),
  (secret) => ({ robots: { [secret]: { webhook: "${A}" }, b: { webhook: "${A}" } }, onParked: `${secret}x` }),
  (secret) => ({
    [secret]: secret,
    locale: secret,
    timezone: secret,
    people: secret,
    rules: secret,
    provider: { giteeHost: `${secret}/` },
  }),
  (secret) => ({
    robots: 1,
    people: [{ mobile: secret }, { userId: "a", logins: secret }, { userId: "b", logins: secret }],
  }),
  (secret) => ({
    sources: { [secret]: { type: secret, token: [secret], [secret]: secret }, a: { type: secret, bearer: secret } },
  }),
  (secret) => ({
    access: [
      { name: secret, token: secret, may: secret },
      { name: secret, token: [secret, "${A}"], may: [secret] },
    ],
  }),
  (secret) => ({
    rules: [
      { when: `event.id = "${secret}"` },
      { when: `${secret}()` },
      { name: secret, when: `event.${secret} == "${secret}"`, branches: `***${secret}` },
    ],
  }),
];
const yamlPlaces: readonly ((secret: string) => string)[] = [
  (secret) => `robots: {a: ${secret}: ${secret}}`,
  (secret) => `robots:\n\t${secret}`,
  (secret) => `a: *${secret}\nb: !${secret} x`,
  (secret) => `a: "${secret}\\q\nb: ${secret}`,
  (secret) => `${secret}\n--- ${secret}\n`,
  (secret) => `a: {b: \${${secret}}, ${secret}: "}`,
  (secret) => `${secret}: 1\n${secret}: 2\n? [${secret}]\n: x`,
  (secret) => `a: |${secret}\n  x\n%${secret}`,
  (secret) => secret,
];

it("a secret that stands anywhere by mistake is not repeated", () => {
  const input = fc.oneof(
    fc.tuple(secret, fc.constantFrom(...places), fc.boolean()).map(([word, place, asText]) => {
      const object = place(word);
      return { word, input: asText ? JSON.stringify(object, null, 1) : object };
    }),
    fc.tuple(secret, fc.constantFrom(...yamlPlaces)).map(([word, place]) => ({ word, input: place(word) })),
  );
  return fc.assert(
    fc.asyncProperty(input, async ({ word, input }) => {
      const error = await errorOf(input);
      if (error === undefined) return;
      const told = [
        String(error),
        error.stack,
        JSON.stringify(error),
        JSON.stringify(error.details),
        error.cause,
        describeError(error, "zh-CN", "f"),
        describeError(error, "en"),
      ].join("\n");
      const token = word.replace(/^.*access_token=/, "");
      expect(told.toLowerCase()).not.toContain(token.toLowerCase());
    }),
  );
});
