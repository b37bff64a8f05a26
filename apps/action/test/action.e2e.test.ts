import { describe, it } from "vitest";
import { runStep } from "./fake-runner.ts";
import { fastClock, WEBHOOK, withGroup } from "./samples.ts";

const needs = (results: Readonly<Record<string, string>>) =>
  JSON.stringify(Object.fromEntries(Object.entries(results).map(([name, result]) => [name, { result, outputs: {} }])));

describe("a step with nothing but its webhook", () => {
  it.concurrent.for([
    { status: "success", title: "✅ 成功 · Release · main" },
    { status: "failure", title: "❌ 失败 · Release · main" },
    { status: "cancelled", title: "⏹️ 已取消 · Release · main" },
  ])("tells of $status", ({ status, title }, { expect }) =>
    withGroup({}, async (group) => {
      const { exitCode, outputs, said, summary } = await runStep({ ...group, jobStatus: status });
      expect(exitCode).toBe(0);
      expect(group.mock.messages().map((message) => message.title)).toEqual([title]);
      expect(decodeURIComponent(group.mock.messages()[0]?.text ?? "")).toContain(
        "https://github.com/acme/shop/actions/runs/9100123456/attempts/2",
      );
      expect(outputs).toEqual({
        ok: "true",
        outcome: "delivered",
        reason: "delivered",
        errcode: "0",
        attempts: "1",
        messages: "1",
      });
      expect([...said("warning"), ...said("error"), ...said("notice")]).toEqual([]);
      expect(summary).toBe("");
    }),
  );

  it.concurrent("names the input where the status is empty", ({ expect }) =>
    withGroup({}, async (group) => {
      const { exitCode, said } = await runStep({ ...group, with: { ...group.with, status: "" } });
      expect(exitCode).toBe(0);
      expect(said("warning")).toEqual([expect.stringContaining("with 里写 status: ${{ job.status }}")]);
      expect(said("warning")[0]).not.toContain("dingpipe notify");
    }));

  it.concurrent("shows a message under dry-run as it is", ({ expect }) =>
    withGroup({}, async (group) => {
      const text = "npm publish --config a --title b";
      const { log } = await runStep({ ...group, with: { ...group.with, text, "dry-run": "true" } });
      expect(log).toContain(text);
    }));

  it.concurrent.for([
    { sample: "gitea-complete", link: "https://gitea.example.com/acme/shop/actions/runs/5120" },
    { sample: "forgejo-complete", link: "https://forgejo.example.com/acme/shop/actions/runs/77" },
  ])("tells of a job in $sample", ({ sample, link }, { expect }) =>
    withGroup(
      {},
      async (group) => {
        const { exitCode, outputs } = await runStep({ ...group, jobStatus: "failure" });
        expect(exitCode).toBe(0);
        expect(outputs["ok"]).toBe("true");
        const [message] = group.mock.messages();
        expect(message?.title).toMatch(/^❌ 失败 · /);
        expect(decodeURIComponent(message?.text ?? "")).toContain(link);
        expect(message?.text).not.toContain("github.com");
      },
      sample,
    ),
  );
});

describe("a step with the results of all jobs", () => {
  it.concurrent.for([
    { results: { build: "success", test: "success", deploy: "skipped" }, title: "✅ 成功 · Release · main" },
    { results: { build: "success", test: "failure", deploy: "skipped" }, title: "❌ 失败 · Release · main" },
    { results: { build: "success", test: "cancelled" }, title: "⏹️ 已取消 · Release · main" },
    { results: { deploy: "skipped" }, title: "⏭️ 已跳过 · Release · main" },
  ])("tells of the workflow: $title", ({ results, title }, { expect }) =>
    withGroup({}, async (group) => {
      // The job that tells is a success itself.
      await runStep({ ...group, with: { ...group.with, needs: needs(results) }, jobStatus: "success" });
      expect(group.mock.messages().map((message) => message.title)).toEqual([title]);
      expect(group.mock.messages()[0]?.text).not.toContain("任务名称");
    }),
  );

  it.concurrent("says how each ended, the worst first", ({ expect }) =>
    withGroup({}, async (group) => {
      const results = { build: "success", deploy: "skipped", lint: "success", test: "failure" };
      await runStep({ ...group, with: { ...group.with, needs: needs(results) } });
      expect(group.mock.messages()[0]?.text).toContain(
        "【各任务结果】  \n• ❌ test 失败  \n• ✅ build 成功  \n• ✅ lint 成功  \n• ⏭️ deploy 已跳过",
      );
      expect(group.mock.messages()[0]?.text).not.toContain("失败任务");
    }));

  it.concurrent("is the job's own where it waits for none, and refused where they are no results", ({ expect }) =>
    withGroup({}, async (group) => {
      await runStep({ ...group, with: { ...group.with, needs: "{}" }, jobStatus: "failure" });
      expect(group.mock.messages()[0]?.title).toBe("❌ 失败 · Release · main");
      const broken = await runStep({ ...group, with: { ...group.with, needs: "build, test" } });
      expect(broken.exitCode).toBe(2);
      expect(broken.said("error")).toEqual(["needs 不是各任务的结果：请写成 needs: ${{ toJSON(needs) }}"]);
      expect(group.mock.messages()).toHaveLength(1);
    }));
});

describe("a message that is not delivered", () => {
  it.concurrent("fails the job where the token is wrong, with one cure and a summary", ({ expect }) =>
    withGroup({}, async (group) => {
      const wrong = WEBHOOK.replace(/.$/, "f");
      const { exitCode, outputs, said, summary } = await runStep({ ...group, with: { webhook: wrong, locale: "en" } });
      expect(exitCode).toBe(10);
      expect(said("error")).toHaveLength(1);
      expect(said("error")[0]).toContain("not delivered to default");
      expect(said("warning")).toEqual([]);
      expect(outputs).toMatchObject({ ok: "false", outcome: "rejected", errcode: "300005", reason: "token_unknown" });
      expect(summary).toMatch(/^### The DingTalk message was not delivered\n/);
    }));

  it.concurrent("warns once where fail-on tolerates it", ({ expect }) =>
    withGroup({}, async (group) => {
      const wrong = WEBHOOK.replace(/.$/, "f");
      const result = await runStep({ ...group, with: { webhook: wrong, "fail-on": "never" } });
      expect(result.exitCode).toBe(0);
      expect(result.said("warning")).toHaveLength(1);
      expect(result.said("error")).toEqual([]);
      expect(result.outputs["ok"]).toBe("false");
      expect(result.summary).not.toBe("");
      expect(result.log).toContain("fail-on: any");
      expect(result.log).not.toContain("--");
    }));

  it.concurrent("warns where the robot is throttled, and fails where it has to", ({ expect }) =>
    withGroup({}, async (group) => {
      const throttled = {
        fault: "errcode",
        errcode: 130101,
        errmsg: "send too fast, exceed 20 times per minute",
      } as const;
      group.mock.faults.push({ ...throttled, times: 2 });
      const result = await runStep(group);
      expect(result.exitCode).toBe(0);
      expect(result.said("warning")).toHaveLength(1);
      expect(result.outputs).toMatchObject({
        ok: "false",
        outcome: "throttled",
        reason: "too_fast",
        errcode: "130101",
      });
      expect(result.outputs).toMatchObject({ attempts: "1", messages: "0" });
      const strict = await runStep({ ...group, with: { ...group.with, "fail-on": "any" } });
      expect(strict.exitCode).toBe(13);
      expect(strict.said("error")).toHaveLength(1);
      expect(group.mock.messages()).toEqual([]);
    }));

  it.concurrent("warns where nobody answers", ({ expect }) =>
    withGroup({}, async (group) => {
      const env = { ...group.env, DINGTALK_ENDPOINT: "http://127.0.0.1:9" };
      const result = await runStep({ ...group, env, nodeArgs: fastClock });
      expect(result.exitCode).toBe(0);
      expect(result.outputs).toMatchObject({
        ok: "false",
        outcome: "unreachable",
        reason: expect.stringMatching(/^connection_/),
      });
      expect(Number(result.outputs["attempts"])).toBeGreaterThan(1);
    }));
});

describe("a build without secrets", () => {
  it.concurrent("of a fork's pull request ends green with a notice", ({ expect }) =>
    withGroup(
      {},
      async (group) => {
        const event = { pull_request: { number: 42, head: { repo: { full_name: "lisi/shop", fork: true } } } };
        const result = await runStep({ ...group, with: { webhook: "", secret: "" }, event, jobStatus: "failure" });
        expect(result.exitCode).toBe(0);
        expect(result.said("notice")).toHaveLength(1);
        expect(result.said("notice")[0]).toContain("复刻仓库");
        expect([...result.said("warning"), ...result.said("error")]).toEqual([]);
        expect(result.outputs).toMatchObject({ ok: "true", outcome: "none", reason: "no_secret", messages: "0" });
        expect(result.summary).toBe("");
      },
      "github-pull-request",
    ));

  it.concurrent("is the same with a configuration that refers to them", ({ expect }) =>
    withGroup(
      {},
      async (group) => {
        const files = {
          "dingpipe.yaml": 'robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" } }\nrules: [{ on: [failed] }]\n',
        };
        const result = await runStep({ ...group, with: {}, files, jobStatus: "failure" });
        expect(result.exitCode).toBe(0);
        expect(result.said("notice")).toHaveLength(1);
        expect(result.outputs).toMatchObject({ ok: "true", outcome: "none", reason: "no_secret" });
      },
      "github-pull-request",
    ));

  it.concurrent("of a push is a broken configuration", ({ expect }) =>
    withGroup({}, async (group) => {
      const result = await runStep({ ...group, with: {} });
      expect(result.exitCode).toBe(10);
      expect(result.said("error")[0]).toContain("webhook");
      expect(result.outputs).toMatchObject({ ok: "false", outcome: "not_tried", reason: "no_webhook" });
    }));
});

describe("the inputs", () => {
  it.concurrent("dry-run shows the message and sends nothing", ({ expect }) =>
    withGroup({}, async (group) => {
      const result = await runStep({ ...group, with: { ...group.with, "dry-run": "true" }, jobStatus: "failure" });
      expect(result.exitCode).toBe(0);
      expect(result.log).toContain("❌ 失败 · Release · main");
      expect(result.outputs).toMatchObject({ ok: "true", outcome: "dry_run", messages: "0" });
      expect(group.mock.requests()).toEqual([]);
    }));

  it.concurrent("title, text, mention, keywords and locale make the message", ({ expect }) =>
    withGroup({ keywords: ["构建"] }, async (group) => {
      const result = await runStep({
        ...group,
        with: {
          ...group.with,
          keywords: "构建",
          locale: "en",
          title: "Shop: {{ event.state }}",
          text: "**${GITHUB_WORKFLOW}** by {{ event.actor.username }}\nsecond line",
          mention: "13900000000\nall",
        },
      });
      expect(result.exitCode, result.log).toBe(0);
      const [message] = group.mock.messages();
      expect(message?.title).toContain("Shop: success");
      expect(message?.text).toContain("**Release** by lisi");
      expect(`${message?.title}${message?.text}`).toContain("构建");
      expect(message?.mentions).toEqual({ mobiles: ["13900000000"], userIds: [], all: true });
    }));

  it.concurrent("on is a condition, and without a match nothing is sent", ({ expect }) =>
    withGroup({}, async (group) => {
      const result = await runStep({ ...group, with: { ...group.with, on: "failed" } });
      expect(result.exitCode).toBe(0);
      expect(result.outputs).toMatchObject({ ok: "true", outcome: "none", reason: "no_rule" });
      expect(group.mock.requests()).toEqual([]);
    }));

  it.concurrent.for([
    { input: { mention: "nobody" }, words: "mention" },
    { input: { "dry-run": "perhaps" }, words: "dry-run" },
    { input: { "fail-on": "sometimes" }, words: "fail-on" },
    { input: { locale: "de" }, words: "locale" },
    { input: { on: "brokn" }, words: "broken" },
  ])("a mistake in $words is refused by that name", ({ input, words }, { expect }) =>
    withGroup({}, async (group) => {
      const result = await runStep({ ...group, with: { ...group.with, ...(input as Record<string, string>) } });
      expect(result.exitCode).toBe(2);
      expect(result.said("error")[0]).toContain(words);
      expect(result.said("error")[0]).not.toContain("--");
      expect(group.mock.requests()).toEqual([]);
    }),
  );

  it.concurrent.for([
    { name: "via", step: { with: { via: "http://gateway.example.com" } } },
    { name: "DINGTALK_ENDPOINT", step: { env: { DINGTALK_ENDPOINT: "http://dingtalk.example.com" } } },
  ])("an address without TLS in $name is refused with a cure that a step has", ({ name, step }, { expect }) =>
    withGroup({}, async (group) => {
      for (const locale of ["zh-CN", "en"]) {
        const result = await runStep({
          with: { ...group.with, locale, ...step.with },
          env: { ...group.env, ...step.env },
        });
        expect(result.outputs["ok"]).toBe("false");
        expect(result.said("error")[0]).toContain(name);
        expect(result.said("error")[0]).toContain('DINGPIPE_INSECURE_ENDPOINT: "true"');
        expect(result.raw).not.toContain("insecure-endpoint");
      }
    }),
  );

  it.concurrent("config, rule and robot choose from the file", ({ expect }) =>
    withGroup({}, async (group) => {
      const files = {
        "ci/ding.yaml": [
          'robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" }, other: { webhook: "${OTHER}" } }',
          'rules: [{ name: one, robots: [ops, other], title: "from the file" }, { name: two, robots: [ops] }]',
        ].join("\n"),
      };
      const given = { ...group.with, config: "ci/ding.yaml", rule: "one", robot: "ops" };
      const result = await runStep({ ...group, with: given, files });
      expect(result.exitCode, result.log).toBe(0);
      expect(group.mock.messages().map(({ title }) => title)).toEqual(["from the file"]);
    }));

  it.concurrent("a broken configuration fails the job, with its place", ({ expect }) =>
    withGroup({}, async (group) => {
      const files = { "dingpipe.yaml": 'robots: { ops: { webhok: "${DINGTALK_WEBHOOK}" } }\nrules: []\n' };
      const result = await runStep({ ...group, files });
      expect(result.exitCode).toBe(10);
      expect(result.said("error")).toHaveLength(1);
      expect(result.said("error")[0]).toContain("webhook");
      expect(result.summary).not.toBe("");
      expect(result.outputs).toMatchObject({ ok: "false", outcome: "not_tried", reason: "config_invalid" });
    }));
});
