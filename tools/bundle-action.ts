import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { leanUndici } from "./lean-undici.ts";

const root = fileURLToPath(new URL("../apps/action/", import.meta.url));

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

export interface ActionBundle {
  readonly code: string;
  /** What each package, ours or another's, has in it: bytes before minifying; the largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** The Action with all that it needs, in one file that Node 20 can run. */
export async function bundleAction(): Promise<ActionBundle> {
  const bundle = await rolldown({
    cwd: root,
    input: { index: "src/main.ts" },
    platform: "node",
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message);
    },
    external: (id) => id.startsWith("node:"),
    transform: { target: "node20" },
    plugins: [leanUndici, withoutWebhooks],
  });
  const { output } = await bundle.generate({
    // Under a name of its own kind: the nearest package.json, which says that files are modules, is another one in every clone.
    format: "cjs",
    entryFileNames: "[name].cjs",
    codeSplitting: false,
    minify: true,
    comments: { legal: true },
  });
  await bundle.close();
  const [chunk] = output;
  const sizes = new Map<string, number>();
  for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
    const name = partOf(id);
    sizes.set(name, (sizes.get(name) ?? 0) + renderedLength);
  }
  const parts = [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
  return { code: chunk.code, parts };
}

function partOf(id: string): string {
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
  return library ?? /\/((?:packages|apps)\/[^/]+)\//.exec(id)?.[1] ?? id;
}
