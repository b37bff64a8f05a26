// Bundles the CLI into apps/cli/dist: one entry, and a chunk for each part that only some commands need.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const root = fileURLToPath(new URL("../apps/cli/", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  cwd: root,
  input: { main: "src/main.ts" },
  platform: "node",
  logLevel: "warn",
  // Nothing may be left to install: what is neither ours nor Node's own is a mistake.
  external: [/^node:/],
  transform: { target: "node20" },
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    minify: true,
    sourcemap: false,
    comments: { legal: true },
  },
});
