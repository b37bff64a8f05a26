// `npm run fuzz -- [PART OF A PATH …] [--runs 1000000] [--seed N]`: every property test of the repository with many more
// cases, one file after the other. The same seed and number of runs repeat a run.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const BATCH = 100_000;

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
  let properties = "0";
  for (let done = 0, batchSeed = seed; done < runs; done += BATCH, batchSeed += 1) {
    const cases = Math.min(BATCH, runs - done);
    const batch = runBatch(file, cases, batchSeed);
    if (batch.properties === undefined) {
      console.log(`FAILED  ${file}\n${batch.output}`);
      console.log(`again: npm run fuzz -- ${file} --runs ${cases} --seed ${batchSeed}`);
      return false;
    }
    properties = batch.properties;
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`passed  ${properties} properties  ${runs} cases each  seed ${seed}  ${seconds} s  ${file}`);
  return true;
}

function runBatch(
  file: string,
  cases: number,
  seed: number,
): { readonly properties?: string; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [join("node_modules", "vitest", "vitest.mjs"), "run", file, "--config", "tools/fuzz.vitest.config.ts"],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FUZZ_RUNS: String(cases), FUZZ_SEED: String(seed) },
    },
  );
  const properties = /Tests\s.*?(\d+) passed/.exec(stdout)?.[1] ?? "0";
  const output = `${stdout}${stderr}${error?.message ?? ""}`;
  return status === 0 && properties !== "0" ? { properties, output } : { output };
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
