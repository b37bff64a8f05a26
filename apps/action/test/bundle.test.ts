import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bundleAction } from "../../../tools/bundle-action.ts";
import { bundle } from "./fake-runner.ts";

// Read by everybody's runner at each step.
const MAX_GZIP = 400_000;

const { code, parts } = await bundleAction();

describe("the bundle", () => {
  it("is at most 400 KB, gzipped", () => {
    const gzip = gzipSync(code, { level: 9 }).length;
    const largest = parts.slice(0, 5).map(({ name, bytes }) => `${name} ${bytes}`);
    expect(gzip, `largest parts: ${largest.join(", ")}`).toBeLessThanOrEqual(MAX_GZIP);
  });

  it("is byte for byte the same when it is built again, and what dist holds", async () => {
    expect((await bundleAction()).code === code).toBe(true);
    expect(readFileSync(bundle, "utf8") === code).toBe(true);
  });

  it("needs nothing but Node", () => {
    // In the texts of parts that are compiled later, quotation marks are escaped.
    const loaded = [...code.matchAll(/\brequire\(\\?[`'"]([^`'"\\]+)\\?[`'"]\)/g)].map(([, name = ""]) => name);
    expect(loaded).toContain("node:vm");
    expect(loaded.filter((name) => !isBuiltin(name) && !name.startsWith("./"))).toEqual([]);
  });

  it("names no folder of the machine that built it", () => {
    expect(code).not.toContain(process.cwd());
  });
});
