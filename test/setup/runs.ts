// How often a property is tried: 10,000 times, or FUZZ_RUNS times (`npm run fuzz`).
import { expect } from "vitest";

if (expect.getState().testPath?.endsWith(".property.test.ts") === true) {
  const { configureGlobal } = await import("fast-check");
  configureGlobal({ numRuns: Number(process.env["FUZZ_RUNS"] ?? 10_000) });
}
