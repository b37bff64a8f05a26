import fc from "fast-check";
import { expect, it } from "vitest";
import type { Event } from "./event.ts";
import { compileWhen } from "./when.ts";
import { compileSimpleWhen } from "./when-simple.ts";

const word = fc.constantFrom("main", "", "a'b", "deploy-shop", "é", "\u{1f600}");
const quoted = fc.oneof(word, fc.string({ unit: "binary", maxLength: 4 })).map((text) => JSON.stringify(text));
const single = fc.string({ unit: "grapheme", maxLength: 4 }).map((text) => `'${text}'`);
const text = fc.oneof({ weight: 5, arbitrary: quoted }, single);
const path = fc.constantFrom(
  ...["event.kind", "event.ref.branch", "event.pipeline.name", "event.commit.author.name", "event.params.x", "env.CI"],
  ...["event.name", "event.url", "event.state", "event.durationMs", "event.ref", "event.nope", "env", "env.A.b"],
);
const gap = fc.constantFrom("", " ", "\n", "\t", "\u00a0");
const term = fc.oneof(
  fc.tuple(path, gap, fc.constantFrom("==", "!=", "in", " in"), gap, text).map((parts) => parts.join("")),
  fc
    .tuple(path, fc.array(text, { minLength: 1, maxLength: 3 }))
    .map(([name, texts]) => `${name} in [${texts.join(", ")}]`),
  fc
    .tuple(fc.constantFrom("", "!"), path, fc.constantFrom("startsWith", "endsWith", "contains", "matches"), text)
    .map(([sign, name, call, argument]) => `${sign}${name}.${call}(${argument})`),
);
const expression = fc
  .array(fc.tuple(term, fc.constantFrom(" && ", " || ", "||", "&&", " ")), { minLength: 1, maxLength: 5 })
  .map((terms) => terms.flat().slice(0, -1).join(""));

const base = { id: "1", time: "2026-01-02T03:04:05Z", source: { provider: "x", via: "env" } } as const;
const event: fc.Arbitrary<Event> = fc
  .record(
    {
      ref: fc.record({ branch: word }, { requiredKeys: [] }),
      pipeline: fc.record({ name: word }),
      commit: fc.record({ sha: word, shortSha: word, author: fc.record({ name: word }, { requiredKeys: [] }) }),
      params: fc.record({ x: word }, { requiredKeys: [] }),
      url: word,
    },
    { requiredKeys: [] },
  )
  .map((parts): Event => ({ ...base, kind: "pipeline", state: "failure", ...parts }));

it("makes of every expression that it takes what the library makes of it", () => {
  let taken = 0;
  fc.assert(
    fc.property(expression, event, fc.record({ CI: word }, { requiredKeys: [] }), (when, happened, env) => {
      const evaluate = compileSimpleWhen(when);
      if (evaluate === undefined) return;
      taken += 1;
      expect(evaluate(happened, env), when).toEqual(compileWhen(when)(happened, env));
    }),
  );
  expect(taken).toBeGreaterThan(10);
});
