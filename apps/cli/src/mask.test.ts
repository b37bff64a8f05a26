import { describe, expect, it } from "vitest";
import { createMask } from "./mask.ts";

describe("createMask", () => {
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
    { name: "nothing of a short value", env: { A_TOKEN: "true" }, text: "true", expected: "true" },
    {
      name: "nothing of a variable that names no secret",
      env: { HOME: "/home/someone", PWD: "/work/there" },
      text: "/home/someone /work/there",
      expected: "/home/someone /work/there",
    },
    {
      name: "nothing of a file's path",
      env: { DINGTALK_SECRET_FILE: "/run/secrets/x" },
      text: "/run/secrets/x",
      expected: "/run/secrets/x",
    },
  ])("masks $name", ({ env, text, expected }) => {
    expect(createMask(env)(text)).toBe(expected);
  });

  it("masks the values that are handed in", () => {
    expect(createMask({}, ["from-standard-input"])("a from-standard-input b")).toBe("a *** b");
  });
});
