import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { parseRobotUrl } from "./robot-url.ts";
import { sha256, sign } from "./sign.ts";

// dingtalk-contract 2.3: the first is published by CatchZeng/dingtalk, the inputs of the second are DingTalk's own.
const vectors = [
  {
    name: "two + and a = (CatchZeng/dingtalk)",
    timestampMs: 1582163555000,
    secret: "SECb90923e19e58b466481e9e7b7a5b4f108a4531abde590ad3967fb29f0eae5c68",
    base64: "BQKsG+QOCl+bYJOLc6pxDHxjVquzlZPWgvRzeN2J5zY=",
    encoded: "BQKsG%2BQOCl%2BbYJOLc6pxDHxjVquzlZPWgvRzeN2J5zY%3D",
  },
  {
    name: "DingTalk's sample of a callback",
    timestampMs: 1577262236757,
    secret: "this is a secret",
    base64: "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=",
    encoded: "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA%3D",
  },
  {
    name: "a secret with spaces",
    timestampMs: 1577262236757,
    secret: "this is secret",
    base64: "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=",
    encoded: "hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D",
  },
];

describe("sign", () => {
  it.for(vectors)("gives the published signature: $name", async ({ timestampMs, secret, base64 }) => {
    expect(await sign(secret, timestampMs)).toBe(base64);
  });

  it.for(vectors)("is encoded exactly once in the URL: $name", async ({ timestampMs, secret, encoded }) => {
    const url = parseRobotUrl("https://oapi.dingtalk.com/robot/send?access_token=abc");
    expect(url.reveal({ timestampMs, sign: await sign(secret, timestampMs) })).toBe(
      `https://oapi.dingtalk.com/robot/send?access_token=abc&timestamp=${timestampMs}&sign=${encoded}`,
    );
  });

  it("refuses an empty secret with our own error", async () => {
    const error = await sign("", 1).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DingpipeError);
    expect(error).toMatchObject({
      code: "secret_invalid",
      details: { reason: "empty" },
      message: "secret_invalid, reason: empty",
    });
  });
});

describe("sha256", () => {
  // The first two are those of FIPS 180-2; the last: printf '中' | openssl dgst -sha256
  it.for([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["中", "a567bdaa11367f260f0708391f4d10766b5962f565d9e432f17981a3584fe1e2"],
  ])("of %j", async ([text = "", digest]) => expect(await sha256(text)).toBe(digest));
});
