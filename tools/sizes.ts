// What @dingpipe/core weighs in a bundle: minified, gzip -9. `node tools/sizes.ts` prints it; test/sizes.test.ts holds the ceilings.
import { readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const src = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages", "core", "src");
const SENDING = ["sign", "robot-url", "robot", "answer", "errcodes", "outcome"];

/** The bytes of one bundle. */
export interface Size {
  readonly name: string;
  readonly minified: number;
  readonly gzip: number;
  /** Absent: only told, not held. */
  readonly maxGzip?: number;
  /** The own files that stand in the bundle, relative to core's src, sorted. */
  readonly files: readonly string[];
}

/** Measures what the ceilings are about, and the same with texts. */
export async function measureSizes(): Promise<readonly Size[]> {
  const all = ownFiles();
  return [
    {
      ...(await measure("sign, robot-url, robot, answer, errcodes, outcome", SENDING.map(fileOf), true)),
      maxGzip: 6_000,
    },
    { ...(await measure("all of core without its texts", all, true)), maxGzip: 25_000 },
    await measure("texts of core (locales)", all.filter(isText), false),
    { ...(await measure("all of core", all, false)), maxGzip: 25_000 },
  ];
}

/** The source files of core without tests, relative to its src, sorted. */
export function ownFiles(): readonly string[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll(sep, "/"))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .sort();
}

function fileOf(name: string): string {
  return `${name}.ts`;
}

function isText(path: string): boolean {
  return path.startsWith("locales/");
}

/** One bundle of everything that these files export, and of all own files that they import, at once or later. */
async function measure(name: string, paths: readonly string[], textsApart: boolean): Promise<Size> {
  const entry = paths
    .filter((path) => !(textsApart && isText(path)))
    .map((path, index) => `export * as _${index} from ${JSON.stringify(join(src, path))};`)
    .join("\n");
  const bundle = await rolldown({
    input: "entry",
    platform: "neutral",
    // Libraries are apart: whatever is imported by a bare name.
    external: (id, importer) =>
      (id !== "entry" && !id.startsWith(".") && !id.startsWith("/")) ||
      (textsApart && importer !== undefined && isText(relative(src, join(dirname(importer), id)).replaceAll(sep, "/"))),
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? id : undefined),
        load: (id) => (id === "entry" ? entry : undefined),
      },
    ],
    onLog: () => undefined,
  });
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: false });
  await bundle.close();
  const [chunk] = output;
  return {
    name,
    minified: Buffer.byteLength(chunk.code),
    gzip: gzipSync(chunk.code, { level: 9 }).length,
    files: Object.keys(chunk.modules)
      .filter((id) => id.startsWith(src))
      .map((id) => relative(src, id).replaceAll(sep, "/"))
      .sort(),
  };
}

/** The sizes as lines of a table. */
export function sizeLines(sizes: readonly Size[]): readonly string[] {
  const width = Math.max(...sizes.map(({ name }) => name.length));
  return sizes.map(({ name, minified, gzip, maxGzip }) => {
    const ceiling = maxGzip === undefined ? "" : `  at most ${maxGzip}${gzip > maxGzip ? "  TOO BIG" : ""}`;
    return `${name.padEnd(width)}  ${String(minified).padStart(6)} bytes minified  ${String(gzip).padStart(6)} gzip${ceiling}`;
  });
}

if (import.meta.main) {
  const sizes = await measureSizes();
  for (const line of sizeLines(sizes)) console.log(line);
  if (process.argv.includes("--files")) for (const { name, files } of sizes) console.log(`${name}: ${files.join(" ")}`);
  if (sizes.some(({ gzip, maxGzip = Number.POSITIVE_INFINITY }) => gzip > maxGzip)) process.exitCode = 1;
}
