// What `npm run mutate` runs for each mutant: the unit and property tests of the mutated files, the latter on few cases.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  test: {
    root: here("../packages/core"),
    include: ["src/{sign,fit,outcome,errcodes,answer,filter,glob}*.test.ts", "src/template/*.test.ts"],
    setupFiles: [here("setup/quiet.ts"), here("setup/runs.ts")],
    // A mutant that hangs is ended by Stryker itself.
    testTimeout: 60_000,
    env: { FUZZ_RUNS: "20" },
  },
});
