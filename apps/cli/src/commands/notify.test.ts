import { createClock } from "@dingpipe/fixtures";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { configFile, oneRobot, runProgram, token, webhook } from "../../test/run-program.ts";
import { createTestContext } from "../../test/test-context.ts";
import { createProgram } from "../program.ts";

describe("notify", () => {
  it("sends a default message without a file", async () => {
    const { exitCode, stdout, stderr, mock } = await runProgram([
      "notify",
      "--status",
      "FAIL",
      "--pipeline",
      "nightly",
    ]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "✓ 已送达 default\n", stderr: "" });
    expect(mock.messages()[0]?.title).toContain("失败 · nightly");
  });

  it("prefers flag to variable to file to default for the language", async () => {
    const files = configFile(`locale: ru\n${oneRobot}rules: [{ on: [failed] }]\n`);
    const titles = await Promise.all(
      [
        runProgram(["notify", "--status", "FAIL", "--locale", "zh-CN"], { files, env: { DINGPIPE_LOCALE: "en" } }),
        runProgram(["notify", "--status", "FAIL"], { files, env: { DINGPIPE_LOCALE: "en" } }),
        runProgram(["notify", "--status", "FAIL"], { files, env: { LANG: "en_US.UTF-8" } }),
        runProgram(["notify", "--status", "FAIL"], { env: { LANG: "en_US.UTF-8" } }),
      ].map(async (result) => (await result).mock.messages()[0]?.title),
    );
    expect(titles).toEqual(["❌ 失败", "❌ failed", "❌ неудача", "❌ 失败"]);
  });

  it("takes the keywords of DINGTALK_KEYWORDS", async () => {
    const { exitCode, mock } = await runProgram(["notify", "--status", "FAIL"], {
      robot: { keywords: ["部署"] },
      env: { DINGTALK_KEYWORDS: "部署,发布" },
    });
    expect(exitCode).toBe(0);
    expect(mock.messages()[0]?.title).toContain("部署");
  });

  it("makes one rule in place of the file's from --on, --title, --text, --content and --mention", async () => {
    const files = configFile(`${oneRobot}rules: [{ name: never, on: [skipped] }]\n`);
    const args = [
      "notify",
      "--status",
      "FAIL",
      "--on",
      "failed",
      "--title",
      "T",
      "--text",
      "x ${V}",
      "--param",
      "V=1",
      "--mention",
      "user:u1,all",
    ];
    const { mock } = await runProgram(args, { files });
    expect(mock.messages()[0]).toMatchObject({ title: "T", mentions: { userIds: ["u1"], all: true } });
    expect(mock.messages()[0]?.text).toContain("x 1");
  });

  it("keeps one rule by --rule, whose conditions hold", async () => {
    const files = configFile(`${oneRobot}rules: [{ name: red, on: [failed] }, { name: green, on: [success] }]\n`);
    expect((await runProgram(["notify", "--status", "FAIL", "--rule", "green"], { files })).mock.messages()).toEqual(
      [],
    );
    expect(
      (await runProgram(["notify", "--status", "SUCC", "--rule", "green"], { files })).mock.messages(),
    ).toHaveLength(1);
    expect((await runProgram(["notify", "--status", "SUCC", "--rule", "gren"], { files })).stderr).toContain(
      "是不是 green？",
    );
  });

  it("says under --verbose why a rule does not apply", async () => {
    const files = configFile(`${oneRobot}rules: [{ name: green, on: [success] }]\n`);
    const { stderr } = await runProgram(["notify", "--status", "FAIL", "--verbose", "--locale", "en"], { files });
    expect(stderr).toContain("nothing to send");
    expect(stderr).toContain("rule green does not apply: on wants success, it is");
  });

  it("shows under --dry-run what would be sent, needs no secret for it, and sends nothing", async () => {
    const { exitCode, stdout, mock } = await runProgram(
      ["notify", "--status", "FAIL", "--dry-run", "--mention", "13900000001"],
      {
        env: { DINGTALK_WEBHOOK: "" },
      },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("将发给 default");
    expect(stdout).toContain("@：13900000001");
    expect(mock.requests()).toEqual([]);
  });

  it("reads secrets from a file, which a line end does not spoil", async () => {
    const { exitCode } = await runProgram(["notify", "--status", "FAIL"], {
      env: { DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: "/run/secrets/robot" },
      files: { "/run/secrets/robot": `${webhook}\n` },
    });
    expect(exitCode).toBe(0);
  });

  it("names the variable whose file is not there", async () => {
    const { exitCode, stderr } = await runProgram(["notify", "--status", "FAIL"], {
      env: { DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: "/run/secrets/none" },
    });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("DINGTALK_WEBHOOK_FILE 指定的文件读不出");
  });

  it("reads webhook and secret from standard input, a line each", async () => {
    const secret = `SEC${"ab".repeat(32)}`;
    const { exitCode, mock } = await runProgram(["notify", "--status", "FAIL", "--webhook-stdin", "--secret-stdin"], {
      env: { DINGTALK_WEBHOOK: "" },
      robot: { secret },
      stdin: `${webhook}\n${secret}\n`,
    });
    expect(exitCode).toBe(0);
    expect(mock.requests()[0]).toMatchObject({ signed: true });
  });

  it("warns of a secret in an argument", async () => {
    const { exitCode, stderr } = await runProgram(["notify", "--status", "FAIL", "--webhook", webhook], {
      env: { DINGTALK_WEBHOOK: "" },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("--webhook 会出现在进程列表");
    expect(stderr).not.toContain(token);
  });

  it("excuses an absent secret in a pull request, with a file and without", async () => {
    const env = {
      DINGTALK_WEBHOOK: "",
      GITEE_PIPELINE_NAME: "p",
      GITEE_PIPELINE_BUILD_NUMBER: "1",
      GITEE_PULL_ID: "7",
    };
    for (const files of [{}, configFile(`${oneRobot}rules: [{ on: [failed] }]\n`)]) {
      const { exitCode, stderr } = await runProgram(["notify", "--status", "FAIL"], { env, files });
      expect(exitCode).toBe(0);
      expect(stderr).toContain("合并请求的构建，DINGTALK_WEBHOOK 没有值");
    }
  });

  it("takes a reference that the CI left as it is for an absent secret", async () => {
    const env = { DINGTALK_WEBHOOK: "$(DINGTALK_WEBHOOK)", DINGTALK_SECRET: "$(DINGTALK_SECRET)" };
    const alone = await runProgram(["notify", "--status", "FAIL", "--locale", "en"], { env });
    expect([alone.exitCode, alone.stderr]).toEqual([10, expect.stringContaining("there is no robot to send to")]);
    const inPullRequest = { ...env, TF_BUILD: "True", SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: "7" };
    expect((await runProgram(["notify", "--status", "FAIL"], { env: inPullRequest })).exitCode).toBe(0);
  });

  it("sends no secret where the file of a pull request says, and by DINGTALK_ENDPOINT all the same", async () => {
    const pull = { GITEE_PIPELINE_NAME: "p", GITEE_PIPELINE_BUILD_NUMBER: "1", GITEE_PULL_ID: "7" };
    const files = configFile(
      'robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", endpoint: "https://relay.example.com" } }\nrules: [{}]\n',
    );
    const args = ["notify", "--status", "FAIL", "--locale", "en"];
    const refused = await runProgram(args, { files, env: pull });
    expect(refused.exitCode).toBe(10);
    expect(refused.stderr).toContain("robots.ops.endpoint stands in a file that a pull request may have changed");
    expect(refused.mock.requests()).toEqual([]);
    const shown = await runProgram([...args, "--dry-run"], { files, env: pull });
    expect([shown.exitCode, shown.stderr]).toEqual([
      0,
      expect.stringContaining("robots.ops.endpoint stands in a file"),
    ]);
    expect((await runProgram(args, { files, env: { ...pull, DINGTALK_WEBHOOK: "" } })).exitCode).toBe(0);
    const said = await runProgram(args, { files, env: { ...pull, DINGTALK_ENDPOINT: "https://oapi.dingtalk.com" } });
    expect(said.mock.messages()).toHaveLength(1);
  });

  it("shows no variable whose name says that it is secret", async () => {
    const text = "${NPM_TOKEN}${AWS_SECRET_ACCESS_KEY:-none} {{ env.GITHUB_TOKEN }} ${PLACE}";
    const { mock, stderr } = await runProgram(["notify", "--status", "FAIL", "--text", text, "--locale", "en"], {
      env: { NPM_TOKEN: "npm_1234", AWS_SECRET_ACCESS_KEY: "aws_1234", GITHUB_TOKEN: "ghs_1234", PLACE: "Shanghai" },
    });
    expect(mock.messages()[0]?.text.trim()).toBe("none  Shanghai");
    expect(stderr).toContain("NPM_TOKEN counts as empty, for its name says that it is secret");
  });

  const deployed = { state: "success", environment: { name: "prod" }, service: { name: "shop" } };
  it.for([
    { kind: "pipeline", more: { state: "success" }, args: ["--status", "FAIL"], exitCode: 0, shown: "失败" },
    { kind: "deployment", more: deployed, args: ["--status", "FAIL"], exitCode: 0, shown: "失败" },
    { kind: "deployment", more: deployed, args: ["--task", "x"], exitCode: 2, shown: "--task 不适用于 deployment" },
    {
      kind: "artifact",
      more: { action: "pushed", name: "a" },
      args: ["--status", "FAIL"],
      exitCode: 2,
      shown: "--status 不适用于 artifact",
    },
  ])("lets $args speak for a $kind event of a file, or refuses it", async ({ kind, more, args, exitCode, shown }) => {
    const source = { provider: "generic", via: "manual" };
    const event = { kind, id: "1", time: "2026-01-01T00:00:00Z", source, ...more };
    const result = await runProgram(["notify", "--event", "e.json", ...args], {
      files: { "/repo/e.json": JSON.stringify(event) },
    });
    expect(result.exitCode, result.stderr).toBe(exitCode);
    expect(exitCode === 0 ? result.mock.messages()[0]?.title : result.stderr).toContain(shown);
  });

  it.for([
    { args: [], transition: null },
    { args: ["--previous-status", "success"], transition: "broken" },
    { args: ["--state-file", "state.json"], transition: "broken" },
  ])("reports under --json of a failure with $args the change $transition", async ({ args, transition }) => {
    const { stdout } = await runProgram(["notify", "--status", "FAIL", "--json", ...args]);
    expect(JSON.parse(stdout).event).toMatchObject({ state: "failure", transition });
  });

  it("reads an event and the state of files with a byte order mark", async () => {
    const source = { provider: "generic", via: "manual" };
    const about = { id: "1", time: "2026-01-02T00:00:00Z", source, pipeline: { name: "p" } };
    const event = { kind: "pipeline", ...about, state: "success", statusRaw: "success" };
    const args = ["notify", "--event", "e.json", "--state-file", "state.json", "--json"];
    const [first, second] = [JSON.stringify({ ...event, state: "failure" }), JSON.stringify(event)];
    const { exitCode, stderr, files } = await runProgram(args, { files: { "/repo/e.json": `\uFEFF${first}` } });
    expect(exitCode, stderr).toBe(0);
    const state = `\uFEFF${files["/repo/state.json"]}`;
    const { stdout } = await runProgram(args, { files: { "/repo/e.json": second, "/repo/state.json": state } });
    expect(JSON.parse(stdout)).toMatchObject({ event: { transition: "fixed" }, warnings: [] });
  });

  it("keeps no state where nobody was told", async () => {
    const { exitCode, files } = await runProgram(["notify", "--status", "FAIL", "--state-file", "state.json"], {
      env: { DINGTALK_WEBHOOK: "", GITEE_PIPELINE_NAME: "p", GITEE_PIPELINE_BUILD_NUMBER: "1", GITEE_PULL_ID: "7" },
      files: configFile(`${oneRobot}rules: [{ on: [failed] }]\n`),
    });
    expect(exitCode).toBe(0);
    expect(files["/repo/state.json"]).toBeUndefined();
  });

  it.for([
    { name: "fails", env: { DEV_WEBHOOK: webhook.replaceAll("0a", "1b") }, exitCode: 10 },
    { name: "a pull request's build has no webhook of", env: { GITEE_PULL_ID: "7" }, exitCode: 0 },
  ])("keeps the state of what one group was told, though there is a robot that $name", async ({ env, exitCode }) => {
    let files: Readonly<Record<string, string>> = configFile(
      "robots: { ops: { webhook: '${DINGTALK_WEBHOOK}' }, dev: { webhook: '${DEV_WEBHOOK}' } }\n" +
        "rules: [{ on: [broken, fixed], robots: [ops, dev] }]\n",
    );
    const run = async (status: string, number: string) => {
      const result = await runProgram(["notify", "--status", status, "--state-file", "s.json", "--locale", "en"], {
        env: { GITEE_PIPELINE_NAME: "p", GITEE_PIPELINE_BUILD_NUMBER: number, ...env },
        files,
      });
      files = result.files;
      return { exitCode: result.exitCode, titles: result.mock.messages().map(({ title }) => title) };
    };
    expect(await run("FAIL", "5")).toEqual({ exitCode, titles: [expect.stringContaining("failed")] });
    expect(await run("FAIL", "6")).toEqual({ exitCode: 0, titles: [] });
    expect(await run("SUCC", "7")).toEqual({ exitCode, titles: [expect.stringContaining("fixed")] });
  });

  it("keeps no state where each robot fails, and tells the next run's group", async () => {
    const files = configFile(`${oneRobot}rules: [{ on: [broken] }]\n`);
    const args = ["notify", "--status", "FAIL", "--state-file", "s.json"];
    const failed = await runProgram(args, { files, robot: { state: "disabled" } });
    expect(failed.files["/repo/s.json"]).toBeUndefined();
    expect((await runProgram(args, { files: failed.files })).mock.messages()).toHaveLength(1);
  });

  it.for([
    { given: "https://user:s3cr3t@host.example/o/r.git", shown: "o/r" },
    { given: "git@host.example:o/r.git", shown: "o/r" },
    { given: "https://user:s3cr3t@@host.example", shown: undefined },
  ])("shows no user info of --repository $given", async ({ given, shown }) => {
    const args = ["notify", "--status", "FAIL", "--state-file", "s.json", "--repository", given];
    const { mock, files, stdout, stderr } = await runProgram([...args, "--text", "<{{ event.repository.fullName }}>"]);
    const [message] = mock.messages();
    if (shown !== undefined) expect(message?.text).toContain(shown);
    expect([message?.title, message?.text, files["/repo/s.json"], stdout, stderr].join()).not.toMatch(/s3cr3t|user/);
  });

  it("keeps nothing of another commit or repository where it is given one", async () => {
    const env = {
      GITEE_PIPELINE_NAME: "p",
      GITEE_PIPELINE_BUILD_NUMBER: "1",
      GITEE_REPO: "https://gitee.com/old/repo",
      GITEE_COMMIT: "a".repeat(40),
      GITEE_COMMIT_MESSAGE: "old title",
    };
    const text =
      "{{ event.repository.url }};{{ event.commit.shortSha }};{{ event.commit.title }};{{ event.commit.url }};";
    const textOf = async (...args: string[]) =>
      (await runProgram(["notify", "--status", "FAIL", "--text", text, ...args], { env })).mock.messages()[0]?.text;
    expect(await textOf("--commit", "b".repeat(40))).toMatch(/;bbbbbbb;;;$/);
    expect(await textOf("--commit", "a".repeat(40))).toContain("old title");
    expect(await textOf("--repository", "new/repo")).toMatch(/^;aaaaaaa;old title;;$/);
  });

  it("takes a status that the CI did not fill in for absent", async () => {
    const { stderr } = await runProgram(["notify", "--status", "${{ job.status }}", "--locale", "en"]);
    expect(stderr).toContain("how the run ended is not known");
    expect(stderr).not.toContain("job.status }}");
  });

  it("warns where the last result is asked for and not known", async () => {
    const files = configFile(`${oneRobot}rules: [{ name: main, on: [broken] }]\n`);
    const warned = await runProgram(["notify", "--status", "FAIL"], { files });
    expect(warned.stderr).toContain("规则 main 要看上一次的结果");
    expect(warned.mock.messages()).toHaveLength(1);
    const told = await runProgram(["notify", "--status", "FAIL", "--previous-status", "FAIL"], { files });
    expect(told.stderr).not.toContain("上一次");
    expect(told.mock.messages()).toEqual([]);
  });

  it("takes a damaged state file for absent, and leaves it", async () => {
    const files = { ...configFile(`${oneRobot}rules: [{ on: [broken] }]\n`), "/repo/state.json": "{" };
    const result = await runProgram(["notify", "--status", "FAIL", "--state-file", "state.json"], { files });
    expect(result.stderr).toContain("状态文件 state.json 不是 JSON");
    expect(result.mock.messages()).toHaveLength(1);
    expect(result.files["/repo/state.json"]).toBe("{");
  });

  it("takes a status that nobody knows for unknown, and says so", async () => {
    const { exitCode, stderr, mock } = await runProgram(["notify", "--status", "faild", "--locale", "en"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("--status faild is not understood");
    expect(stderr).toContain("did you mean fail");
    expect(mock.messages()[0]?.title).toContain("state unknown");
  });

  it("shows a progress line and colours on a terminal alone", async () => {
    const terminal = await runProgram(["notify", "--status", "FAIL"], { isTerminal: true });
    expect(terminal.stderr).toContain("正在发给 default …\r\u001b[K");
    expect(terminal.stdout).toContain("\u001b[32m✓\u001b[0m");
    const plain = await runProgram(["notify", "--status", "FAIL"], { isTerminal: true, env: { NO_COLOR: "1" } });
    expect(plain.stdout).toBe("✓ 已送达 default\n");
    const quiet = await runProgram(["notify", "--status", "FAIL", "--quiet"], { isTerminal: true });
    expect(quiet.stdout + quiet.stderr).toBe("");
  });

  it("gives machines one line that keeps its shape", async () => {
    const { stdout, exitCode } = await runProgram(["notify", "--status", "FAIL", "--json"], {
      robot: { state: "disabled" },
    });
    expect(exitCode).toBe(10);
    expect(stdout.split("\n")).toHaveLength(2);
    const { deliveries } = JSON.parse(stdout);
    expect(Object.keys(deliveries[0]).sort()).toEqual(
      ["attempts", "bytes", "class", "errcode", "errmsg", "fix", "part", "parts", "reason", "robot", "rule"].sort(),
    );
    expect(deliveries[0]).toMatchObject({ robot: "default", rule: "default", class: "rejected", attempts: 1 });
  });

  it("tells of no further event of a webhook's body once a signal came", async () => {
    let requests = 0;
    const test = createTestContext({
      clock: createClock(undefined, { autoAdvance: true }),
      env: { DINGTALK_WEBHOOK: webhook },
      files: { "/repo/batch.json": JSON.stringify(sample("cloudevents/dingpipe-batch.several")) },
      fetch: async (_, init) => {
        requests += 1;
        test.signal("SIGTERM");
        return new Promise<Response>((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        });
      },
    });
    const type = "Content-Type=application/cloudevents-batch+json";
    const args = ["notify", "--event", "batch.json", "--source", "cloudevents", "--header", type];
    expect(await createProgram(test.context).run(args)).toBe(143);
    expect(requests).toBe(1);
  });
});
