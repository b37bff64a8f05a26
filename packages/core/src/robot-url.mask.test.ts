import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { maskAll, parseRobotUrl } from "./robot-url.ts";

const TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`;

describe("RobotUrl", () => {
  const url = parseRobotUrl(WEBHOOK);
  const masked = "https://oapi.dingtalk.com/robot/send?access_token=***";

  it("shows a mask however it is printed", () => {
    expect(String(url)).toBe(masked);
    expect(`${url}`).toBe(masked);
    expect(JSON.stringify({ url })).toBe(JSON.stringify({ url: masked }));
    expect(inspect(url)).toBe(masked);
    expect(inspect({ robots: [url] }, { depth: 9 })).toContain(masked);
    for (const options of [
      { showHidden: true },
      { customInspect: false },
      { customInspect: false, showHidden: true },
    ]) {
      expect(inspect(url, options)).not.toContain(TOKEN);
    }
    expect(JSON.stringify([Object.entries(url), Object.getOwnPropertyNames(url)])).toBe(
      JSON.stringify([[["origin", "https://oapi.dingtalk.com"]], ["origin"]]),
    );
    expect(JSON.stringify(structuredClone({ ...url }))).not.toContain(TOKEN);
  });

  it("knows the same robot by its token", () => {
    expect(url.hasSameToken(parseRobotUrl(TOKEN, { endpoint: "http://localhost:1" }))).toBe(true);
    expect(url.hasSameToken(parseRobotUrl(`${TOKEN}0`))).toBe(false);
  });

  it("masks its token in a text, encoded or not", () => {
    const odd = parseRobotUrl("https://oapi.dingtalk.com/robot/send?access_token=a%2Bb");
    expect(odd.mask("raw a+b, encoded a%2Bb, raw again a+b")).toBe("raw ***, encoded ***, raw again ***");
    expect(maskAll("x/y x%2Fy", "x/y")).toBe("*** ***");
  });
});
