// `npm run crash [-- --events 3000 --kills 10 --runtime node|workerd --seed N]`: the real gateway, killed at random under load, with a DingTalk
// that fails. Prints what was accepted beside what the groups saw; exits with 1 where anything was lost, doubled or out of order.
import { parseArgs } from "node:util";
import { type CrashReport, runCrash } from "./run.ts";
import type { Runtime } from "./server.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "3000" },
    kills: { type: "string", default: "10" },
    robots: { type: "string", default: "6" },
    pipelines: { type: "string", default: "20" },
    runtime: { type: "string" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const runtimes: readonly Runtime[] = values.runtime === undefined ? ["node", "workerd"] : [values.runtime as Runtime];
let failed = false;
for (const runtime of runtimes) {
  const report = await runCrash({
    runtime,
    events: Number(values.events),
    kills: Number(values.kills),
    robots: Number(values.robots),
    pipelines: Number(values.pipelines),
    random: seeded(Number(values.seed)),
  });
  process.stdout.write(`${lineOf(runtime, report)}\n`);
  failed ||= !isHeld(report);
}
process.stdout.write(`seed ${values.seed}: ${failed ? "NOT held" : "held"}\n`);
process.exitCode = failed ? 1 : 0;

function isHeld({ lost, doubled, outOfOrder, overLimit, accountsHold }: CrashReport): boolean {
  return lost + doubled + outOfOrder + overLimit === 0 && accountsHold;
}

function lineOf(runtime: Runtime, { accounts, accountsHold, ...report }: CrashReport): string {
  const counts = Object.entries(report).map(([name, count]) => `${name} ${count}`);
  const sums = Object.entries(accounts).map(([name, count]) => `${name} ${count}`);
  return `${runtime}: ${counts.join(", ")}\n  accounts${accountsHold ? "" : " DON'T HOLD"}: ${sums.join(", ")}`;
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
