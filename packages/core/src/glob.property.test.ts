import fc from "fast-check";
import { expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { compileGlobs } from "./glob.ts";

const pattern = fc
  .array(fc.constantFrom("a", "b", "/", "*", "**", "?"), { minLength: 1, maxLength: 7 })
  .map((parts) => parts.join(""));
const text = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 8 }).map((parts) => parts.join(""));

// The plainest reading of the rules: try every length for every run.
function matches(glob: string, candidate: string): boolean {
  if (glob === "") return candidate === "";
  if (glob.startsWith("**")) {
    return matches(glob.slice(2), candidate) || (candidate !== "" && matches(glob, candidate.slice(1)));
  }
  if (glob.startsWith("*")) {
    return matches(glob.slice(1), candidate) || (/^[^/]/.test(candidate) && matches(glob, candidate.slice(1)));
  }
  const fits = glob.startsWith("?") ? /^[^/]/.test(candidate) : candidate !== "" && glob[0] === candidate[0];
  return fits && matches(glob.slice(1), candidate.slice(1));
}

it("agrees with the plainest reading of the rules", () => {
  fc.assert(
    fc.property(pattern, text, (glob, candidate) => {
      fc.pre(!glob.includes("***"));
      expect(compileGlobs([glob])([candidate])).toBe(matches(glob, candidate));
      expect(compileGlobs([`!${glob}`])([candidate])).toBe(!matches(glob, candidate));
    }),
  );
});

it("takes any text as a pattern, or refuses it by its own error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (glob, candidate) => {
      try {
        expect(compileGlobs([glob])([candidate])).toBeTypeOf("boolean");
      } catch (error) {
        expect(error).toBeInstanceOf(DingpipeError);
      }
    }),
  );
});
