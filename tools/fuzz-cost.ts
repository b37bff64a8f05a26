// What the parsers of webhooks cost: no input may take 20 times as long as the median of its size, and memory comes back. `npm run fuzz`
// runs it after the properties. Time is noisy, so an input that seems slow is measured again, alone, and its best time counts.
import { parseArgs } from "node:util";
import { readPayload, receive, sourceTypes } from "@dingpipe/sources";
import * as fc from "fast-check";
import { mutationsOf } from "../packages/sources/src/webhooks/mutations.fixture.ts";
import { payloadOf, samplesOf, sampleTime, sourceOf } from "../packages/sources/src/webhooks/read-sample.fixture.ts";
import { median } from "./bench/statistics.ts";

const MOST = 20;
// Below this a time is the clock's own.
const FLOOR_MS = 0.05;
const { values } = parseArgs({ options: { runs: { type: "string", default: "5000" } } });

/** What hides its cost: deep, wide, long, repeated. Each at most 1 MiB. */
const bombs: readonly string[] = [
  "[".repeat(1_000_000),
  `${"[".repeat(500_000)}${"]".repeat(500_000)}`,
  `${'{"a":'.repeat(150_000)}1${"}".repeat(150_000)}`,
  `{${Array.from({ length: 90_000 }, (_, index) => `"k${index}":0`).join()}}`,
  `{"ref":"${"a/".repeat(500_000)}"}`,
  `{"ref":"${"\\ud83d\\udc68\\u200d".repeat(50_000)}"}`,
  `{"commits":[${Array.from({ length: 40_000 }, () => "{}").join()}]}`,
  `"${"\\u0000".repeat(170_000)}"`,
];

let failed = 0;
for (const type of sourceTypes) {
  const source = await sourceOf(type);
  const inputs = samplesOf(type).flatMap((name) => {
    const { headers, body, now } = payloadOf(name);
    const count = Math.ceil(Number(values.runs) / samplesOf(type).length);
    return fc.sample(mutationsOf(body), count).map((changed) => ({ headers, body: changed, now }));
  });
  const timed = inputs.map((payload) => ({
    payload,
    size: sizeOf(payload.body),
    ms: time(() => readPayload(source, payload, {})),
  }));
  const slow = timed.filter(({ size, ms, payload }) => {
    const alike = timed.filter((other) => other.size === size).map((other) => other.ms);
    const limit = MOST * Math.max(median(alike), FLOOR_MS);
    return ms > limit && best(() => readPayload(source, payload, {})) > limit;
  });
  for (const { payload, ms } of slow)
    console.log(`SLOW ${type}: ${ms.toFixed(2)} ms: ${JSON.stringify(payload.body).slice(0, 300)}`);

  const before = heapBytes();
  const door = { insecure: true };
  for (const bomb of bombs) {
    for (const name of samplesOf(type).slice(0, 3)) {
      const { headers } = payloadOf(name);
      const request = new Request("https://gateway.example/hooks/x", { method: "POST", headers, body: bomb });
      await receive(source, request, { door, now: sampleTime });
    }
  }
  const grownMiB = (heapBytes() - before) / 1_048_576;
  const isBounded = grownMiB < 16;
  if (slow.length > 0 || !isBounded) failed += 1;
  console.log(
    `${slow.length === 0 && isBounded ? "passed" : "FAILED"}  ${type}: ${inputs.length} inputs, slowest ${Math.max(...timed.map(({ ms }) => ms)).toFixed(2)} ms, ${bombs.length} bombs, heap ${grownMiB.toFixed(1)} MiB`,
  );
}
console.log(`${sourceTypes.length - failed} parsers passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** Bodies of about one size: the power of two above. */
function sizeOf(body: unknown): number {
  return Math.ceil(Math.log2(JSON.stringify(body)?.length ?? 1));
}

function time(run: () => unknown): number {
  const startedAt = performance.now();
  run();
  return performance.now() - startedAt;
}

function best(run: () => unknown): number {
  return Math.min(...Array.from({ length: 9 }, () => time(run)));
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
