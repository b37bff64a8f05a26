import { readFileSync } from "node:fs";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { runShell } from "../../test/shell.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
const files = { "dingpipe.yaml": read("dingpipe.yaml"), "notify.sh": read("notify.sh") };
const env = sample("ci/gitee-enterprise-push") as Record<string, string>;

describe("the Gitee Enterprise notice", () => {
  it("tells of a failure and mentions who is to know", async () => {
    const { code, messages } = await runShell("sh notify.sh FAIL", { files, env });
    expect(code).toBe(0);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.mentions.mobiles).toEqual(["13900000000"]);
    expect(messages[0]?.text).toContain("【任务名称】镜像构建");
    expect(messages[0]?.text).toContain(`分支：${env["GITEE_BRANCH"]}`);
  });

  it("mentions nobody of a success, and says nothing of a task that was skipped", async () => {
    const success = await runShell("sh notify.sh SUCC", { files, env });
    expect(success.messages[0]?.mentions.mobiles).toEqual([]);
    const skipped = await runShell("sh notify.sh SKIP", { files, env });
    expect({ code: skipped.code, messages: skipped.messages }).toEqual({ code: 0, messages: [] });
  });
});
