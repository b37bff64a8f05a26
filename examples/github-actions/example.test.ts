import { readFileSync } from "node:fs";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runStep } from "../../apps/action/test/fake-runner.ts";
import { withGroup } from "../../apps/action/test/samples.ts";
import { showMessages } from "../../test/show-messages.ts";

type Permissions = Readonly<Record<string, string>>;

interface Workflow {
  readonly name: string;
  readonly on: unknown;
  readonly permissions: Permissions;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: readonly string[];
        readonly if?: string;
        readonly permissions?: Permissions;
        readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }[];
      }
    >
  >;
}

const workflow = (file: string) => parse(readFileSync(new URL(file, import.meta.url), "utf8")) as Workflow;
const inputsOf = ({ jobs }: Workflow) =>
  jobs["notify"]?.steps.find(({ uses }) => uses?.includes("/apps/action@"))?.with ?? {};
const ci = workflow("ci.yml");
const after = workflow("notify.yml");
const { on, jobs } = ci;
const notify = jobs["notify"];
const SECRET = `SEC${"5f4e3d2c".repeat(8)}`;

/** The step's inputs as a runner would hand them over. */
function evaluated(of: Workflow, expressions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputsOf(of)).map(([name, text]) => {
      const value = text === "" ? text : expressions[/^\$\{\{ (.*) \}\}$/.exec(text)?.[1] ?? ""];
      if (value === undefined) throw new Error(`${name} has an expression that this test does not know: ${text}`);
      return [name, value];
    }),
  );
}

describe("the workflow", () => {
  it("runs once for a pull request of a branch of the same repository", () => {
    expect(on).toEqual({ push: { branches: ["main"] }, pull_request: null });
  });

  it("waits for every other job, has dingpipe.yaml, and tells of each in any case", () => {
    expect(notify?.steps[0]?.uses).toMatch(/^actions\/checkout@/);
    expect(notify?.needs).toEqual(Object.keys(jobs).filter((name) => name !== "notify"));
    expect(notify?.if).toBe("always()");
  });

  it.for([
    { name: "ci.yml", file: ci },
    { name: "notify.yml", file: after },
  ])("may read its files and how the last run ended, and nothing more: $name", ({ file }) => {
    expect(file.jobs["notify"]?.permissions ?? file.permissions).toEqual({ contents: "read", actions: "read" });
  });

  it.for([
    { content: "pipeline", isEachTold: false },
    { content: "pipeline, tasks", isEachTold: true },
  ])("lists each job by a content of one's own: $content: $isEachTold", ({ content, isEachTold }) =>
    withGroup({ secret: SECRET }, async (group) => {
      const needs = JSON.stringify({ test: { result: "failure", outputs: {} } });
      await runStep({ ...group, with: { ...group.with, needs, content } });
      expect(group.mock.messages().map(({ text }) => text.includes("❌ test 失败"))).toEqual([isEachTold]);
    }),
  );

  it.for([
    { result: "success", title: "✅ 成功 · Release · main", line: "✅ test 成功" },
    { result: "failure", title: "❌ 失败 · Release · main", line: "❌ test 失败" },
    { result: "cancelled", title: "⏹️ 已取消 · Release · main", line: "⏹️ test 已取消" },
  ])("tells the group of its $result", ({ result, title, line }) =>
    withGroup({ secret: SECRET }, async (group) => {
      const step = evaluated(ci, {
        "secrets.DINGTALK_WEBHOOK": group.with["webhook"] ?? "",
        "secrets.DINGTALK_SECRET": SECRET,
        "toJSON(needs)": JSON.stringify({ test: { result, outputs: {} } }),
      });
      const { exitCode, log } = await runStep({ ...group, with: step });
      showMessages(group.mock.messages());
      expect(exitCode, log).toBe(0);
      expect(group.mock.messages().map((message) => message.title)).toEqual([title]);
      expect(group.mock.messages()[0]?.text).toContain(line);
    }),
  );
});

describe("the workflow that runs after CI", () => {
  it("waits for the runs of the other file, and checks out nothing of theirs", () => {
    expect(after.on).toEqual({ workflow_run: { workflows: [ci.name], types: ["completed"] } });
    expect(after.jobs["notify"]?.steps[0]).toEqual({ uses: notify?.steps[0]?.uses });
  });

  it.for([
    { name: "fork", title: "❌ 失败 · Release · main #wangwu:main", line: "#wangwu:main" },
    { name: "pull-request", title: "❌ 失败 · Release · feature/pay #42", line: "(feature/pay → main)" },
    { name: "success", title: "✅ 成功 · Release · main", line: "9100123456" },
  ])("tells the group of CI's run: $name", ({ name, title, line }) =>
    withGroup({ secret: SECRET }, async (group) => {
      const step = evaluated(after, {
        "secrets.DINGTALK_WEBHOOK": group.with["webhook"] ?? "",
        "secrets.DINGTALK_SECRET": SECRET,
      });
      const env = { ...group.env, GITHUB_EVENT_NAME: "workflow_run", GITHUB_WORKFLOW: "Notify", GITHUB_RUN_ID: "77" };
      const event = sample(`github/workflow_run.${name}`) as object;
      const { exitCode, log } = await runStep({ ...group, env, with: step, event, jobStatus: "success" });
      showMessages(group.mock.messages());
      expect(exitCode, log).toBe(0);
      expect(group.mock.messages().map((message) => message.title)).toEqual([title]);
      expect(group.mock.messages()[0]?.text).toContain(line);
    }),
  );
});
