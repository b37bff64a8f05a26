import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const rooms = ["packages", "apps", "examples"].flatMap((parent) =>
  readdirSync(here(parent))
    .filter((name) => existsSync(here(`${parent}/${name}/package.json`)))
    .map((name) => ({ name, root: here(`${parent}/${name}`) })),
);

export default defineConfig({
  test: {
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    sequence: { shuffle: true },
    testTimeout: 60_000,
    setupFiles: [here("test/setup/quiet.ts")],
    exclude: [...configDefaults.exclude, "**/.stryker-tmp/**"],
    projects: [
      ...rooms.map((room) => ({ extends: true as const, test: room })),
      { extends: true, test: { name: "repository", root: here("."), include: ["test/*.test.ts"] } },
    ],
  },
});
