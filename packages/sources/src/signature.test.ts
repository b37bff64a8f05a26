import { describe, expect, it } from "vitest";
import { decodeBase64 } from "./signature.ts";

describe("decodeBase64", () => {
  it.for([
    ["", []],
    ["AAEC", [0, 1, 2]],
    ["/w==", [255]],
    ["//8=", [255, 255]],
  ] as const)("of %j is %j", ([text, bytes]) => {
    expect([...(decodeBase64(text) ?? [-1])]).toEqual(bytes);
  });

  it.for(["A", "AA", "AAA", "AB==", "A===", "====", "AA==AAAA", "AAEC\n", "_w==", "AA=A"])(
    "knows none in %j",
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it("reads what a door with a larger limit lets in", () => {
    expect(decodeBase64("A".repeat(25 * 1_048_576))).toHaveLength((25 * 1_048_576 * 3) / 4);
  });
});
