import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type OutputChunk, type Plugin } from "rolldown";
import { leanUndici } from "./lean-undici.ts";
import { startChunk } from "./start-chunk.ts";

const NO_MODULE = "virtual:no-sender";

// The Action reads the job that it is a step of; of senders of webhooks it knows the names alone, which a configuration may use.
const withoutWebhooks: Plugin = {
  name: "without-webhooks",
  resolveId: (id, importer) => {
    if (id === NO_MODULE) return id;
    return id.startsWith("./webhooks/") && importer?.endsWith("/packages/sources/src/catalog.ts") ? NO_MODULE : null;
  },
  load: (id) => (id === NO_MODULE ? "export {};" : null),
};

const options = {
  cwd: fileURLToPath(new URL("../apps/action/", import.meta.url)),
  input: { index: "src/main.ts" },
  platform: "node",
  onLog: (level, log) => {
    if (level === "warn") throw new Error(log.message);
  },
  external: (id) => id.startsWith("node:"),
  transform: { target: "node20" },
  plugins: [leanUndici, withoutWebhooks],
} satisfies BuildOptions;

export interface ActionBundle {
  readonly code: string;
  /** What each package, ours or another's, has in it: bytes before minifying; the largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** The Action with all that it needs, in one file that Node 20 can run. */
export async function bundleAction(): Promise<ActionBundle> {
  const { output } = await build({
    ...options,
    write: false,
    output: {
      format: "cjs",
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name]-[hash].cjs",
      codeSplitting: await startChunk(options),
      minify: true,
      comments: { legal: true },
    },
  });
  const chunks = output.filter((file): file is OutputChunk => file.type === "chunk");
  const sizes = new Map<string, number>();
  for (const [id, { renderedLength }] of chunks.flatMap(({ modules }) => Object.entries(modules))) {
    const name = partOf(id);
    sizes.set(name, (sizes.get(name) ?? 0) + renderedLength);
  }
  const parts = [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
  return { code: oneFile(chunks), parts };
}

/**
 * The chunks in one file: what every start needs as code, the others as texts that are compiled when they are asked for. Node would
 * read all of it at each start otherwise, though nearly every step needs a quarter.
 */
function oneFile(chunks: readonly OutputChunk[]): string {
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (entry === undefined) throw new Error("the bundle has no entry");
  const isAtOnce = ({ fileName }: OutputChunk) => fileName === entry.fileName || entry.imports.includes(fileName);
  const sorted = chunks.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1));
  const codes = sorted.filter(isAtOnce).map(({ fileName, code }) => `${key(fileName)}(require,exports){${code}\n}`);
  const texts = sorted
    .filter((chunk) => !isAtOnce(chunk))
    .map(({ fileName, code }) => `${key(fileName)}:${JSON.stringify(code)}`);
  return `"use strict";
const codes={${codes.join(",\n")}};
const texts={${texts.join(",\n")}};
const loaded={};
function load(name){
  if(loaded[name])return loaded[name];
  const exports=loaded[name]={};
  const code=codes[name]??require("node:vm").compileFunction(texts[name],["require","exports"],{filename:__dirname+"/"+name});
  code(id=>id.startsWith("./")?load(id.slice(2)):require(id),exports);
  return exports;
}
load(${key(entry.fileName)});
`;
}

function key(fileName: string): string {
  return JSON.stringify(posix.normalize(fileName));
}

function partOf(id: string): string {
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
  return library ?? /\/((?:packages|apps)\/[^/]+)\//.exec(id)?.[1] ?? id;
}
