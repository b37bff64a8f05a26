import { describe, expect, it } from "vitest";
import { proxyProblem } from "./proxy-problem.ts";
import { textsOf } from "./texts/catalog.ts";

const proxy = { name: "HTTPS_PROXY", value: "http://user:proxy-password@proxy.example:3128" };

function problemOf(cause: object, value = proxy.value): string | undefined {
  const error = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), cause) });
  return proxyProblem(error, { ...proxy, value }, new URL("https://oapi.dingtalk.com/robot/send"), textsOf("zh-CN"));
}

describe("proxyProblem", () => {
  it.for([
    { cause: { message: "Proxy response (407) !== 200 when HTTP Tunneling" }, words: "要求登录（407）" },
    {
      cause: { message: "Proxy response (403) !== 200 when HTTP Tunneling" },
      words: "拒绝连接 oapi.dingtalk.com（403）",
    },
    { cause: { code: "ENOTFOUND", hostname: "proxy.example" }, words: "域名解析失败" },
    { cause: { code: "ECONNREFUSED", address: "10.0.0.1", port: 3128 }, words: "连不上 HTTPS_PROXY 指定的代理" },
    { cause: { errors: [{ code: "ECONNREFUSED", port: 3128 }] }, words: "连不上 HTTPS_PROXY 指定的代理" },
  ])("names the proxy of $cause", ({ cause, words }) => {
    const told = problemOf(cause);
    expect(told).toContain(words);
    expect(told).toContain("proxy.example:3128");
    expect(told).not.toContain("password");
  });

  it.for([
    { cause: { code: "ENOTFOUND", hostname: "oapi.dingtalk.com" } },
    { cause: { code: "ECONNREFUSED", address: "203.0.113.9", port: 443 } },
    { cause: { code: "ECONNREFUSED", address: "203.0.113.9", port: 443 }, value: "https://proxy.example" },
    { cause: { code: "ECONNRESET" } },
  ])("does not blame the proxy of $cause", ({ cause, value }) => expect(problemOf(cause, value)).toBeUndefined());
});
