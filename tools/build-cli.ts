// Bundles the CLI into apps/cli/dist: what every start needs is one file, what only some commands need is a chunk of its own.
import { renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "rolldown";
import { startChunk } from "./start-chunk.ts";

const root = fileURLToPath(new URL("../apps/cli/", import.meta.url));

const UNUSED = "virtual:unused";

const options = {
  cwd: root,
  input: { main: "src/main.ts" },
  platform: "node",
  logLevel: "warn",
  // Nothing is left to install: what is neither ours nor Node's own is bundled.
  external: (id, importer) => id.startsWith("node:") && !isUnused(id, importer),
  transform: { target: "node20" },
  plugins: [
    {
      name: "without-what-is-never-used",
      resolveId: (id, importer) => (isUnused(id, importer) ? UNUSED : null),
      load: (id) => (id === UNUSED ? "export {};" : null),
    },
  ],
} satisfies BuildOptions;

// Put in place as a whole: somebody may be running the old one.
const part = `dist.${process.pid}.part`;
await build({
  ...options,
  output: {
    dir: part,
    // Measured: Node reads and links modules of its own kind some 20 ms slower.
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    codeSplitting: await startChunk(options),
    minify: true,
    comments: { legal: true },
  },
});
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(`${root}${part}`, `${root}dist`);

// Commander can start other programs as its commands; ours never are, and loading what starts them costs each start.
function isUnused(id: string, importer: string | undefined): boolean {
  return id === UNUSED || (id === "node:child_process" && importer?.includes("commander") === true);
}
