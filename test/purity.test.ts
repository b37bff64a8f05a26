// The isomorphic rooms run anywhere: bundled for no platform, they leave nothing unresolved and nothing external.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entries = ["core", "sources", "outbox", "fixtures"]
  .map((room) => join(root, "packages", room, "src", "index.ts"))
  .filter((path) => existsSync(path));

describe("purity", () => {
  it.for(entries)("%s bundles for a neutral platform", async (input) => {
    const problems: string[] = [];
    const bundle = await rolldown({
      input,
      platform: "neutral",
      resolve: { mainFields: ["module", "main"], conditionNames: ["import", "default"] },
      onLog: (_level, log) => problems.push(log.message),
    });
    const { output } = await bundle.generate({ format: "esm" });
    const external = output.flatMap((chunk) =>
      chunk.type === "chunk" ? [...chunk.imports, ...chunk.dynamicImports] : [],
    );
    const chunks = output.map((chunk) => chunk.fileName);
    expect(external.filter((name) => !chunks.includes(name))).toEqual([]);
    expect(problems.filter((message) => /external|unresolved|could not resolve/i.test(message))).toEqual([]);
    await bundle.close();
  });

  it("finds a bare import of Node's modules", async () => {
    const bundle = await rolldown({
      input: "entry",
      platform: "neutral",
      plugins: [
        {
          name: "entry",
          resolveId: (id) => (id === "entry" ? id : undefined),
          load: (id) =>
            id === "entry" ? 'import { readFileSync } from "node:fs"; export default readFileSync;' : undefined,
        },
      ],
      onLog: () => undefined,
    });
    const { output } = await bundle.generate({ format: "esm" });
    expect(output[0].imports).toEqual(["node:fs"]);
    await bundle.close();
  });
});
