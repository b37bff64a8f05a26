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
} from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

const files = {
  "dingpipe.yaml": read(import.meta.url, "dingpipe.yaml"),
  "notify.sh": read(import.meta.url, "notify.sh"),
};
const job = { sample: "ci/gitee-enterprise-push", env: stored(), files };

describe("a task of its own in a Gitee Enterprise pipeline", () => {
  it.for([
    ["FAIL", "❌ 失败 · 商城发布 · main", ["13900000000"]],
    ["SUCC", "✅ 成功 · 商城发布 · main", []],
    ["CANCEL", "⏹️ 已取消 · 商城发布 · main", []],
  ] as const)("that is told %s tells it, and mentions who is to know", async ([status, title, mobiles]) => {
    const { code, messages } = await runJob(`sh notify.sh ${status}`, job);
    expect(code).toBe(0);
    expect(messages.map((message) => [message.title, message.mentions.mobiles])).toEqual([[title, mobiles]]);
    expect(messages[0]?.text).toContain("【任务名称】镜像构建");
    expect(messages[0]?.text).toContain("分支：main");
  });

  it("says nothing of a task that was skipped", async () => {
    const { code, messages } = await runJob("sh notify.sh SKIP", job);
    expect({ code, messages }).toEqual({ code: 0, messages: [] });
  });

  it("shows what is hostile as text", async () => {
    const env = { ...stored(), GITEE_BRANCH: hostile.branch, GITEE_COMMIT_MESSAGE: hostile.message };
    expectHarmlessJob(await runJob("sh notify.sh SUCC", { ...job, env }));
  });
});

describe("the gateway behind Gitee's Webhook notice", () => {
  const tell = (body: unknown) =>
    tellGateway(
      read(import.meta.url, "gateway.yaml"),
      { GITEE_HOOK_TOKEN: "token-of-the-hook" },
      "/hooks/pipeline/token-of-the-hook",
      body,
    );

  it.for([
    ["success", "✅ 成功"],
    ["failure", "❌ 失败"],
    ["canceled", "⏹️ 已取消"],
  ] as const)("tells of a task that ended as %s", async ([name, title]) => {
    expect(titles(await tell(sample(`gitee-pipeline/task.${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = {
      "job.pipelineName": hostile.title,
      "job.stageName": hostile.person,
      "job.jobName": hostile.message,
      "sources.0.branch": hostile.branch,
    };
    expectHarmless(await tell(changed("gitee-pipeline/task.failure", values)));
  });
});
