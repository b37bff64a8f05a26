// Every configuration and every command of docs/moving.md is run: served to what the sender posts, or used by the packed CLI.
import { readFileSync } from "node:fs";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { blocksOf } from "./fenced-blocks.ts";
import { afterRun } from "./jenkinsfile.ts";
import { changed, runJob, stored, titles, yamlOf } from "./recipe.ts";
import { otherRobot, robot, tellGateway } from "./recipe-gateway.ts";
import { runShell } from "./shell.ts";

interface Receiver {
  readonly name: string;
  readonly webhook_configs: readonly [
    { readonly url?: string; readonly http_config?: { readonly authorization: { readonly type: string } } },
  ];
}
interface Alertmanager {
  readonly route: { readonly receiver: string; readonly routes?: readonly { readonly receiver: string }[] };
  readonly receivers: readonly Receiver[];
}

const page = readFileSync(new URL("../docs/moving.md", import.meta.url), "utf8");
// The first is what stands above the first heading.
const sections = page.split(/^## /m).slice(1).map(blocksOf);
const blockOf = (section: number, index: number) => sections[section]?.[index]?.text ?? "";
const mobile = "13900000001";

it("has these blocks, all of which are run below", () => {
  expect(sections.map((blocks) => blocks.map(({ language }) => language))).toEqual([
    ["yaml", "yaml", "sh"],
    ["yaml", "yaml"],
    ["yaml", "groovy", "sh"],
    ["yaml", "sh"],
    ["yaml", "sh"],
    ["yaml", "sh"],
    ["sh", "json"],
  ]);
});

describe("prometheus-webhook-dingtalk's targets", () => {
  const secrets = {
    WEBHOOK1_URL: robot.webhook,
    WEBHOOK1_SECRET: robot.secret,
    WEBHOOK2_URL: otherRobot.webhook,
    ALERTS_TOKEN: "token",
  };
  const { route, receivers } = yamlOf<Alertmanager>(blockOf(0, 1));
  const tell = (receiver: string, name: string) => {
    const [webhook] = receivers.find((one) => one.name === receiver)?.webhook_configs ?? [];
    const authorization = `${webhook?.http_config?.authorization.type} token`;
    return tellGateway(blockOf(0, 0), secrets, new URL(webhook?.url ?? "").pathname, sample(name), { authorization });
  };

  it.for([
    ["firing", "🔥 告警 · 接口延迟过高"],
    ["resolved", "✅ 已恢复 · 接口延迟过高"],
  ])("have our message where they have none of their own: %s", async ([state, title]) => {
    const { messages } = await tell(route.receiver, `alertmanager/alert.${state}`);
    expect(messages.map((message) => [message.robot, message.title])).toEqual([["robot-1", title]]);
    expect(messages[0]?.mentions.mobiles).toEqual([]);
  });

  it("have their own title, text, labels and people", async () => {
    const { messages } = await tell(route.routes?.[0]?.receiver ?? "", "alertmanager/alert.several");
    expect(messages.map((message) => [message.robot, message.title])).toEqual([
      [otherRobot.name, "[FIRING] 接口延迟过高"],
    ]);
    const [message] = messages;
    expect(message?.mentions.mobiles).toEqual([mobile, "13900000002"]);
    expect(message?.text.match(/\*\*CRITICAL\*\* order-7c9f-\w+ 的 P99 延迟超过 1 秒/g)).toHaveLength(3);
    expect(message?.text).toContain("过去 5 分钟内持续偏高，请检查数据库连接池。");
    expect(message?.text.match(/^> .*cluster: prod-hangzhou/gm)).toHaveLength(3);
    expect(message?.text).toContain(`2026-11-20 16:23:00`);
  });

  it("are two messages for a group in which some fire and some are resolved", async () => {
    expect(titles(await tell(route.receiver, "alertmanager/alert.mixed"))).toEqual([
      "🔥 告警 · 接口延迟过高",
      "✅ 已恢复 · 接口延迟过高",
    ]);
  });

  it("are looked at by explain, in place of the playground", async () => {
    const { code, stdout, messages } = await runShell(blockOf(0, 2), {
      files: {
        "dingpipe.yaml": blockOf(0, 0),
        "alert.json": JSON.stringify(sample("alertmanager/alert.firing")),
      },
      env: secrets,
    });
    expect({ code, messages }).toEqual({ code: 0, messages: [] });
    expect(stdout).toContain("接口延迟过高");
  });
});

describe("PrometheusAlert's robot and its route", () => {
  const secrets = {
    OPS_WEBHOOK: robot.webhook,
    OPS_SECRET: robot.secret,
    SHOP_WEBHOOK: otherRobot.webhook,
    ALERTS_TOKEN: "token",
  };
  // Alertmanager has the address in a file; what that holds is said beside it.
  const path =
    /url_file: \/etc\S+ # http:\/\/127\.0\.0\.1:8787(\S+)TOKEN$/m.exec(blockOf(1, 1))?.[1]?.concat("token") ?? "";
  const tell = async (body: unknown) => {
    const { messages } = await tellGateway(blockOf(1, 0), secrets, path, body);
    return messages.toSorted((one, other) => one.robot.localeCompare(other.robot));
  };

  it("tell the robot with its keyword and its people, and the route's by the alert's labels", async () => {
    const [other, usual, ...more] = await tell(sample("alertmanager/alert.firing"));
    expect(more).toEqual([]);
    expect([other?.robot, other?.title]).toEqual([otherRobot.name, "🔥 告警 · 接口延迟过高"]);
    expect([usual?.robot, usual?.title]).toEqual(["robot-1", "PrometheusAlert"]);
    expect(usual?.text).toContain("#### 接口延迟过高 告警");
    expect(usual?.text).toContain("**级别**：critical");
    expect(usual?.text).toContain("**开始**：2026-11-20 16:21:33");
    expect(usual?.mentions.mobiles).toEqual([mobile, "13900000002"]);
  });

  it.for([
    ["recovers", sample("alertmanager/alert.resolved"), "恢复"],
    ["is another team's", changed("alertmanager/alert.firing", { "alerts.0.labels.team": "pay" }), "告警"],
    ["is of another level", changed("alertmanager/alert.firing", { "alerts.0.labels.severity": "warning" }), "告警"],
  ] as const)("do not tell the route's of an alert that %s", async ([, body, word]) => {
    const messages = await tell(body);
    expect(messages.map((message) => message.robot)).toEqual(["robot-1"]);
    expect(messages[0]?.text).toContain(`接口延迟过高 ${word}`);
  });

  it("are reached by an address that only a file of Alertmanager's holds", () => {
    const { receivers } = yamlOf<Alertmanager>(blockOf(1, 1));
    expect(receivers[0]?.webhook_configs).toEqual([{ url_file: "/etc/alertmanager/dingpipe-url" }]);
  });
});

describe("the Jenkins plugin's occasions", () => {
  const files = { "dingpipe.yaml": blockOf(2, 0) };

  it.for([
    ["SUCCESS", "✅ 成功"],
    ["FAILURE", "❌ 失败"],
    ["UNSTABLE", "⚠️ 不稳定"],
    ["ABORTED", "⏹️ 已取消"],
    ["NOT_BUILT", "⏭️ 已跳过"],
    ["running", "▶️ 正在执行"],
  ] as const)("%s is told, with the two buttons and who runs it", async ([result, word]) => {
    const { lines, env } = afterRun(blockOf(2, 1), { result });
    const job = { sample: "ci/jenkins-complete", env: { ...stored(), ...env }, files };
    const { code, messages } = await runJob(lines, job);
    expect({ code, titles: titles({ messages }) }).toEqual({ code: 0, titles: [`${word} · acme/shop · main Jenkins`] });
    const [message] = messages;
    expect(message?.mentions.mobiles).toEqual([mobile, "13900000002"]);
    expect(message?.text).toContain("【触发人】李四");
    expect(message?.text).toContain("分支：main");
    expect(message?.links).toEqual([
      { title: "更改记录", url: expect.stringMatching(/main%2F128%2Fchanges|main\/128\/changes/) },
      { title: "控制台", url: expect.stringMatching(/main%2F128%2Fconsole|main\/128\/console/) },
    ]);
  });

  it("have a command in place of the step", async () => {
    const { code, messages } = await runShell(blockOf(2, 2));
    expect({ code, types: messages.map(({ msgtype }) => msgtype) }).toEqual({ code: 0, types: ["actionCard"] });
    expect(messages[0]?.links.map(({ title }) => title)).toEqual(["更改记录", "控制台"]);
    expect(messages[0]?.mentions.mobiles).toEqual([mobile]);
  });
});

describe("Gitee's own notice", () => {
  const files = { "dingpipe.yaml": blockOf(3, 0) };
  const ticked = ["流水线名称", "阶段名称", "任务名称", "触发人", "触发类型"];

  it.for([
    ["FAIL", "❌ 失败"],
    ["SUCC", "✅ 成功"],
    ["CANCEL", "⏹️ 已取消"],
    ["SKIP", "⏭️ 已跳过"],
  ] as const)("is told from a task of its own: %s", async ([status, word]) => {
    const job = { sample: "ci/gitee-enterprise-push", env: stored(), files };
    const { code, messages } = await runJob(blockOf(3, 1).replace("FAIL", status), job);
    expect({ code, titles: titles({ messages }) }).toEqual({ code: 0, titles: [`${word} · 商城发布 · main`] });
    expect(messages[0]?.mentions.mobiles).toEqual([mobile]);
    for (const label of ticked) expect(messages[0]?.text).toContain(`【${label}】`);
    expect(messages[0]?.text).toContain("分支：main");
  });

  it.for([
    ["success", "✅ 成功"],
    ["failure", "❌ 失败"],
    ["canceled", "⏹️ 已取消"],
    ["skipped", "⏭️ 已跳过"],
  ] as const)("is told by the gateway behind the Webhook notice: %s", async ([state, word]) => {
    const secrets = { GITEE_HOOK_TOKEN: "token" };
    const told = await tellGateway(
      blockOf(3, 0),
      secrets,
      "/hooks/pipeline/token",
      sample(`gitee-pipeline/task.${state}`),
    );
    // A task that was canceled or skipped here was started by another pipeline, and has no branch.
    expect(titles(told)).toEqual([expect.stringContaining(`${word} · 商城发布`)]);
    const [message] = told.messages;
    expect(message?.text).toMatch(/【(?:任务|查看)详情】\[/);
    expect(message?.text.includes("分支：main")).toBe(message?.title.endsWith("main"));
    expect(message?.mentions.mobiles).toEqual([mobile]);
  });
});

describe("Aliyun Flow's own notice", () => {
  const config = blockOf(4, 0);

  it.for([
    [0, "✅ 成功"],
    [7, "❌ 失败"],
    ["canceled", "⏹️ 已取消"],
  ] as const)("is told from the command, which ends with %s", async ([npmTest, word]) => {
    const files = { "dingpipe.yaml": config };
    const job = { sample: "ci/aliyun-flow-complete", env: stored(), npmTest, files };
    const { messages } = await runJob(blockOf(4, 1), job);
    expect(titles({ messages })).toEqual([`${word} · 商店发布 · main`]);
    expect(messages[0]?.mentions.mobiles).toEqual([mobile, "13900000002"]);
    for (const label of ["流水线名称", "触发人", "任务名称", "阶段名称", "执行状态"]) {
      expect(messages[0]?.text).toContain(`【${label}】`);
    }
    expect(messages[0]?.text).toContain("main fix: 修复结算页金额");
  });

  it.for([
    ["success", "✅ 成功"],
    ["failure", "❌ 失败"],
    ["canceled", "⏹️ 已取消"],
    ["waiting", "✋ 等待处理"],
  ] as const)("is told by the gateway behind the Webhook plugin: %s", async ([state, word]) => {
    const secrets = { FLOW_HOOK_TOKEN: "token" };
    const told = await tellGateway(config, secrets, "/hooks/flow/token", sample(`aliyun-flow/task.${state}`));
    expect(titles(told)).toEqual([expect.stringContaining(word)]);
  });
});

describe("apprise's tags", () => {
  it("are robots by name, of which one is told, by its token alone", async () => {
    const { code, messages } = await runShell(blockOf(5, 1), {
      files: { "dingpipe.yaml": blockOf(5, 0) },
      env: { OPS_TOKEN: "token-of-the-shell", OPS_SECRET: "SEC-secret-of-the-shell", DEV_TOKEN: "token-of-nobody" },
    });
    expect({ code, titles: titles({ messages }) }).toEqual({ code: 0, titles: ["发布完成"] });
    expect(messages[0]).toMatchObject({ msgtype: "markdown", mentions: { mobiles: [mobile] } });
    expect(messages[0]?.text).toContain("**v1.2.0** 已上线");
  });
});

describe("CatchZeng/dingtalk's commands", () => {
  it("are one command for each type of message, with the token alone", async () => {
    const { code, messages } = await runShell(blockOf(6, 0), {
      files: { "message.json": blockOf(6, 1) },
      env: { DINGTALK_WEBHOOK: "token-of-the-shell" },
    });
    expect(code).toBe(0);
    const expected = [
      ["text", "", []],
      ["markdown", "杭州天气", []],
      ["link", "标题", ["https://example.com/"]],
      ["actionCard", "标题", ["https://example.com/"]],
      ["feedCard", "标题一", ["https://example.com/1", "https://example.com/2"]],
    ];
    const seen = messages.map(({ msgtype, title, links }) => [msgtype, title, links.map(({ url }) => url)]);
    expect(seen).toEqual(expected);
    expect(messages[0]?.mentions.mobiles).toEqual([mobile, "13900000002"]);
  });

  it.for([
    ["", 0],
    [" --fail-on any", 11],
  ] as const)(
    "end the job where DingTalk refuses a message only with --fail-on any: send%s ends with %s",
    async ([option, expected]) => {
      const [first = ""] = blockOf(6, 0).split("\n");
      // 430102: a text that DingTalk's audit does not let through.
      const refused = `curl -fsS "$DINGTALK_ENDPOINT/_mock/faults" -d '{ "fault": "errcode", "errcode": 430102 }' >&2`;
      const { code, messages } = await runShell(`${refused}\n${first}${option}`);
      expect({ code, messages }).toEqual({ code: expected, messages: [] });
    },
  );
});
