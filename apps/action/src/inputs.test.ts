import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { manifest } from "../test/fake-runner.ts";
import { inputNames, readInputs } from "./inputs.ts";
import { resultOf } from "./result.ts";

describe("action.yml", () => {
  it("declares every input that the code reads, and no other", () => {
    expect(Object.keys(manifest.inputs).sort()).toEqual([...inputNames].sort());
  });

  it("declares every output that the code writes, and no other", () => {
    const written = Object.keys(resultOf({ exitCode: 0, isExcused: true }));
    expect(Object.keys(manifest.outputs).sort()).toEqual(written.sort());
  });

  it("describes each in a sentence", () => {
    for (const [name, { description }] of Object.entries({ ...manifest.inputs, ...manifest.outputs })) {
      expect(description, name).toMatch(/^\S.{10,}[.…]$/s);
    }
  });

  it("has the defaults that need no thought", () => {
    const defaults = Object.entries(manifest.inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );
    expect(Object.fromEntries(defaults)).toEqual({
      status: "${{ job.status }}",
      "github-token": "${{ github.token }}",
    });
    expect(manifest.runs).toEqual({ using: "node24", main: "dist/index.cjs" });
  });
});

it("the README's step has inputs that are declared", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [step] = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "") as { readonly with: object }[];
  const given = Object.keys(step?.with ?? {});
  expect(given.length).toBeGreaterThan(0);
  expect(given.filter((name) => !(name in manifest.inputs))).toEqual([]);
});

describe("readInputs", () => {
  it("takes an empty or blank input for none", () => {
    expect(readInputs({ INPUT_STATUS: "", INPUT_NEEDS: " \n", INPUT_WEBHOOK: "" })).toEqual({ flags: {}, env: {} });
  });

  it("gives flags and variables, and none of the runner's own", () => {
    const env = { "INPUT_DRY-RUN": " true ", INPUT_SECRET: "SECx", INPUT_FOREIGN: "x", DINGTALK_SECRET: "old", A: "b" };
    expect(readInputs(env)).toEqual({ flags: { "dry-run": "true" }, env: { DINGTALK_SECRET: "SECx", A: "b" } });
  });

  it("keeps a variable where its input is not given", () => {
    expect(readInputs({ DINGTALK_WEBHOOK: "w", INPUT_WEBHOOK: "" }).env).toEqual({ DINGTALK_WEBHOOK: "w" });
  });
});
