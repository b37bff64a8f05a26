import { createPipelineEvent, states } from "@dingpipe/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Environment } from "../environment.ts";
import { ciSources, readVariables } from "./read-environment.fixture.ts";

// A Tekton task has no variables of its own.
const declared = ciSources.flatMap(({ id, fields = {} }) => (Object.keys(fields).length === 0 ? [] : [{ id, fields }]));

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom("", " ", "false", "true", "0", "-1", "143", "success", "running", "Failed", "@hook", "HEAD", "?"),
  fc.constantFrom("refs/heads/main", "refs/tags/v1", "refs/pull/7/merge", "origin/tags/v1", "pull/7", "\ud800"),
  fc.constantFrom(
    "https://ci:S3cret@git.example.com/o/r.git",
    "git@github.com:o/r.git",
    "deadbeefdeadbeef",
    "1795162811",
  ),
  fc.constantFrom("${{ github.sha }}", "$(Build.SourceVersion)", "%env.X%", "__default", "x".repeat(9_000)),
);

function variablesOf(fields: (typeof declared)[number]["fields"]): readonly string[] {
  return [...new Set(Object.values(fields).flatMap((from) => ("of" in from ? from.of : from)))];
}

const environment = fc
  .constantFrom(...declared)
  .chain(({ id, fields }) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...variablesOf(fields)), value), { selector: ([name]) => name })
      .map((entries) => ({ id, env: Object.fromEntries(entries) as Environment })),
  );

function texts(part: unknown): readonly string[] {
  if (typeof part === "string") return [part];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(texts) : [];
}

function links(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) => (key === "url" ? [String(inner)] : links(inner)));
}

describe("every CI", () => {
  it("makes of any of its variables an event that survives JSON, with bounded, whole and present texts", () => {
    fc.assert(
      fc.property(environment, fc.option(value, { nil: undefined }), ({ id, env }, file) => {
        const read = readVariables(env, { provider: id, readFile: () => file });
        const event = createPipelineEvent(read);
        expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
        expect(states).toContain(event.state);
        for (const text of texts(read)) {
          expect(text).not.toBe("");
          expect(text.isWellFormed()).toBe(true);
          expect([...text].length).toBeLessThanOrEqual(4_000);
        }
      }),
    );
  });

  it("makes only web links, without a user and a password", () => {
    fc.assert(
      fc.property(environment, ({ id, env }) => {
        for (const link of links(readVariables(env, { provider: id }))) {
          const { protocol, username, password } = new URL(link);
          expect(["http:", "https:"]).toContain(protocol);
          expect(username + password).toBe("");
        }
      }),
    );
  });

  it.for(declared)(
    "$id says nothing where its variables hold nothing, or references that were not resolved",
    (source) => {
      const names = variablesOf(source.fields);
      for (const hollow of [(_: string) => "", (name: string) => `\${${name}}`, (name: string) => `$(${name})`]) {
        const env = Object.fromEntries(names.map((name) => [name, hollow(name)]));
        expect(Object.keys(readVariables(env, { provider: source.id })).sort()).toEqual(["source", "state", "time"]);
      }
    },
  );
});
