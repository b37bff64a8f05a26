import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failureOf, parseReply } from "./answer.ts";
import { classify, isDelivered } from "./outcome.ts";

// Half characters too; `fc.string({ unit: "binary" })` needs seconds to start.
const anyUnits = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units));
const anyStatus = fc.oneof(fc.constant(200), fc.integer({ min: 0, max: 999 }));

describe("any reply", () => {
  it("is a success only where a JSON object's own errcode is 0 or the string 0", () => {
    const almost = fc.constantFrom<unknown>(0, "0", "00", "", " 0", null, false, [], {}, 0.5, "-0", -1, [0]);
    const anyBody = fc.oneof(
      fc.record({ errcode: fc.oneof(almost, fc.jsonValue()), errmsg: fc.jsonValue() }, { requiredKeys: [] }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(anyStatus, anyBody, (status, body) => {
        const errcode: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "errcode") : undefined;
        const success = (errcode === 0 || errcode === "0") && !Array.isArray(body) && status >= 200 && status < 300;
        expect(isDelivered(classify(parseReply(status, JSON.stringify(body))))).toBe(success);
      }),
    );
  });

  it("never throws, whatever its text", () => {
    const pieces = fc.constantFrom(
      '{"errcode":',
      "0",
      "}",
      '"',
      "[",
      "\\",
      "status",
      "1111",
      ",",
      '"errmsg":',
      "\u0000",
      "\ud800",
    );
    const anyText = fc.oneof(
      anyUnits,
      fc.array(pieces).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(anyStatus, anyText, (status, text) => {
        const outcome = classify(parseReply(status, text), { locale: "en" });
        expect(outcome.fix).not.toBe("");
        expect((outcome.errmsg ?? "").length).toBeLessThanOrEqual(500);
      }),
    );
  });
});

describe("any failure of fetch", () => {
  it("is told apart without throwing", () => {
    fc.assert(
      fc.property(fc.anything(), (error) => {
        expect(classify({ kind: failureOf(error) }).class).toBe("unreachable");
      }),
    );
  });
});
