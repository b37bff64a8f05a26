// A ceiling moves in the commit that moves it, with its reason; `node tools/sizes.ts` says what weighs what.
import { describe, expect, it } from "vitest";
import { measureSizes } from "../tools/sizes.ts";

const sizes = await measureSizes();

describe("the size of core, minified and gzipped", () => {
  it.for(sizes.filter(({ maxGzip }) => maxGzip !== undefined))("$name stays under its ceiling", ({ gzip, maxGzip }) => {
    expect(gzip).toBeLessThanOrEqual(maxGzip ?? 0);
  });

  it("counts the files that decide, heavy ones too", () => {
    const counted = sizes.find(({ name }) => name === "all of core without its texts")?.files;
    for (const file of ["notifier", "fit", "template/template", "markdown", "when", "config/parse-config", "robot"])
      expect(counted).toContain(file);
  });
});
