import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Run {
  readonly command: string;
  readonly when: string;
}
interface Config {
  readonly jobs: { readonly test: { readonly steps: readonly (string | { readonly run: string | Run })[] } };
}

const runs = yamlOf<Config>(read(import.meta.url, "config.yml")).jobs.test.steps.flatMap((step) =>
  typeof step === "string" || typeof step.run === "string" ? [] : [step.run],
);
const linesFor = (condition: string) => runs.filter(({ when }) => when === condition).map(({ command }) => command);
const sample = "ci/circleci-complete";

describe("the last steps in CircleCI", () => {
  it.for([
    ["on_success", "✅ 成功 · shop · main"],
    ["on_fail", "❌ 失败 · shop · main"],
  ] as const)("have one %s, which tells so", async ([condition, title]) => {
    expect(titles(await runJob(linesFor(condition), { sample }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = { CIRCLE_BRANCH: hostile.branch, CIRCLE_USERNAME: hostile.person };
    expectHarmlessJob(await runJob(linesFor("on_fail"), { sample, env }));
  });
});
