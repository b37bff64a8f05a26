import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// A million cases take minutes; nothing but a defect makes one take a day.
const DAY_MS = 24 * 3_600_000;

export default defineConfig({
  test: {
    root: here(".."),
    include: ["{packages,apps,examples,test}/**/*.property.test.ts"],
    setupFiles: [here("../test/setup/quiet.ts"), here("../test/setup/runs.ts"), here("fuzz-seed.ts")],
    testTimeout: DAY_MS,
  },
});
