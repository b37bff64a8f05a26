// What @dingpipe/core and @dingpipe/sources weigh in a bundle: minified, gzip -9. `node tools/sizes.ts` prints it;
// test/sizes.test.ts holds the ceilings.
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { sourceTypes } from "@dingpipe/sources";
import { rolldown } from "rolldown";

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages");
const SENDING = ["sign", "robot-url", "robot", "answer", "errcodes", "outcome"];

/** The bytes of one bundle. */
export interface Size {
  readonly name: string;
  readonly minified: number;
  readonly gzip: number;
  /** Absent: only told, not held. */
  readonly maxGzip?: number;
  /** The own files that stand in the bundle, relative to the package's src and without `.ts`, sorted. */
  readonly files: readonly string[];
}

/** Measures what the ceilings of core are about, and the same with texts. */
export async function measureSizes(): Promise<readonly Size[]> {
  const core = (name: string, files: readonly string[], isApart: (path: string) => boolean) =>
    measure(name, { room: "core", entry: files.map((file) => ({ file })), isApart });
  const isText = (path: string) => path.startsWith("locales/");
  return [
    { ...(await core(SENDING.join(", "), SENDING, (path) => !SENDING.includes(path))), maxGzip: 6_000 },
    await core("the same with what they import, without texts", SENDING, isText),
    // 25,000 was wanted; ARCHITECTURE.md (Sizes) says what it is made of.
    { ...(await core("all of core without its texts", ["index"], isText)), maxGzip: 41_450 },
    await core("all of core", ["index"], () => false),
  ];
}

/**
 * What is held of a sender that has no ceiling of its own: one that signs and says what starts a run has 6,476 before it says anything.
 * 6,000 was wanted of one; ARCHITECTURE.md (Sizes) says what they are made of.
 */
const MAX_OF_ONE = 7_250;

/** What all senders may have, each: one more of the usual size moves no ceiling. 40,000 was wanted of all sources. */
const MAX_ON_AVERAGE = 1_360;
const MAX_OF_ALL_SENDERS = sourceTypes.length * MAX_ON_AVERAGE;

/** What is measured of sources, by the name of a row: its ceiling, a little above what it has. */
const SOURCES_CEILINGS: Readonly<Record<string, number>> = {
  // The rest is the CI environments.
  "all of sources without its texts": MAX_OF_ALL_SENDERS + 13_900,
  "receive and all senders": MAX_OF_ALL_SENDERS,
  receive: 2_900,
  alertmanager: 4_900,
  "aliyun-flow": 4_950,
  argocd: 5_700,
  "azure-devops": 8_300,
  bitbucket: 6_500,
  "bk-ci": 5_050,
  cdevents: 8_250,
  cloudevents: 13_600,
  codeup: 5_500,
  coding: 6_500,
  drone: 7_150,
  forgejo: 8_900,
  gitea: 8_450,
  gitee: 6_400,
  "gitee-pipeline": 5_150,
  github: 9_050,
  gitlab: 9_000,
  gogs: 7_050,
  grafana: 5_750,
  harbor: 8_200,
  jenkins: 6_250,
  "standard-webhooks": 7_400,
  tekton: 8_050,
  volcengine: 3_800,
};

/** Measures all of sources, and what a gateway with a door for one sender takes of it: `receive` and that sender's file. */
export async function measureSources(): Promise<readonly Size[]> {
  const isText = (path: string) => path.endsWith(".texts");
  const sources = async (name: string, entry: readonly Entry[], isApart = isText): Promise<Size> => {
    const maxGzip = SOURCES_CEILINGS[name] ?? (sourceTypes.some((type) => type === name) ? MAX_OF_ONE : undefined);
    return {
      ...(await measure(name, { room: "sources", entry, isApart })),
      ...(maxGzip === undefined ? {} : { maxGzip }),
    };
  };
  const receive = { file: "receive", names: ["receive"] };
  const sizes = [
    await sources("all of sources without its texts", [{ file: "index" }]),
    await sources("all of sources", [{ file: "index" }], () => false),
    await sources("receive and all senders", [receive, { file: "catalog", names: ["loadSource", "sourceTypes"] }]),
    await sources("receive", [receive]),
  ];
  for (const type of sourceTypes) sizes.push(await sources(type, [receive, { file: `webhooks/${type}` }]));
  return sizes;
}

/** What a bundle gives away of a file: these names, or all. */
interface Entry {
  readonly file: string;
  readonly names?: readonly string[];
}

interface Measured {
  /** The folder of the package. */
  readonly room: string;
  readonly entry: readonly Entry[];
  /** By its path in the package, without `.ts`: it is not counted. */
  readonly isApart: (path: string) => boolean;
}

/** One bundle of what these files export, and of all the package's own code that they import, at once or later. */
async function measure(name: string, { room, entry, isApart }: Measured): Promise<Size> {
  const src = join(packages, room, "src");
  /** A file of the package as its imports name it: relative, without `.ts`. */
  const pathOf = (id: string) => relative(src, id).replaceAll(sep, "/").replace(/\.ts$/, "");
  const code = entry
    .map(({ file, names }) => {
      const what = names === undefined ? "*" : `{ ${names.join(", ")} }`;
      return `export ${what} from ${JSON.stringify(join(src, `${file}.ts`))};`;
    })
    .join("\n");
  const bundle = await rolldown({
    input: "entry",
    platform: "neutral",
    external: (id, importer) => {
      if (id === "entry" || id.startsWith("/")) return false;
      // Libraries and other packages are apart: whatever is imported by a bare name.
      if (!id.startsWith(".") || importer === undefined) return true;
      return isApart(pathOf(join(dirname(importer), id)));
    },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? id : undefined),
        load: (id) => (id === "entry" ? code : undefined),
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

/** The sizes as lines of a table. */
export function sizeLines(sizes: readonly Size[]): readonly string[] {
  const width = Math.max(...sizes.map(({ name }) => name.length));
  return sizes.map(({ name, minified, gzip, maxGzip }) => {
    const ceiling = maxGzip === undefined ? "" : `  at most ${maxGzip}${gzip > maxGzip ? "  TOO BIG" : ""}`;
    return `${name.padEnd(width)}  ${String(minified).padStart(6)} bytes minified  ${String(gzip).padStart(6)} gzip${ceiling}`;
  });
}

if (import.meta.main) {
  const sizes = [...(await measureSizes()), ...(await measureSources())];
  for (const line of sizeLines(sizes)) console.log(line);
  if (process.argv.includes("--files")) for (const { name, files } of sizes) console.log(`${name}: ${files.join(" ")}`);
  if (sizes.some(({ gzip, maxGzip = Number.POSITIVE_INFINITY }) => gzip > maxGzip)) process.exitCode = 1;
}
