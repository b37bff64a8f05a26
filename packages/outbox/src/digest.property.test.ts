import { bodyBytes, MAX_BODY_BYTES, type Texts, textsOf } from "@dingpipe/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { composeDigest } from "./digest.ts";
import { digestGroups } from "./entry.ts";
import type { MessageRow } from "./rows.ts";

const texts: Texts = textsOf("zh-CN");

const rows: fc.Arbitrary<readonly MessageRow[]> = fc
  .array(
    fc.record({
      topic: fc.integer({ min: 0, max: 30 }),
      group: fc.constantFrom(...digestGroups),
      // Characters of one to six bytes in JSON.
      line: fc.tuple(fc.constantFrom("x", "长", "🚀", '"', "\u0001"), fc.integer({ min: 1, max: 2_000 })),
      mobile: fc.option(fc.integer({ min: 0, max: 80 })),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((all) =>
    all.map(({ topic, group, line: [character, count], mobile }, id) => ({
      id,
      message: {
        msgtype: "markdown",
        markdown: { title: "t", text: "x" },
        ...(mobile === null ? {} : { at: { atMobiles: [String(13_900_000_000 + mobile)] } }),
      },
      digest: { topic: String(topic), group, line: character.repeat(count) },
    })),
  );

it("a digest fits, tells each topic once by its last line, and mentions nobody else", () => {
  fc.assert(
    fc.property(rows, fc.nat(20), (entries, overflowed) => {
      const { message, told } = composeDigest(entries, { texts, keywords: ["构建"], overflowed });
      expect(told).toBeGreaterThanOrEqual(1);
      expect(told).toBeLessThanOrEqual(entries.length);
      if (told > 1)
        expect(bodyBytes({ ...message, msgUuid: "00000000-0000-4000-8000-000000000000" })).toBeLessThanOrEqual(
          MAX_BODY_BYTES,
        );
      const last = new Map(entries.slice(0, told).map(({ digest }) => [digest?.topic, digest?.line]));
      const lines = message.markdown.text
        .split("\n")
        .filter((line) => line.startsWith("- "))
        .map((line) => line.slice(2));
      expect(lines.slice(0, last.size).sort()).toEqual([...last.values()].sort());
      expect(lines.length).toBe(last.size + (overflowed > 0 ? 1 : 0));
      const allowed = entries
        .slice(0, told)
        .flatMap((entry) => ("at" in entry.message ? entry.message.at?.atMobiles : []));
      expect(allowed).toEqual(expect.arrayContaining([...(message.at?.atMobiles ?? [])]));
      expect(message.markdown.title).toContain("构建");
    }),
    { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 10_000) / 20) },
  );
});
