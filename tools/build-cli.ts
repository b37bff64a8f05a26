// Bundles the CLI into apps/cli/dist: what every start needs is one file, what only some commands need is a chunk of its own.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type OutputChunk, type RolldownOutput } from "rolldown";

const root = fileURLToPath(new URL("../apps/cli/", import.meta.url));

const options = {
  cwd: root,
  input: { main: "src/main.ts" },
  platform: "node",
  logLevel: "warn",
  // Nothing is left to install: what is neither ours nor Node's own is bundled.
  external: [/^node:/],
  transform: { target: "node20" },
} as const satisfies BuildOptions;

// Rolldown gives each combination of users a chunk, some dozen files for a start. A first pass tells which modules the entry
// loads at once; the second puts them together. Measured: a start of `notify` reads 2 files in place of 13.
const draft = await build({ ...options, write: false });
const eager = eagerModules(draft);

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  ...options,
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: { groups: [{ name: "start", test: (id: string) => eager.has(id) }] },
    minify: true,
    comments: { legal: true },
  },
});

function eagerModules({ output }: RolldownOutput): ReadonlySet<string> {
  const chunks = new Map(
    output.filter((file): file is OutputChunk => file.type === "chunk").map((chunk) => [chunk.fileName, chunk]),
  );
  const open = [...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
  const seen = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const imported of chunks.get(name)?.imports ?? []) {
      if (seen.has(imported)) continue;
      seen.add(imported);
      open.push(imported);
    }
  }
  return new Set([...seen].flatMap((name) => chunks.get(name)?.moduleIds ?? []));
}
