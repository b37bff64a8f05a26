// An empty project of somebody else's with the packages in it, installed from their tarballs.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What a program can import of a package. */
export interface EntryPoint {
  readonly specifier: string;
  /** The oldest Node that the package promises, such as 22.19. */
  readonly node: string;
}

const typesNode = (createRequire(import.meta.url)("@types/node/package.json") as { readonly version: string }).version;

interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

/** Installs the tarballs, and writes a program that imports every entry point for Node and one for tsc; gives the entry points. */
export function createConsumer(folder: string, tarballs: readonly string[]): readonly EntryPoint[] {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", ...flags, ...tarballs, `@types/node@${typesNode}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", 2],
  });
  const manifests = globSync(["node_modules/dingpipe/package.json", "node_modules/@dingpipe/*/package.json"], {
    cwd: folder,
  }).sort();
  const points = manifests.flatMap((path) => entryPointsOf(join(folder, path)));
  writeFileSync(
    join(folder, "import-all.mjs"),
    [
      "for (const specifier of process.argv.slice(2)) {",
      '  const options = specifier.endsWith(".json") ? { with: { type: "json" } } : undefined;',
      "  const module = await import(specifier, options);",
      '  if (Object.keys(module).length === 0) throw new Error(specifier + " exports nothing");',
      "}",
    ].join("\n"),
  );
  writeFileSync(join(folder, "import-all.ts"), typedImports(points));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        target: "es2023",
        module: "nodenext",
        resolveJsonModule: true,
        types: ["node"],
        skipLibCheck: false,
        noEmit: true,
      },
      files: ["import-all.ts"],
    }),
  );
  return points;
}

function entryPointsOf(manifestPath: string): readonly EntryPoint[] {
  const { name, engines, exports } = JSON.parse(readFileSync(manifestPath, "utf8")) as Manifest;
  const folder = join(manifestPath, "..");
  const node = engines.node.replace(/^>=/, "");
  return Object.entries(exports).flatMap(([key, target]) => {
    const file = typeof target === "string" ? target : target.default;
    const names = file.includes("*") ? namesOf(folder, file) : [undefined];
    return names.map((match) => {
      const path = match === undefined ? file : file.replace("*", match);
      if (!existsSync(join(folder, path))) throw new Error(`${name} has no ${path}`);
      return { specifier: name + (match === undefined ? key : key.replace("*", match)).slice(1), node };
    });
  });
}

function namesOf(folder: string, pattern: string): readonly string[] {
  const [before = "", after = ""] = pattern.replace(/^\.\//, "").split("*");
  return globSync(`${before}*${after}`, { cwd: folder })
    .map((path) => path.slice(before.length, path.length - after.length))
    .sort();
}

function typedImports(points: readonly EntryPoint[]): string {
  const lines = points.map(({ specifier }, index) =>
    specifier.endsWith(".json")
      ? `import m${index} from ${JSON.stringify(specifier)} with { type: "json" };`
      : `import * as m${index} from ${JSON.stringify(specifier)};`,
  );
  return [
    ...lines,
    `export const all: readonly object[] = [${points.map((_, index) => `m${index}`).join(", ")}];`,
  ].join("\n");
}
