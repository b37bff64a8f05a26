import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "@dingpipe/core";
import { createMockDingTalk } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { runCli, workFolder } from "../../test/run-cli.ts";
import { runProgram } from "../../test/run-program.ts";
import { recipes } from "../recipes.ts";

const TOKEN = "d".repeat(64);
const PATH = ".gitlab-ci.yml";
const snippet = recipes["gitlab-ci"]?.files[PATH];

const elevenWords = ["--keyword", "a,b,c,d,e,f,g,h,i,j,k"];

describe("init", () => {
  it("writes a configuration and the CI's file, and says where the secrets go", async () => {
    const { exitCode, files, stderr } = await runProgram(["init", "--ci", "gitlab-ci", "--locale", "zh-CN"]);
    expect(exitCode).toBe(0);
    expect(files[`/repo/${PATH}`]).toBe(snippet);
    const config = await parseConfig(files["/repo/dingpipe.yaml"] ?? "");
    expect(config).toMatchObject({ locale: "zh-CN", rules: [{ on: ["failed", "canceled", "success"] }] });
    expect(stderr).toContain("GitLab CI：请配置 DINGTALK_WEBHOOK、DINGTALK_SECRET，位置：CI/CD 变量（masked）");
    expect(stderr).toContain("DINGTALK_WEBHOOK=… DINGTALK_SECRET=… npx -y dingpipe send");
  });

  it.for([
    { word: "zh", locale: "zh-CN" },
    { word: "zh_CN.UTF-8", locale: "zh-CN" },
    { word: "en_US", locale: "en" },
    { word: "ru", locale: "ru" },
  ])("writes the language $word as the file has it", async ({ word, locale }) => {
    for (const kind of [
      ["--ci", "drone"],
      ["--gateway", "workers", "."],
    ]) {
      const { exitCode, files } = await runProgram(["init", ...kind, "--locale", word]);
      expect(exitCode).toBe(0);
      expect(await parseConfig(files["/repo/dingpipe.yaml"] ?? "")).toMatchObject({ locale });
    }
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

  it.for([
    { ci: "jenkins", path: "Jenkinsfile" },
    { ci: "drone", path: ".drone.yml" },
    { ci: "bk-ci", path: ".ci/pipeline.yml" },
    { ci: "tekton", path: "tekton/task.yaml" },
    { ci: "gitlab-ci", path: undefined },
  ])("says where the secret stands that a robot with keywords does not have: $ci", async ({ ci, path }) => {
    const { stderr } = await runProgram(["init", "--ci", ci, "--keyword", "x", "--locale", "en"]);
    const said = /take what names DINGTALK_SECRET out of (.*)/.exec(stderr)?.[1];
    expect(said).toBe(path);
  });

  it("says what rules need that look at what changed", async () => {
    const noteOf = async (on: string) =>
      (await runProgram(["init", "--ci", "drone", "--on", on, "--locale", "en"])).stderr;
    expect(await noteOf("failed,fixed")).toContain("keep it by --state-file");
    expect(await noteOf("failed")).not.toContain("--state-file");
  });

  it("begins anew where it could not write all", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, ".github"), "in the way");
    const args = ["init", "--ci", "github-actions"];
    expect((await runCli(args, { cwd })).exitCode).toBe(2);
    rmSync(join(cwd, ".github"));
    expect((await runCli(args, { cwd })).exitCode).toBe(0);
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
    { name: "more keywords than a robot has", args: ["init", "--ci", "drone", ...elevenWords], says: "keywords" },
    {
      name: "more keywords than a gateway's robot has",
      args: ["init", "--gateway", "workers", ...elevenWords],
      says: "keywords",
    },
    { name: "a domain without a gateway", args: ["init", "--ci", "drone", "--domain", "a.b"], says: "--gateway" },
    { name: "a CI and a gateway", args: ["init", "--ci", "drone", "--gateway", "workers"], says: "give one" },
  ])("writes nothing for $name", async ({ args, says }) => {
    const { exitCode, files, stderr } = await runProgram([...args, "--locale", "en"]);
    expect(exitCode).toBe(says === "keywords" ? 10 : 2);
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
