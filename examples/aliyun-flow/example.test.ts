import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import {
  changed,
  expectHarmless,
  expectHarmlessJob,
  hostile,
  read,
  runJob,
  stored,
  titles,
  yamlOf,
} from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

interface Pipeline {
  readonly stages: {
    readonly test: {
      readonly jobs: {
        readonly unit: { readonly steps: { readonly test: { readonly with: { readonly run: string } } } };
      };
    };
  };
}

const pipeline = yamlOf<Pipeline>(read(import.meta.url, "pipeline.yml"));
const script = pipeline.stages.test.jobs.unit.steps.test.with.run;
const flow = "ci/aliyun-flow-complete";

describe("a command of Aliyun Flow", () => {
  it.for([
    [0, 0, "✅ 成功 · 商店发布 · main"],
    [7, 7, "❌ 失败 · 商店发布 · main"],
    ["canceled", 143, "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("that ends with %s is told so", async ([npmTest, code, title]) => {
    const result = await runJob(script, { sample: flow, env: stored(), npmTest });
    expect({ code: result.code, titles: titles(result) }).toEqual({ code, titles: [title] });
    expect(result.messages[0]?.text).toContain("【任务名称】单元测试");
    expect(result.messages[0]?.text.includes("1 test failed")).toBe(npmTest === 7);
  });

  it("is told, too, where the installation before it failed", async () => {
    const result = await runJob(script, { sample: flow, env: stored(), npmCi: 9 });
    expect({ code: result.code, titles: titles(result) }).toEqual({ code: 9, titles: ["❌ 失败 · 商店发布 · main"] });
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...stored(),
      CI_COMMIT_REF_NAME: hostile.branch,
      CI_COMMIT_TITLE: hostile.title,
      BUILD_EXECUTOR: hostile.person,
      BUILD_MESSAGE: `${hostile.person}·页面手动触发`,
      BUILD_REMARK: hostile.message,
    };
    expectHarmlessJob(await runJob(script, { sample: flow, env }));
  });
});

describe("the gateway behind Flow's Webhook plugin", () => {
  const config = read(import.meta.url, "dingpipe.yaml");
  const tell = (body: unknown) =>
    tellGateway(config, { FLOW_HOOK_TOKEN: "token-of-the-hook" }, "/hooks/flow/token-of-the-hook", body);

  it.for([
    ["success", "✅ 成功"],
    ["failure", "❌ 失败"],
    ["canceled", "⏹️ 已取消"],
  ] as const)("tells of a task that ended as %s", async ([name, title]) => {
    expect(titles(await tell(sample(`aliyun-flow/task.${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = {
      "task.pipelineName": hostile.title,
      "task.stageName": hostile.person,
      "task.taskName": hostile.message,
      "sources.0.branch": hostile.branch,
    };
    expectHarmless(await tell(changed("aliyun-flow/task.failure", values)));
  });
});
