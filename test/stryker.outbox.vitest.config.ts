// As `stryker.vitest.config.ts`, for the outbox: with both rooms under one root Stryker waits for its runner for ever.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  test: {
    root: here("../packages/outbox"),
    include: ["src/{outbox.contract,pump,selection,expiry,batch,robot-state}*.test.ts"],
    setupFiles: [here("setup/quiet.ts"), here("setup/runs.ts")],
    testTimeout: 60_000,
    env: { FUZZ_RUNS: "20" },
  },
});
