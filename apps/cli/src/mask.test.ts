import { describe, expect, it } from "vitest";
import { createMask, createOutputMask } from "./mask.ts";

describe("createOutputMask", () => {
  it.for([
    {
      name: "a token by its name",
      env: { NPM_TOKEN: "hunter2-hunter2" },
      text: "use hunter2-hunter2.",
      expected: "use ***.",
    },
    {
      name: "a secret by a name in lower case",
      env: { db_password: "p@ss word" },
      text: "p@ss word p%40ss%20word",
      expected: "*** ***",
    },
    {
      name: "a password as MySQL and Chinese habit have it",
      env: { MYSQL_PWD: "hunter2" },
      text: "-phunter2",
      expected: "-p***",
    },
    {
      name: "a cloud's pair of keys",
      env: { OSS_AK: "LTAI5t", OSS_SK: "0oO1lI" },
      text: "LTAI5t:0oO1lI",
      expected: "***:***",
    },
    { name: "a key by a name in one word", env: { APPKEY: "hunter2" }, text: "hunter2", expected: "***" },
    { name: "a session", env: { SONAR_COOKIE: "hunter2" }, text: "hunter2", expected: "***" },
    { name: "a secret in base64", env: { API_KEY: "abcdefgh" }, text: "YWJjZGVmZ2g= YWJjZGVmZ2g", expected: "*** ***" },
    {
      name: "each line of a key",
      env: { SSH_PRIVATE_KEY: "-----BEGIN\nMIIEvg123456\n-----END" },
      text: "x MIIEvg123456",
      expected: "x ***",
    },
    {
      name: "the longer of two",
      env: { A_TOKEN: "secret1", B_TOKEN: "secret1-more" },
      text: "secret1-more",
      expected: "***",
    },
    {
      name: "a robot's token",
      env: {},
      text: "https://oapi.dingtalk.com/robot/send?access_token=abc123&x=1",
      expected: "https://oapi.dingtalk.com/robot/send?access_token=***&x=1",
    },
    { name: "a signing secret", env: {}, text: "SEC0123456789abcdef0123", expected: "***" },
    {
      name: "user info",
      env: {},
      text: "git clone https://bob:pa55@gitee.com/a",
      expected: "git clone https://***@gitee.com/a",
    },
    { name: "a bearer", env: {}, text: "Authorization: Bearer abcdefghijkl", expected: "Authorization: Bearer ***" },
    {
      name: "a bearer of plain letters in JSON within JSON",
      env: {},
      text: String.raw`{\"Authorization\":\"Bearer abcdefghijkl\"}`,
      expected: String.raw`{\"Authorization\":\"Bearer ***\"}`,
    },
    { name: "a bearer without its header", env: {}, text: "bearer abcDEFghi1", expected: "bearer ***" },
    { name: "a basic credential", env: {}, text: "Basic dXNlcjpwYXNz", expected: "Basic ***" },
    {
      name: "nothing of English",
      env: {},
      text: "FAIL: Basic authentication, Basic end-to-end tests, bearer password. https://user:password@gateway…",
      expected: "FAIL: Basic authentication, Basic end-to-end tests, bearer password. https://user:password@gateway…",
    },
    { name: "nothing of a short value", env: { A_TOKEN: "true" }, text: "true", expected: "true" },
    {
      name: "nothing of a variable that names no secret",
      env: { HOME: "/home/someone", PWD: "/repo/there", OLDPWD: "/repo/back", GIT_AUTHOR_NAME: "Zhang San" },
      text: "/home/someone /repo/there /repo/back Zhang San",
      expected: "/home/someone /repo/there /repo/back Zhang San",
    },
    {
      name: "nothing of a file's path",
      env: { DINGTALK_SECRET_FILE: "/run/secrets/x" },
      text: "/run/secrets/x",
      expected: "/run/secrets/x",
    },
  ])("masks $name", ({ env, text, expected }) => {
    expect(createOutputMask(env)(text)).toBe(expected);
  });

  it("masks the values that are handed in", () => {
    expect(createOutputMask({}, ["from-standard-input"])("a from-standard-input b")).toBe("a *** b");
  });
});

describe("createMask", () => {
  const hex = (length: number) => "0a1b2c3d4e".repeat(10).slice(0, length);
  const token = "Tok3n-Of.a_Robot";

  it.for([
    { name: "a token", text: "x?access_token=abc&y", expected: "x?access_token=***&y" },
    { name: "a percent-encoded token", text: "access_token%3Dabc", expected: "access_token%3D***" },
    { name: "a signing secret", text: "%22SECabcdefghijklmno1%22", expected: "%22***%22" },
    { name: "32 hexadecimal digits", text: `<${hex(32)}>`, expected: "<***>" },
    { name: "63 hexadecimal digits", text: hex(63), expected: "***" },
    { name: "63 hexadecimal digits behind a percent sign", text: `%2F${hex(63)}`, expected: "%2F***" },
  ])("hides $name by its shape", ({ text, expected }) => {
    expect(createMask({}).hide(text)).toBe(expected);
  });

  it.for([
    { name: "a commit's sha", text: hex(40) },
    { name: "a long sha", text: hex(64) },
    { name: "a sha behind a percent sign", text: `page?url=https%3A%2F%2Fhost%2Fcommit%2F${hex(40)}&pc_slide=false` },
    { name: "31 hexadecimal digits", text: hex(31) },
    { name: "the name of a variable", text: "SECRET_OF_THE_ROBOT_IN_OPS" },
    { name: "a placeholder", text: "access_token=…" },
  ])("leaves $name", ({ text }) => {
    expect(createMask({}).hide(text)).toBe(text);
  });

  it("hides what is as long as a token where a mistake is told", () => {
    const mask = createMask({});
    expect(mask.hideStrictly(`${hex(64)} ${hex(40)}`)).toBe(`*** ${hex(40)}`);
  });

  it.for([
    { name: "as it is", text: token },
    { name: "percent-encoded", text: encodeURIComponent("a b/c:secret"), value: "a b/c:secret" },
    { name: "in base64", text: btoa(token) },
    { name: "of a URL", text: token, value: `https://x.example/send?access_token=${token}&a=1` },
    { name: "of a JSON secret", text: token, value: JSON.stringify({ webhook: token }) },
    { name: "behind SEC", text: "abcdefghijklmnopqrst", value: "SECabcdefghijklmnopqrst" },
  ])("hides a value that it was told, $name", ({ text, value = token }) => {
    const mask = createMask({});
    expect(mask.hide(`<${text}>`)).toBe(`<${text}>`);
    mask.remember(value);
    expect(mask.hide(`<${text}>`)).toBe("<***>");
  });

  it("knows the robot of the environment", () => {
    expect(createMask({ DINGTALK_WEBHOOK: token, DINGTALK_SECRET: "secret-1" }).hide(`${token} secret-1`)).toBe(
      "*** ***",
    );
  });
});
