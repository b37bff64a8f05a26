import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { configFile, oneRobot, runProgram } from "../../test/run-program.ts";

const files = {
  "/repo/run.json": JSON.stringify(sample("github/workflow_run.failure")),
  "/repo/text.json": "hello",
  "/repo/deep.json": `{"x":${"[".repeat(64)}${"]".repeat(64)}}`,
};
const github = ["explain", "--event", "run.json", "--source", "github"];
const header = ["--header", "X-GitHub-Event=workflow_run"];

describe("explain", () => {
  it("shows what a webhook says by the paths that templates use, what it lacks, and the message", async () => {
    const { exitCode, stdout, stderr } = await runProgram([...github, ...header, "--locale", "en"], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^event\.state +failure$/m);
    expect(stdout).toMatch(/^event\.pipeline\.name +Release$/m);
    expect(stdout).toMatch(/^absent: .*event\.stage event\.task/m);
    expect(stdout).not.toMatch(/absent:.*event\.change\.number/);
    expect(stdout).toContain("Pipeline failed");
    expect(stderr).toContain("rule default applies");
  });

  it("reads a webhook's body of a file with a byte order mark", async () => {
    const marked = { "/repo/run.json": `\uFEFF${files["/repo/run.json"]}` };
    const { exitCode, stdout } = await runProgram([...github, ...header], { files: marked });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^event\.state +failure$/m);
  });

  it("says why a rule does not apply", async () => {
    const { stdout, stderr } = await runProgram([...github, ...header, "--locale", "en"], {
      files: { ...files, ...configFile(`${oneRobot}rules: [{ name: green, on: [success] }]\n`) },
    });
    expect(stderr).toContain("rule green does not apply");
    expect(stderr).toContain("nothing to send: no rule applies");
    expect(stdout).not.toContain("Pipeline failed");
  });

  it("says where a gateway's default of `on` is another", async () => {
    const door = 'sources: { gh: { type: github, secret: "${S}" } }\n';
    const noteOf = async (rules: string) => {
      const config = configFile(`${oneRobot}rules: [${rules}]\n${door}`);
      const { stderr } = await runProgram([...github, ...header, "--locale", "en"], { files: { ...files, ...config } });
      return stderr;
    };
    expect(await noteOf("{ name: all }")).toContain("a gateway tells by default only what failed or is fixed");
    expect(await noteOf("{ name: mine, on: [failed] }")).not.toContain("by default");
  });

  it("explains the environment of the job it runs in", async () => {
    const env = { GITLAB_CI: "true", CI_PROJECT_PATH: "acme/shop", CI_JOB_STATUS: "failed" };
    const { stdout } = await runProgram(["explain", "--json"], { env });
    expect(JSON.parse(stdout)).toMatchObject({
      event: { state: "failure", source: { provider: "gitlab", via: "env" } },
      absent: expect.arrayContaining(["event.run"]),
      rules: [{ rule: "default", matched: true }],
    });
  });

  it("says that a gateway would tell nobody, and why", async () => {
    const ping = { "/repo/ping.json": '{"zen": "x", "hook_id": 1}' };
    const args = ["explain", "--event", "ping.json", "--source", "github", "--header", "X-GitHub-Event=ping"];
    const { exitCode, stdout, stderr } = await runProgram([...args, "--locale", "en"], { files: ping });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("nobody is told: a test of the connection");
  });

  it.for([
    {
      name: "a sender that nobody knows",
      args: [...github.slice(0, 3), "--source", "githb"],
      words: "did you mean github?",
    },
    { name: "a sender without a file", args: ["explain", "--source", "github"], words: "--source goes with --event" },
    { name: "a body without its header", args: github, words: "add --header x-github-event=EVENT" },
    {
      name: "another sender's header",
      args: [...github, ...header, "--header", "X-Gitea-Event=x"],
      words: "x-gitea-event is another sender's",
    },
    { name: "what is no header", args: [...github, "--header", "a b=c"], words: "--header a b is no header" },
    { name: "what is no JSON", args: ["explain", "--event", "text.json", "--source", "github"], words: "is not JSON" },
    {
      name: "what is nested too deeply",
      args: ["explain", "--event", "deep.json", "--source", "github"],
      words: "nested too deeply",
    },
  ])("refuses $name with the cure", async ({ args, words }) => {
    const { exitCode, stderr } = await runProgram([...args, "--locale", "en"], { files });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe("notify --source", () => {
  it("plans for a kept webhook as for any event", async () => {
    const args = ["notify", ...github.slice(1), ...header, "--dry-run", "--json"];
    const { exitCode, stdout } = await runProgram(args, { files });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, event: { kind: "pipeline", state: "failure" } });
  });

  it("tells nobody of what a gateway would ignore", async () => {
    const ping = { "/repo/ping.json": "{}" };
    const args = ["notify", "--event", "ping.json", "--source", "github", "--header", "X-GitHub-Event=ping"];
    expect(await runProgram(args, { files: ping })).toMatchObject({ exitCode: 0 });
    expect(await runProgram([...args, "--fail-on-empty"], { files: ping })).toMatchObject({ exitCode: 3 });
  });
});
