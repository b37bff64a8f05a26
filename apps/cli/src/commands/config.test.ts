import { describe, expect, it } from "vitest";
import { configFile, oneRobot, runProgram } from "../../test/run-program.ts";

describe("config", () => {
  it("validates without any secret", async () => {
    const files = configFile(`${oneRobot}rules: [{ on: [failed] }]\n`);
    expect(await runProgram(["config", "validate"], { files, env: { DINGTALK_WEBHOOK: "" } })).toMatchObject({
      exitCode: 0,
      stdout: "✓ /repo/dingpipe.yaml 没有问题：1 个机器人，1 条规则\n",
    });
  });

  it("says that nothing would be sent where there are several robots and no rules", async () => {
    const files = configFile("robots: { a: { webhook: '${A}' }, b: { webhook: '${B}' } }\n");
    expect(await runProgram(["config", "validate"], { files })).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("没有要发的消息：配置里没有规则；有多个机器人时，要用 rules 写明发给谁"),
    });
  });

  it("names every mistake with its place", async () => {
    const { exitCode, stderr } = await runProgram(["config", "validate", "--locale", "en"], {
      files: configFile("robots:\n  ops: { webhok: x }\nrulez: []\n"),
    });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("dingpipe.yaml:2");
    expect(stderr).toContain("dingpipe.yaml:3");
  });

  it.for(["validate", "compile"])("names a credential that the sender of a door can't give: %s", async (command) => {
    const { exitCode, stderr, stdout } = await runProgram(["config", command, "--locale", "en"], {
      files: configFile(
        `${oneRobot}sources: { alerts: { type: alertmanager, secret: "\${S}" }, gh: { type: github, bearer: "\${B}" } }\n`,
      ),
    });
    expect([exitCode, stdout]).toEqual([10, ""]);
    expect(stderr).toContain(
      "sources.alerts.secret: a sender of the type alertmanager can give token, password, bearer, and not this\n" +
        "sources.gh.bearer: a sender of the type github can give secret, token, and not this",
    );
  });

  it("says what to do where there is no file", async () => {
    expect(await runProgram(["config", "validate"])).toMatchObject({
      exitCode: 10,
      stderr: expect.stringContaining("没有找到 dingpipe.yaml"),
    });
  });

  it("prints the JSON Schema", async () => {
    const { stdout } = await runProgram(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ properties: { robots: expect.anything(), rules: expect.anything() } });
  });
});
