// `npm run contract [-- PART OF AN ADAPTER'S NAME …]`: every scenario of the contract by every adapter, as a matrix.
import { type Adapter, runScenario, type Scenario, type ScenarioVerdict, scenarios } from "@dingpipe/fixtures";
import { actionAdapter } from "../../apps/action/test/contract-adapter.ts";
import { cliAdapter } from "../../apps/cli/test/contract-adapter.ts";
import { createNodeAdapter } from "../../apps/edge/test/node-adapter.ts";
import { judgeInWorkerd, workerAdapter } from "../../apps/edge/test/worker-adapter.ts";
import { coreAdapter } from "../../packages/core/test/contract-adapter.ts";
import { type Contestant, linesOf, matrixOf } from "./matrix.ts";

const contestants: readonly Contestant[] = [
  inTurn(() => coreAdapter),
  inTurn(() => cliAdapter, 6),
  inTurn(() => actionAdapter, 6),
  inTurn(createNodeAdapter),
  { adapter: workerAdapter, judge: judgeInWorkerd },
];

const chosen = process.argv.slice(2);
const matrix = await matrixOf(
  contestants.filter(
    ({ adapter }) =>
      chosen.length === 0 || chosen.some((part) => adapter.name.toLowerCase().includes(part.toLowerCase())),
  ),
  scenarios,
  (name) => console.error(`${name} …`),
);
for (const line of linesOf(matrix)) console.log(line);
if (matrix.rows.some(({ cells }) => cells.some((cell) => "verdict" in cell && !cell.verdict.passed)))
  process.exitCode = 1;

/** A contestant that is asked for one scenario after the other, or for some side by side. */
function inTurn(create: () => Adapter, sideBySide = 1): Contestant {
  return {
    adapter: create(),
    async judge(all: readonly Scenario[], tell: (verdict: ScenarioVerdict) => void) {
      const waiting = [...all];
      const work = async () => {
        for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift())
          tell(await runScenario(scenario, create()));
      };
      await Promise.all(Array.from({ length: sideBySide }, work));
    },
  };
}
