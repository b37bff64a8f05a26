// What @dingpipe/core weighs in a bundle: minified, gzip -9. `node tools/sizes.ts` prints it; test/sizes.test.ts holds the ceilings.
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
  /** The own files that stand in the bundle, relative to core's src and without `.ts`, sorted. */
  readonly files: readonly string[];
}

/** Measures what the ceilings are about, and the same with texts. */
export async function measureSizes(): Promise<readonly Size[]> {
  return [
    { ...(await measure(SENDING.join(", "), SENDING, (path) => !SENDING.includes(path))), maxGzip: 6_000 },
    await measure("the same with what they import, without texts", SENDING, isText),
    // 25,000 was wanted; ARCHITECTURE.md (Sizes) says what it is made of.
    { ...(await measure("all of core without its texts", ["index"], isText)), maxGzip: 38_300 },
    await measure("all of core", ["index"], () => false),
  ];
}

function isText(path: string): boolean {
  return path.startsWith("locales/");
}

/** One bundle of all that these files export, and of all own code that they import, at once or later. */
async function measure(name: string, files: readonly string[], isApart: (path: string) => boolean): Promise<Size> {
  const entry = files.map((file) => `export * from ${JSON.stringify(join(src, `${file}.ts`))};`).join("\n");
  const bundle = await rolldown({
    input: "entry",
    platform: "neutral",
    external: (id, importer) => {
      if (id === "entry" || id.startsWith("/")) return false;
      // Libraries are apart: whatever is imported by a bare name.
      if (!id.startsWith(".") || importer === undefined) return true;
      return isApart(pathOf(join(dirname(importer), id)));
    },
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
      .map(pathOf)
      .sort(),
  };
}

/** A file of core's src as its imports name it: relative, without `.ts`. */
function pathOf(id: string): string {
  return relative(src, id).replaceAll(sep, "/").replace(/\.ts$/, "");
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
