import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, type Store, stored, titles, yamlOf } from "../../test/recipe.ts";

interface Run {
  readonly command: string;
  readonly when: string;
}
interface Config {
  readonly jobs: { readonly test: { readonly steps: readonly (string | { readonly run: string | Run })[] } };
  readonly workflows: {
    readonly test: { readonly jobs: readonly { readonly test: { readonly context?: string } | null }[] };
  };
}

const { jobs, workflows } = yamlOf<Config>(read(import.meta.url, "config.yml"));
const runs = jobs.test.steps.flatMap((step) =>
  typeof step === "string" || typeof step.run === "string" ? [] : [step.run],
);
const linesFor = (condition: string) => runs.filter(({ when }) => when === condition).map(({ command }) => command);
const sample = "ci/circleci-complete";
const contexts: Readonly<Record<string, Store>> = { dingtalk: stored() };
const [run] = workflows.test.jobs;
const context = contexts[run?.test?.context ?? ""];

describe("the last steps in CircleCI", () => {
  it.for([
    ["on_success", "✅ 成功 · shop · main"],
    ["on_fail", "❌ 失败 · shop · main"],
  ] as const)("have one %s, which tells so", async ([condition, title]) => {
    expect(titles(await runJob(linesFor(condition), { sample, env: { ...context } }))).toEqual([title]);
  });

  it("are left out after a cancel, which is not told", () => {
    expect(runs.map(({ when }) => when)).toEqual(["on_success", "on_fail"]);
  });

  it("shows what is hostile as text", async () => {
    const env = { ...context, CIRCLE_BRANCH: hostile.branch, CIRCLE_USERNAME: hostile.person };
    expectHarmlessJob(await runJob(linesFor("on_fail"), { sample, env }));
  });
});
