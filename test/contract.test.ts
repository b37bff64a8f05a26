import { type Adapter, runScenario, scenarios } from "@dingpipe/fixtures";
import { expect, it } from "vitest";
import { coreAdapter } from "../packages/core/test/contract-adapter.ts";
import { type Contestant, linesOf, matrixOf } from "../tools/contract/matrix.ts";

const contestant = (adapter: Adapter): Contestant => ({
  adapter,
  async judge(all, tell) {
    for (const scenario of all) tell(await runScenario(scenario, adapter));
  },
});

it("a fault of one adapter is a cell of the matrix, with what was not as expected", async () => {
  // What was refused is told as delivered.
  const liar: Adapter = {
    ...coreAdapter,
    name: "liar",
    deliver: async (...parameters) => {
      const { attempts, output } = await coreAdapter.deliver(...parameters);
      return { attempts: attempts.map(({ robot }) => ({ robot, outcome: "delivered" })), output };
    },
  };
  const of = (kind: string) => scenarios.filter(({ input }) => input.kind === kind);
  const some = [...of("message"), ...of("webhook").slice(0, 3)];
  const matrix = await matrixOf([contestant(coreAdapter), contestant(liar)], some);
  const cells = matrix.rows.map(({ cells: [honest, lying] }) => [honest, lying] as const);
  expect(cells.every(([honest]) => honest !== undefined && ("dash" in honest || honest.verdict.passed))).toBe(true);
  const caught = cells.filter(([, lying]) => lying !== undefined && "verdict" in lying && !lying.verdict.passed);
  expect(caught.length).toBeGreaterThan(0);
  const lines = linesOf(matrix);
  expect(lines).toContainEqual(expect.stringMatching(/^✓ +✗ +\S/));
  expect(lines).toContainEqual(expect.stringMatching(/^✗ {2}liar, .+: .+/));
  expect(lines).toContain("–  core takes no webhook");
  expect(lines.at(-1)).toBe(
    `liar: ${matrix.rows.length - caught.length - dashes(matrix.rows)} passed, ${caught.length} failed, ${dashes(matrix.rows)} not held to`,
  );
});

function dashes(rows: Awaited<ReturnType<typeof matrixOf>>["rows"]): number {
  return rows.filter(({ cells: [, cell] }) => cell !== undefined && "dash" in cell).length;
}
