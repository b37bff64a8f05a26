import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const rooms = ["packages", "apps"].flatMap((parent) =>
  readdirSync(here(parent))
    .filter((name) => existsSync(here(`${parent}/${name}/package.json`)))
    .map((name) => ({ name, root: here(`${parent}/${name}`) })),
);

// They run what npm would install.
const packed = ["test/readme.test.ts", "test/new-gateway.test.ts", "test/init.test.ts", "test/moving.test.ts"];

const report = process.env["DINGPIPE_TEST_REPORT"];

export default defineConfig({
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    sequence: { shuffle: true },
    testTimeout: 120_000,
    // Spawned processes and properties fill two cores; one worker would leave the second idle.
    maxWorkers: 2,
    // .ci/run adds these sums up.
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    setupFiles: [here("test/setup/quiet.ts"), here("test/setup/runs.ts")],
    exclude: [...configDefaults.exclude, "**/.stryker-tmp/**"],
    projects: [
      ...rooms.map((room) => ({ extends: true as const, test: room })),
      {
        extends: true,
        test: { name: "repository", root: here("."), include: ["test/*.test.ts"], exclude: [...packed] },
      },
      {
        extends: true,
        test: {
          name: "packed",
          root: here("."),
          include: ["examples/*/example.test.ts", ...packed],
          globalSetup: [here("test/setup/packed.ts")],
          // It imports JSON without an attribute, which Node alone refuses.
          server: { deps: { inline: ["@actions/workflow-parser"] } },
        },
      },
    ],
  },
});
