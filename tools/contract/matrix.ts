import { type Adapter, isHeldTo, type Scenario, type ScenarioVerdict } from "@dingpipe/fixtures";

/** An adapter beside the others. */
export interface Contestant {
  readonly adapter: Pick<Adapter, "name" | "takes" | "dashes">;
  /** Judges these scenarios in any order, and tells of each. */
  judge(scenarios: readonly Scenario[], tell: (verdict: ScenarioVerdict) => void): Promise<void>;
}

/** A scenario by an adapter: what came of it, or why it is not held to it. */
type Cell = { readonly verdict: ScenarioVerdict } | { readonly dash: string };

export interface Matrix {
  readonly names: readonly string[];
  readonly rows: readonly { readonly scenario: string; readonly cells: readonly Cell[] }[];
}

/** Puts every contestant through every scenario; `begin` is told whose turn it is, as some take minutes. */
export async function matrixOf(
  contestants: readonly Contestant[],
  scenarios: readonly Scenario[],
  begin: (name: string) => void = () => {},
): Promise<Matrix> {
  const columns: (readonly Cell[])[] = [];
  // In turn: the mock answers from this process, and a client that waits too long asks again.
  for (const { adapter, judge } of contestants) {
    begin(adapter.name);
    const verdicts = new Map<string, ScenarioVerdict>();
    await judge(
      scenarios.filter((scenario) => isHeldTo(adapter, scenario)),
      (verdict) => verdicts.set(verdict.scenario, verdict),
    );
    columns.push(
      scenarios.map(({ name, input }): Cell => {
        const verdict = verdicts.get(name);
        if (verdict !== undefined) return { verdict };
        return { dash: adapter.dashes?.[name] ?? `${adapter.name} takes no ${input.kind}` };
      }),
    );
  }
  return {
    names: contestants.map(({ adapter }) => adapter.name),
    rows: scenarios.map(({ name }, index) => ({
      scenario: name,
      cells: columns.flatMap((column) => column[index] ?? []),
    })),
  };
}

/** The matrix as lines: a row for each scenario, then each reason for a dash, each problem, and the sums. */
export function linesOf({ names, rows }: Matrix): readonly string[] {
  const marks = (cells: readonly Cell[]) =>
    cells.map((cell, index) => markOf(cell).padEnd(names[index]?.length ?? 0)).join("  ");
  const all = rows.flatMap(({ scenario, cells }) => cells.map((cell) => ({ scenario, cell })));
  const dashes = new Set(all.flatMap(({ cell }) => ("dash" in cell ? [`–  ${cell.dash}`] : [])));
  const problems = all.flatMap(({ scenario, cell }) =>
    "verdict" in cell
      ? cell.verdict.problems.map((problem) => `✗  ${cell.verdict.adapter}, ${scenario}: ${problem}`)
      : [],
  );
  const sums = names.map((name, index) => {
    const column = rows.map(({ cells }) => markOf(cells[index]));
    const count = (mark: string) => column.filter((one) => one === mark).length;
    return `${name}: ${count("✓")} passed, ${count("✗")} failed, ${count("–")} not held to`;
  });
  return [
    names.join("  "),
    ...rows.map(({ scenario, cells }) => `${marks(cells)}  ${scenario}`),
    ...["", ...dashes, ...problems, "", ...sums],
  ];
}

function markOf(cell: Cell | undefined): string {
  if (cell === undefined || "dash" in cell) return "–";
  return cell.verdict.passed ? "✓" : "✗";
}
