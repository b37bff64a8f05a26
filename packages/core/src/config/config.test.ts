import { describe, expect, it } from "vitest";
import { DingpipeError } from "../error.ts";
import { eventKinds } from "../event.ts";
import { createDefaultConfig, onWords, REFERENCE, resolveReference } from "./config.ts";
import { parseConfig } from "./parse-config.ts";

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: unknown) => error,
  );
}

describe("REFERENCE", () => {
  it.for(["${NAME}", "${_a1}", "${BINDING.key}", "${BINDING.a-b_1}"])("%s is a reference", (text) => {
    expect(text).toMatch(REFERENCE);
  });

  it.for([
    "NAME",
    "$NAME",
    "${NAME} ",
    " ${NAME}",
    "${}",
    "${1A}",
    "${A.}",
    "${A.b.c}",
    "${A:-x}",
    "${A}${B}",
    "${{ A }}",
    "${A}\n",
  ])("%j is none", (text) => {
    expect(text).not.toMatch(REFERENCE);
  });
});

describe("resolveReference", () => {
  const secrets: Readonly<Record<string, string>> = {
    NAME: "value\n",
    EMPTY: " \n",
    JSON: '{"a":"one","number":1,"blank":""}',
    TEXT: "not json",
  };
  const resolve = (name: string) => secrets[name];

  it.for([
    { name: "a name", reference: "${NAME}", expected: "value" },
    { name: "a key of a JSON secret", reference: "${JSON.a}", expected: "one" },
    { name: "what is no reference", reference: "13900000000", expected: "13900000000" },
  ])("gives the value of $name, without the line break of a file", async ({ reference, expected }) => {
    expect(await resolveReference(reference, resolve, "robots.ops.webhook")).toBe(expected);
  });

  it("waits for a value that comes later, as from a secrets store", async () => {
    expect(await resolveReference("${NAME}", async () => "late", "robots.ops.webhook")).toBe("late");
  });

  it.for(["NONE", "EMPTY", "NONE.a", "JSON.b", "JSON.number", "JSON.blank", "JSON.toString", "TEXT.a"])(
    "${%s} is unresolved, told by its name and place",
    async (name) => {
      const error = await errorOf(resolveReference(`\${${name}}`, resolve, "robots.ops.webhook"));
      expect(error).toBeInstanceOf(DingpipeError);
      expect(error).toMatchObject({ code: "reference_unresolved", details: { name, path: "robots.ops.webhook" } });
    },
  );
});

describe("createDefaultConfig", () => {
  it("is what the same words in a file give", async () => {
    const file = {
      robots: { default: { webhook: "${DINGTALK_WEBHOOK}", secret: "${DINGTALK_SECRET}", keywords: ["构建"] } },
      rules: [{ name: "default", on: onWords, kinds: eventKinds }],
    };
    expect(createDefaultConfig({ signed: true, keywords: ["构建"] })).toEqual(await parseConfig(file));
  });

  it("asks for no secret where the robot does not sign", () => {
    expect(createDefaultConfig({ signed: false, keywords: [] }).robots["default"]).not.toHaveProperty("secret");
  });
});
