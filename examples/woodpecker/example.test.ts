import { describe, expect, it } from "vitest";
import {
  expectHarmlessJob,
  hostile,
  read,
  runJob,
  stored,
  titles,
  titlesInTurn,
  withSecrets,
  yamlOf,
} from "../../test/recipe.ts";

interface Workflow {
  readonly steps: readonly {
    readonly commands: readonly string[];
    readonly environment?: Readonly<Record<string, { readonly from_secret: string }>>;
    readonly when?: readonly { readonly event?: string; readonly status?: readonly string[] }[];
  }[];
}

const step = yamlOf<Workflow>(read(import.meta.url, "woodpecker.yaml")).steps.at(-1);
const secrets = withSecrets(step?.environment, stored("dingtalk_webhook", "dingtalk_secret"));
const statuses = step?.when?.flatMap(({ status = [] }) => status) ?? ["success"];
/** What runs where the steps before have ended so. */
const linesAfter = (status: string) => (statuses.includes(status) ? (step?.commands ?? []) : []);
const sample = "ci/woodpecker-complete";

describe("the last step in Woodpecker", () => {
  // A pipeline that is canceled has no further step.
  it("tells of a success and of a failure", () => {
    expect(statuses).toEqual(["success", "failure"]);
  });

  it("runs for the event alone that may have a new secret: with another Woodpecker would fail the whole pipeline", () => {
    expect(step?.when?.map(({ event }) => event)).toEqual(["push"]);
  });

  it.for([
    ["success", "✅ 成功 · backend · main"],
    ["failure", "❌ 失败 · backend · main"],
  ] as const)("tells of a workflow that is a %s so far", async ([CI_PIPELINE_STATUS, title]) => {
    const env = { ...secrets, CI_PIPELINE_STATUS, CI_PREV_PIPELINE_STATUS: CI_PIPELINE_STATUS };
    expect(titles(await runJob(linesAfter(CI_PIPELINE_STATUS), { sample, env }))).toEqual([title]);
  });

  it("tells what broke and what was repaired, by the status of the run before, that Woodpecker gives", async () => {
    const run = (CI_PREV_PIPELINE_STATUS: string, CI_PIPELINE_STATUS: string) => ({
      lines: linesAfter(CI_PIPELINE_STATUS),
      sample,
      // The name of the repository's only workflow, .woodpecker.yaml.
      env: { ...secrets, CI_PIPELINE_STATUS, CI_PREV_PIPELINE_STATUS, CI_WORKFLOW_NAME: "woodpecker" },
    });
    const runs = [run("success", "failure"), run("failure", "success"), run("success", "success")];
    expect(await titlesInTurn(runs)).toEqual([["❌ 失败 · woodpecker · main"], ["✅ 已恢复 · woodpecker · main"], []]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...secrets,
      CI_COMMIT_BRANCH: hostile.branch,
      CI_COMMIT_REF: `refs/heads/${hostile.branch}`,
      CI_COMMIT_MESSAGE: hostile.message,
      CI_COMMIT_AUTHOR: hostile.person,
      CI_PIPELINE_AUTHOR: hostile.person,
    };
    expectHarmlessJob(await runJob(linesAfter("failure"), { sample, env }));
  });
});
