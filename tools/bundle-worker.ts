import { fileURLToPath } from "node:url";
import { type Config, parseConfig } from "@dingpipe/core";
import { sourceTypes } from "@dingpipe/sources";
import { rolldown } from "rolldown";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ENTRY = "virtual:entry";

/** The Worker of a configuration, in one file, as wrangler would bundle it. */
export async function bundleWorker(config: Config, options: { readonly minify?: boolean } = {}): Promise<string> {
  const types = [...new Set(Object.values(config.sources).map(({ type }) => type))];
  const names = new Map(
    types.map((type) => [type, type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]),
  );
  const sources = here("../packages/sources/src/webhooks/");
  const entry = [
    `import { createWorker } from ${JSON.stringify(here("../apps/edge/src/worker.ts"))};`,
    ...[...names].map(([type, name]) => `import { ${name} } from ${JSON.stringify(`${sources}${type}.ts`)};`),
    `const sources = { ${[...names].map(([type, name]) => `${JSON.stringify(type)}: ${name}`).join(", ")} };`,
    `const worker = createWorker({ config: ${JSON.stringify(config)}, sources });`,
    `export default worker.handler;`,
    `export const { IntakeObject, OutboxObject } = worker;`,
  ].join("\n");
  return bundleModule(entry, options);
}

/** A module for workerd, with all that it imports, in one file. */
export async function bundleModule(entry: string, options: { readonly minify?: boolean } = {}): Promise<string> {
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
    minify: options.minify === true,
    codeSplitting: false,
  });
  await bundle.close();
  return output[0].code;
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
    modules: true,
    script,
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
