import { sample } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { withGroup } from "./group.ts";
import { runCli, workFolder } from "./run-cli.ts";

// The features of Gitee's own DingTalk notice, one by one (design/sources.md A.1).
const gitee = sample("ci/gitee-go-push") as Record<string, string>;
const secret = "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

function config(rule: string, robot = "webhook: '${DINGTALK_WEBHOOK}'"): Readonly<Record<string, string>> {
  return { "dingpipe.yaml": `robots: { ops: { ${robot} } }\nrules:\n  - ${rule}\n` };
}

describe("what Gitee's own notice can do", () => {
  it.concurrent("WebHook 凭证: a credential by its name, kept outside of the pipeline", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const cwd = workFolder({
        ...config("{ on: [failed] }", "webhook: '${TEAM_ROBOT}'"),
        robot: `${group.env["DINGTALK_WEBHOOK"]}\n`,
      });
      const env = {
        ...gitee,
        DINGTALK_ENDPOINT: group.env["DINGTALK_ENDPOINT"] ?? "",
        TEAM_ROBOT_FILE: `${cwd}/robot`,
      };
      const { exitCode } = await runCli(["notify", "--status", "FAIL"], { cwd, env });
      expect(exitCode).toBe(0);
      expect(group.message().title).toContain("失败");
    });
  });

  it.concurrent("加签: a robot that wants a signature", async ({ expect }) => {
    await withGroup({ secret }, async (group) => {
      const { exitCode } = await runCli(["notify", "--status", "FAIL"], { env: { ...gitee, ...group.env } });
      expect(exitCode).toBe(0);
      expect(group.mock.requests()[0]).toMatchObject({ signed: true, verdict: { errcode: 0 } });
    });
  });

  it.concurrent("通知事件: only the chosen of 任务成功, 任务失败, 任务取消, 任务跳过", async ({ expect }) => {
    for (const { on, status } of [
      { on: "success", status: "SUCC" },
      { on: "failed", status: "FAIL" },
      { on: "canceled", status: "CANCEL" },
      { on: "skipped", status: "SKIP" },
    ]) {
      await withGroup({}, async (group) => {
        const runs = ["SUCC", "FAIL", "CANCEL", "SKIP"].map((word) =>
          runCli(["notify", "--on", on, "--status", word], { env: { ...gitee, ...group.env, WORD: word } }),
        );
        const codes = (await Promise.all(runs)).map(({ exitCode }) => exitCode);
        expect(codes).toEqual([0, 0, 0, 0]);
        expect(group.mock.messages(), `${on} is ${status}`).toHaveLength(1);
      });
    }
  });

  it.concurrent("通知内容: 流水线名称, 阶段名称, 任务名称, 触发类型, 触发人, 任务详情, all preset", async ({
    expect,
  }) => {
    await withGroup({}, async (group) => {
      const flags = ["--task", "上传制品", "--trigger", "手动触发", "--url", "https://gitee.example.com/jobs/9"];
      await runCli(["notify", "--status", "SUCC", ...flags], { env: { ...gitee, ...group.env } });
      const { text } = group.message();
      const places = ["流水线名称", "阶段名称", "任务名称", "触发人", "触发类型", "任务详情"].map((label) =>
        text.indexOf(`【${label}】`),
      );
      expect(places.every((place) => place >= 0)).toBe(true);
      expect(places).toEqual(places.toSorted((one, other) => one - other));
    });
  });

  it.concurrent("通知内容: only the chosen boxes", async ({ expect }) => {
    await withGroup({}, async (group) => {
      await runCli(["notify", "--status", "SUCC", "--content", "pipeline,actor", "--task", "上传制品"], {
        env: { ...gitee, ...group.env },
      });
      const { text } = group.message();
      expect(text).toContain("【流水线名称】");
      expect(text).not.toMatch(/任务名称|阶段名称|触发类型/);
    });
  });

  it.concurrent("自定义内容: Markdown with ${GITEE_PIPELINE_NAME} and all other parameters", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const cwd = workFolder(
        config(
          '{ on: [failed], content: [pipeline], text: "**分支**： ${GITEE_BRANCH} ${GITEE_PIPELINE_NAME} ${VERSION}" }',
        ),
      );
      await runCli(["notify", "--status", "FAIL", "--param", "VERSION=1.2.3"], {
        cwd,
        env: { ...gitee, ...group.env },
      });
      const { text } = group.message();
      expect(text).toContain("【流水线名称】");
      expect(text).toContain(`**分支**： ${gitee["GITEE_BRANCH"]} ${gitee["GITEE_PIPELINE_NAME"]}`);
      expect(text.replaceAll("\\", "")).toContain("1.2.3");
    });
  });

  it.concurrent("手机号: several, separated by commas", async ({ expect }) => {
    await withGroup({}, async (group) => {
      await runCli(["notify", "--status", "FAIL", "--mention", "13900000001,13900000002"], {
        env: { ...gitee, ...group.env },
      });
      const [request] = group.mock.requests();
      expect(request?.body).toMatchObject({ at: { atMobiles: ["13900000001", "13900000002"] } });
      expect(group.message().text).toContain("@");
    });
  });

  it.concurrent("手机号: all mentions everybody", async ({ expect }) => {
    await withGroup({}, async (group) => {
      await runCli(["notify", "--status", "FAIL", "--mention", "all"], { env: { ...gitee, ...group.env } });
      expect(group.message().mentions.all).toBe(true);
    });
  });
});
