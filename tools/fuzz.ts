// `npm run fuzz -- [PART OF A PATH …] [--runs 1000000] [--seed N]`: every property test of the repository with many more
// cases, one file after the other. The same seed and number of runs repeat a run.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: process.env["FUZZ_RUNS"] ?? "1000000" }, seed: { type: "string" } },
});
const runs = wholeNumber("runs", values.runs);
const chosenSeed = values.seed === undefined ? undefined : wholeNumber("seed", values.seed);

const files = propertyTests().filter((file) => positionals.every((part) => file.includes(part)));
if (files.length === 0) fail(`no property test matches ${positionals.join(" ")}`);

const failed = files.filter((file) => !passes(file));
console.log(`${files.length - failed.length} files passed, ${failed.length} failed`);
if (failed.length > 0) process.exitCode = 1;

/** Runs one file's properties, and tells how it went. */
function passes(file: string): boolean {
  const seed = chosenSeed ?? randomInt(2 ** 31);
  const startedAt = performance.now();
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", file, "--config", "tools/fuzz.vitest.config.ts"],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) },
    },
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const properties = /Tests\s.*?(\d+) passed/.exec(stdout)?.[1] ?? "0";
  const passed = status === 0 && properties !== "0";
  const result = passed ? `passed  ${properties} properties` : "FAILED";
  console.log(`${result}  ${runs} cases each  seed ${seed}  ${seconds} s  ${file}`);
  if (!passed) {
    console.log(`${stdout}${stderr}${error?.message ?? ""}`);
    console.log(`again: npm run fuzz -- ${file} --runs ${runs} --seed ${seed}`);
  }
  return passed;
}

function propertyTests(): readonly string[] {
  return ["packages", "apps", "examples", "test"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
    )
    .filter((path) => path.endsWith(".property.test.ts") && !path.split(sep).includes("node_modules"))
    .map((path) => path.replaceAll(sep, "/"))
    .sort();
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) fail(`--${name}: expected a whole number from 1, got "${text}"`);
  return number;
}

function fail(message: string): never {
  console.error(`fuzz: ${message}`);
  process.exit(2);
}
