import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sample } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { withGroup } from "./group.ts";
import { runCli, startCli, workFolder } from "./run-cli.ts";

const gitee = sample("ci/gitee-go-push") as Record<string, string>;

describe("dingpipe exec", () => {
  it.concurrent.for([
    { name: "a failure", command: ["sh", "-c", "exit 7"], exitCode: 7, state: "失败" },
    { name: "success", command: ["true"], exitCode: 0, state: "成功" },
    { name: "a command that is not found", command: ["no-such-command-here"], exitCode: 127, state: "异常" },
    { name: "a file that can't be executed", command: ["./plain.txt"], exitCode: 126, state: "异常" },
    { name: "a command that was killed", command: ["sh", "-c", "kill -KILL $$"], exitCode: 137, state: "异常" },
    { name: "a command that was interrupted", command: ["sh", "-c", "kill -INT $$"], exitCode: 130, state: "已取消" },
    {
      name: "a command that ended itself by SIGTERM",
      command: ["sh", "-c", "kill -TERM $$"],
      exitCode: 143,
      state: "已取消",
    },
    {
      name: "a command that says itself that it timed out",
      command: ["sh", "-c", "exit 124"],
      exitCode: 124,
      state: "超时",
    },
  ])("tells of $name, with its own exit code", async ({ command, exitCode, state }, { expect }) => {
    await withGroup({}, async (group) => {
      const cwd = workFolder({ "plain.txt": "not a program" });
      const result = await runCli(["exec", "--", ...command], { cwd, env: { ...gitee, ...group.env } });
      expect(result.exitCode).toBe(exitCode);
      expect(result.stdout).toBe("");
      const { title, text } = group.message();
      expect(title).toContain(state);
      expect(text).toContain("耗时");
    });
  });

  it.concurrent("tells of the command, not of the run that started its workflow", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const event = sample("github/workflow_run.failure");
      const cwd = workFolder({ "event.json": JSON.stringify(event) });
      const github = { ...(sample("ci/github-complete") as Record<string, string>), GITHUB_WORKFLOW: "Deploy" };
      const env = { ...github, GITHUB_EVENT_NAME: "workflow_run", GITHUB_EVENT_PATH: "event.json", ...group.env };
      await runCli(["exec", "--", "true"], { cwd, env });
      expect(group.message().title).toContain("成功 · Deploy");
    });
  });

  it.concurrent("leaves the command's output as it is, and live", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const cwd = workFolder();
      const script =
        "printf 'one\\n\\033[31mtwo'; printf 'three' >&2; until [ -e go ]; do sleep 0.05; done; printf 'four'";
      for (const more of [[], ["--tail", "5"]]) {
        const { done, seen } = startCli(
          ["exec", ...more, "--quiet", "--", "sh", "-c", script.replaceAll("go", `go${more.length}`)],
          {
            cwd,
            env: { ...gitee, ...group.env },
          },
        );
        await seen("two");
        writeFileSync(join(cwd, `go${more.length}`), "");
        const { stdout, stderr, exitCode } = await done;
        expect({ stdout, stderr, exitCode }).toEqual({
          stdout: "one\n\u001b[31mtwofour",
          stderr: "three",
          exitCode: 0,
        });
      }
      expect(group.mock.messages()).toHaveLength(2);
    });
  });

  it.concurrent("hands SIGINT and SIGTERM on, waits for the command, and tells that it was canceled", async ({
    expect,
  }) => {
    for (const { signal, exitCode } of [
      { signal: "SIGINT", exitCode: 130 },
      { signal: "SIGTERM", exitCode: 143 },
    ] as const) {
      await withGroup({}, async (group) => {
        const { child, done, seen } = startCli(
          ["exec", "--", process.execPath, "-e", "console.log('ready'); setInterval(() => {}, 1000)"],
          {
            env: { ...gitee, ...group.env },
          },
        );
        await seen("ready");
        child.kill(signal);
        expect((await done).exitCode).toBe(exitCode);
        expect(group.message().title).toContain("已取消");
      });
    }
  });

  it.concurrent("lets a command that handles the signal end as it wants", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const script =
        "process.on('SIGTERM', () => { console.log('cleaned'); process.exit(0); }); console.log('ready'); setInterval(() => {}, 1000)";
      const { child, done, seen } = startCli(["exec", "--", process.execPath, "-e", script], {
        env: { ...gitee, ...group.env },
      });
      await seen("ready");
      child.kill("SIGTERM");
      expect(await done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("cleaned") });
      expect(group.message().title).toContain("成功");
    });
  });

  it.concurrent("ends a command and what it started after the time limit", async ({ expect }) => {
    await withGroup({}, async (group) => {
      // The one in the background holds standard output: without its end this test would not end either.
      const script = "sleep 300 & wait";
      const { exitCode, stderr } = await runCli(
        ["exec", "--timeout", "300ms", "--locale", "en", "--", "sh", "-c", script],
        {
          env: { ...gitee, ...group.env },
        },
      );
      expect(exitCode).toBe(124);
      expect(stderr).toContain("did not end within 300ms");
      expect(group.message().title).toContain("timed out");
    });
  });

  it.concurrent("ends though the command left something in the background that holds the pipes of --tail", async ({
    expect,
  }) => {
    await withGroup({}, async (group) => {
      // Its next line finds no reader, and ends it.
      const script = "while echo running; do sleep 0.1; done & exit 3";
      const { exitCode } = await runCli(["exec", "--tail", "2", "--", "sh", "-c", script], {
        env: { ...gitee, ...group.env },
      });
      expect(exitCode).toBe(3);
      expect(group.message().text).toContain("> running");
    });
  });

  it.concurrent("adds the last lines of a failure, masked and harmless", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const script =
        "echo first; echo secret $MY_TOKEN; echo '[link](dingtalk://x) @all ${MY_TOKEN} {{ event.id }}'; exit 2";
      const { stdout } = await runCli(["exec", "--tail", "2", "--", "sh", "-c", script], {
        env: { ...gitee, ...group.env, MY_TOKEN: "tok-123456789" },
      });
      const { text, title, mentions } = group.message();
      expect(stdout).toContain("tok-123456789");
      expect(text).toContain("secret \\*\\*\\*");
      expect(text).not.toMatch(/tok-123456789|first|\]\(dingtalk:\/\/x/);
      expect(text).toContain("{{ event");
      expect(text).toContain("流水线名称");
      expect(title).toContain("失败");
      expect(mentions.all).toBe(false);
    });
  });

  it.concurrent("masks the secrets of the configuration in the last lines, whatever their variables are called", async ({
    expect,
  }) => {
    await withGroup({}, async (group) => {
      const { searchParams } = new URL(group.env["DINGTALK_WEBHOOK"] ?? "");
      const cwd = workFolder({
        "dingpipe.yaml":
          "robots: { ops: { webhook: '${OPS_ROBOT}' }, night: { webhook: '${NIGHT}' } }\nrules: [{ robots: [ops] }]\n",
        "night.txt": "https://oapi.dingtalk.com/robot/send?access_token=n1ght-n1ght-n1ght\n",
      });
      const env = {
        DINGTALK_WEBHOOK: "",
        OPS_ROBOT: searchParams.get("access_token") ?? "",
        NIGHT_FILE: `${cwd}/night.txt`,
      };
      const script = "echo ops $OPS_ROBOT; echo night n1ght-n1ght-n1ght; exit 2";
      await runCli(["exec", "--tail", "2", "--", "sh", "-c", script], { cwd, env: { ...gitee, ...group.env, ...env } });
      expect(group.message().text).toContain("> ops \\*\\*\\*");
      expect(group.message().text).toContain("> night \\*\\*\\*");
    });
  });

  it.concurrent.for([
    { name: "many", script: "seq 100001 100300; exit 2", last: "> 100300" },
    { name: "long", script: "printf '&%.0s' $(seq 9000); exit 2", last: "&amp;…" },
    {
      name: "long and many",
      script: "for i in $(seq 250); do printf '~%.0s' $(seq 900); echo $i; done; exit 2",
      last: "&#126;249",
    },
  ])("keeps a message with $name lines within one message", async ({ script, last }, { expect }) => {
    await withGroup({}, async (group) => {
      const { stderr, exitCode } = await runCli(["exec", "--tail", "200", "--", "sh", "-c", script], {
        env: { ...gitee, ...group.env },
      });
      expect(exitCode, stderr).toBe(2);
      expect(group.message().text).toContain("流水线名称");
      expect(group.message().text).toContain(last);
    });
  });

  it.concurrent.for([
    { name: "the robot refuses", settings: { state: "disabled" } as const, env: {}, files: {} },
    { name: "the configuration is wrong", settings: {}, env: {}, files: { "dingpipe.yaml": "robots: [\n" } },
    { name: "there is no webhook", settings: {}, env: { DINGTALK_WEBHOOK: "" }, files: {} },
  ])("keeps the command's code where $name", async ({ settings, env, files }, { expect }) => {
    await withGroup(settings, async (group) => {
      const { exitCode, stdout, stderr } = await runCli(
        ["exec", "--fail-on", "any", "--", "sh", "-c", "echo ran; exit 5"],
        {
          cwd: workFolder(files),
          env: { ...gitee, ...group.env, ...env },
        },
      );
      expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: "ran\n" });
      expect(stderr).toMatch(/警告|错误/);
      expect(group.mock.messages()).toEqual([]);
    });
  });

  it.concurrent("passes standard input and arguments on as they are", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const script = "process.stdin.pipe(process.stdout); process.stdout.write(JSON.stringify(process.argv.slice(1)))";
      const { stdout } = await runCli(["exec", "--", process.execPath, "-e", script, "--", "a b", "--status", "$X"], {
        env: { ...gitee, ...group.env },
        stdin: "from outside",
      });
      expect(stdout).toBe(`["a b","--status","$X"]from outside`);
    });
  });
});
