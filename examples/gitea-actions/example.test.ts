import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it } from "vitest";
import { expectHarmlessJob, filled, hostile, read, runJob, stored, titles, yamlOf } from "../../test/recipe.ts";

interface Workflow {
  readonly on: unknown;
  readonly jobs: {
    readonly build: {
      readonly steps: readonly {
        readonly if?: string;
        readonly run?: string;
        readonly env?: Readonly<Record<string, string>>;
      }[];
    };
  };
}

const content = read(import.meta.url, "build.yaml");
const { on, jobs } = yamlOf<Workflow>(content);
const { steps } = jobs.build;
const step = steps.at(-1);
const script = step?.run ?? "";
const environmentOf = (status: string) =>
  filled(step?.env ?? {}, {
    "${{ job.status }}": status,
    ...stored("${{ secrets.DINGTALK_WEBHOOK }}", "${{ secrets.DINGTALK_SECRET }}"),
  });

describe("the workflow", () => {
  it("is one by the schema of Actions", () => {
    const { context } = parseWorkflow({ name: "build.yaml", content }, new NoOperationTraceWriter());
    expect(context.errors.getErrors()).toEqual([]);
  });

  it("runs once for a pull request of a branch of the same repository", () => {
    expect(on).toEqual({ push: { branches: ["main"] }, pull_request: null });
  });
});

describe.for(["gitea", "forgejo"])("the last step in %s's Actions", (server) => {
  const sample = `ci/${server}-complete`;

  it.for([
    ["success", "✅ 成功 · release.yaml · main"],
    ["failure", "❌ 失败 · release.yaml · main"],
    ["cancelled", "⏹️ 已取消 · release.yaml · main"],
  ] as const)("tells of a job that ended as %s", async ([status, title]) => {
    expect(step?.if).toBe("always()");
    expect(titles(await runJob(script, { sample, env: environmentOf(status) }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const author = { name: hostile.person, username: hostile.person, email: "x@example.com" };
    const event = JSON.stringify({ head_commit: { message: hostile.message, author } });
    const env = {
      ...environmentOf("failure"),
      GITHUB_EVENT_PATH: "event.json",
      FORGEJO_EVENT_PATH: "event.json",
      GITHUB_REF: `refs/heads/${hostile.branch}`,
      FORGEJO_REF: `refs/heads/${hostile.branch}`,
      GITHUB_ACTOR: hostile.person,
      FORGEJO_ACTOR: hostile.person,
    };
    expectHarmlessJob(await runJob(script, { sample, env, files: { "event.json": event } }));
  });
});
