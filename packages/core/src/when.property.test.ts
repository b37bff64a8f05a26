import fc from "fast-check";
import { expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import type { Event } from "./event.ts";
import { compileWhen } from "./when.ts";

const token = fc.constantFrom(
  ...[
    "event",
    "env",
    ".",
    "state",
    "ref",
    "branch",
    "nope",
    "failedTasks",
    "durationMs",
    "[",
    "]",
    "0",
    "(",
    ")",
    "'a'",
  ],
  ...[
    "==",
    "&&",
    "||",
    "!",
    "+",
    "-",
    "?",
    ":",
    "has(",
    "exists(",
    "t",
    ",",
    "{",
    "}",
    "in",
    "true",
    "null",
    "1u",
    "1.5",
    "\n",
  ],
);
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(" ")),
  fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join("")),
);
const event: Event = {
  ...{ id: "1", kind: "pipeline", time: "2026-01-02T03:04:05Z", source: { provider: "x", via: "env" } },
  ...{ state: "failure", durationMs: 5, failedTasks: [{ name: "a" }] },
};

it("compiles and evaluates any text, or refuses it by its own error", () => {
  fc.assert(
    fc.property(text, (when) => {
      try {
        expect(compileWhen(when)(event, { A: "b" }).value).toBeTypeOf("boolean");
      } catch (error) {
        expect(error).toBeInstanceOf(DingpipeError);
      }
    }),
  );
});

it("compares any value with itself, whatever its characters or keys are", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (params) => {
      const evaluate = compileWhen("event.params == env && event.params.all(key, event.params[key] == env[key])");
      expect(evaluate({ ...event, params }, params)).toEqual({ value: true });
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }),
  );
});
