import { describe, expect, it } from "vitest";
import { readSample } from "./read-sample.fixture.ts";

describe("github", () => {
  it("reads a finished run with what ran, where, by whom and why", async () => {
    const [event] = await readSample("github/workflow_run.failure");
    expect(event).toMatchObject({
      kind: "pipeline",
      state: "failure",
      statusRaw: "failure",
      pipeline: { id: "71002345", name: "Release" },
      run: { id: "9100123456", number: "128", attempt: 2 },
      durationMs: 201_000,
      repository: { fullName: "acme/shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1", title: "fix: 修复购物车结算金额", author: { name: "张三" } },
      actor: { username: "lisi" },
      trigger: { type: "push" },
    });
  });
});
