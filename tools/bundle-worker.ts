import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Config, parseConfig } from "@dingpipe/core";
import { sourceTypes } from "@dingpipe/sources";
import { rolldown } from "rolldown";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ENTRY = "virtual:entry";

/** The Worker of a configuration, in one file, as wrangler would bundle it. */
export async function bundleWorker(config: Config, options: { readonly minify?: boolean } = {}): Promise<string> {
  return bundleModule(entryOf(config), options);
}

/** A package, or a folder of ours, in a Worker. */
export interface WorkerPart {
  readonly name: string;
  /** Compressed alone and before it is minified: the parts are to be compared with one another. */
  readonly gzipBytes: number;
}

/** What a Worker is made of, the largest part first. */
export async function workerParts(config: Config): Promise<readonly WorkerPart[]> {
  const { modules } = await bundled(entryOf(config), false);
  const code = new Map<string, string>();
  for (const [id, module] of Object.entries(modules)) {
    const name =
      /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ??
      /\/((?:packages|apps)\/[^/]+)/.exec(id)?.[1] ??
      "the entry";
    code.set(name, (code.get(name) ?? "") + (module.code ?? ""));
  }
  return [...code]
    .map(([name, text]) => ({ name, gzipBytes: gzipSync(text).length }))
    .sort((a, b) => b.gzipBytes - a.gzipBytes);
}

function entryOf(config: Config): string {
  const types = [...new Set(Object.values(config.sources).map(({ type }) => type))];
  const names = new Map(
    types.map((type) => [type, type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]),
  );
  const sources = here("../packages/sources/src/webhooks/");
  return [
    `import { createWorker } from ${JSON.stringify(here("../apps/edge/src/worker.ts"))};`,
    ...[...names].map(([type, name]) => `import { ${name} } from ${JSON.stringify(`${sources}${type}.ts`)};`),
    `const sources = { ${[...names].map(([type, name]) => `${JSON.stringify(type)}: ${name}`).join(", ")} };`,
    `const worker = createWorker({ config: ${JSON.stringify(config)}, sources });`,
    `export default worker.handler;`,
    `export const { IntakeObject, OutboxObject } = worker;`,
  ].join("\n");
}

/** A module for workerd, with all that it imports, in one file. */
export async function bundleModule(entry: string, options: { readonly minify?: boolean } = {}): Promise<string> {
  return (await bundled(entry, options.minify === true)).code;
}

async function bundled(entry: string, minify: boolean) {
  const bundle = await rolldown({
    input: ENTRY,
    platform: "neutral",
    external: ["cloudflare:workers"],
    resolve: { mainFields: ["module", "main"], conditionNames: ["workerd", "worker", "browser", "import", "default"] },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) => (id === ENTRY ? entry : null),
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify,
    codeSplitting: false,
  });
  await bundle.close();
  return output[0];
}

/** A configuration from its plain form. */
export function configOf(input: object): Promise<Config> {
  return parseConfig(input, { sourceTypes });
}

/** What miniflare needs to run the Worker. */
export function workerOptions(
  script: string,
  bindings: Readonly<Record<string, string>>,
  { persist, onLog }: { readonly persist?: string; readonly onLog?: (text: string) => void } = {},
) {
  return {
    // Named, as miniflare would else parse the whole script to look for what it imports.
    modules: [{ type: "ESModule" as const, path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-07-01",
    // The log of the Worker is not the test's.
    handleRuntimeStdio: (stdout: NodeJS.ReadableStream, stderr: NodeJS.ReadableStream) => {
      stdout.on("data", (text) => onLog?.(String(text)));
      stderr.on("data", (text) => onLog?.(String(text)));
    },
    durableObjects: {
      OUTBOX: { className: "OutboxObject", useSQLite: true },
      INTAKE: { className: "IntakeObject", useSQLite: true },
    },
    bindings,
    ...(persist === undefined ? {} : { durableObjectsPersist: persist }),
  };
}
