// The CLI as one executable that needs no Node on the machine: Node's own binary with the files of the npm package in it (glibc,
// this machine's processor). `node tools/build-sea.ts [FILE]` after a build; by default dist/dingpipe-linux-x64, or as the
// machine is called.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [given = `dist/dingpipe-${process.platform}-${process.arch}`] = process.argv.slice(2);
const target = resolve(root, given);

// What marks the place in Node's binary: https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

// Elsewhere a changed binary must be signed anew, by somebody whom the system trusts.
if (process.platform !== "linux") throw new Error("only linux is built");

const dist = join(root, "apps/cli/dist");
const files = globSync("**/*.cjs", { cwd: dist }).sort();
if (!files.includes("main.cjs")) throw new Error("the CLI is not built: npm run build");

const folder = mkdtempSync(join(tmpdir(), "dingpipe-sea-"));
try {
  copyFileSync(join(root, "tools/release/sea-main.cjs"), join(folder, "dingpipe.cjs"));
  const config = {
    // A name, not a path: it stands in the executable, which is to be the same wherever it is built.
    main: "dingpipe.cjs",
    output: "dingpipe.blob",
    assets: Object.fromEntries(files.map((file) => [basename(file), join(dist, file)])),
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // V8's cache is another one in each build.
    useCodeCache: false,
  };
  writeFileSync(join(folder, "sea.json"), JSON.stringify(config));
  run(process.execPath, ["--experimental-sea-config", "sea.json"]);
  copyFileSync(process.execPath, join(folder, "dingpipe"));
  chmodSync(join(folder, "dingpipe"), 0o755);
  run("postject", ["dingpipe", "NODE_SEA_BLOB", config.output, "--sentinel-fuse", FUSE]);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(folder, "dingpipe"), `${target}.part`);
  renameSync(`${target}.part`, target);
  console.log(target);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What postject says where all went well is noise: Node's binary has sections without a name. */
function run(command: string, parameters: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { cwd: folder, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stdout}${stderr}`);
}
