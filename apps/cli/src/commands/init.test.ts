import { parseConfig } from "@dingpipe/core";
import { createMockDingTalk } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../test/run-program.ts";
import { recipes } from "../recipes.ts";

const TOKEN = "d".repeat(64);
const PATH = ".gitlab-ci.yml";
const snippet = recipes["gitlab-ci"]?.files[PATH];

describe("init", () => {
  it("writes a configuration and the CI's file, and says where the secrets go", async () => {
    const { exitCode, files, stderr } = await runProgram(["init", "--ci", "gitlab-ci", "--locale", "zh-CN"]);
    expect(exitCode).toBe(0);
    expect(files[`/repo/${PATH}`]).toBe(snippet);
    const config = await parseConfig(files["/repo/dingpipe.yaml"] ?? "");
    expect(config).toMatchObject({ locale: "zh-CN", rules: [{ on: ["failed", "canceled", "success"] }] });
    expect(stderr).toContain("GitLab CI：请把 DINGTALK_WEBHOOK、DINGTALK_SECRET 存为CI/CD 变量（masked）");
    expect(stderr).toContain("DINGTALK_WEBHOOK=… DINGTALK_SECRET=… npx -y dingpipe send");
  });

  it("goes by the CI whose file is here, prints what to add, and leaves that file as it is", async () => {
    const { exitCode, files, stdout, stderr } = await runProgram(["init", "--on", "failed,fixed", "--locale", "en"], {
      files: { [`/repo/${PATH}`]: "test: {}\n" },
    });
    expect(exitCode).toBe(0);
    expect(files[`/repo/${PATH}`]).toBe("test: {}\n");
    expect(stdout).toBe(`${snippet}\n`);
    expect(stderr).toContain(`${PATH} is there already`);
    expect((await parseConfig(files["/repo/dingpipe.yaml"] ?? "")).rules[0]?.on).toEqual(["failed", "fixed"]);
  });

  it.for(["dingpipe.yaml", "dingpipe.yml", "dingpipe.json"])("stops where %s is there", async (name) => {
    const { exitCode, files, stderr } = await runProgram(["init", "--ci", "drone", "--locale", "en"], {
      files: { [`/repo/${name}`]: "{}" },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${name} is there already`);
    expect(Object.keys(files)).toEqual([`/repo/${name}`]);
  });

  it("offers no first message that would lack its secret", async () => {
    const { exitCode, stderr } = await runProgram(["init", "--ci", "drone", "--on", "failed", "--locale", "en"], {
      isTerminal: true,
      answers: [""],
      env: { DINGTALK_WEBHOOK: TOKEN },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("DINGTALK_WEBHOOK=… DINGTALK_SECRET=… npx -y dingpipe send");
  });

  it("names what it wrote by the folder", async () => {
    const { stderr } = await runProgram(["init", "shop", "--ci", "drone", "--keyword", "build", "--locale", "en"]);
    expect(stderr).toContain("written: shop/dingpipe.yaml, shop/.drone.yml");
    expect(stderr).toContain("DINGTALK_WEBHOOK=… npx -y dingpipe send");
  });

  it("asks a person for what no option says, with what is likely offered", async () => {
    const { exitCode, files, stderr } = await runProgram(["init", "--locale", "en"], {
      isTerminal: true,
      answers: ["jenkins", "", "构建, 部署"],
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("Which CI?");
    expect(stderr).toContain("[failed,canceled,success]");
    expect(files["/repo/Jenkinsfile"]).toBe(recipes["jenkins"]?.files["Jenkinsfile"]);
    const { robots } = await parseConfig(files["/repo/dingpipe.yaml"] ?? "");
    expect(robots["group"]).toMatchObject({ keywords: ["构建", "部署"] });
    expect(robots["group"]).not.toHaveProperty("secret");
  });

  it.for([
    { answer: "", messages: 1 },
    { answer: "n", messages: 0 },
  ])("offers a first message where the robot is known: $messages after '$answer'", async ({ answer, messages }) => {
    const mock = createMockDingTalk({ robots: { [TOKEN]: {} } });
    const { exitCode, files } = await runProgram(["init", "--ci", "drone", "--on", "failed"], {
      isTerminal: true,
      answers: ["部署", answer],
      env: { DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}` },
      fetch: (url, request) => mock.fetch(String(url), request),
    });
    expect(exitCode).toBe(0);
    expect(mock.messages()).toHaveLength(messages);
    expect(Object.values(files).join()).not.toContain(TOKEN);
  });

  it.for([
    { name: "no CI, where nobody can be asked", args: ["init"], says: "gitlab-ci" },
    { name: "a CI that it does not know", args: ["init", "--ci", "gitlab"], says: "did you mean gitlab-ci?" },
    { name: "a state that is none", args: ["init", "--ci", "drone", "--on", "fail"], says: "--on can't be fail" },
    { name: "a domain without a gateway", args: ["init", "--ci", "drone", "--domain", "a.b"], says: "--gateway" },
    { name: "a CI and a gateway", args: ["init", "--ci", "drone", "--gateway", "workers"], says: "give one" },
  ])("writes nothing for $name", async ({ args, says }) => {
    const { exitCode, files, stderr } = await runProgram([...args, "--locale", "en"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(files).toEqual({});
  });

  it("never writes over a configuration", async () => {
    const mine = { "/repo/dingpipe.yaml": "mine" };
    const { exitCode, files } = await runProgram(["init", "--ci", "drone"], { files: mine });
    expect(exitCode).toBe(2);
    expect(files).toEqual(mine);
  });
});
