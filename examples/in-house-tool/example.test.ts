import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, stored, titles } from "../../test/recipe.ts";

const files = { "notify.ts": read(import.meta.url, "notify.ts") };
const tell = (code: number, env: Readonly<Record<string, string>> = {}) =>
  runJob(`node --disable-warning=ExperimentalWarning --import ./reroute.mjs notify.ts ${code}`, {
    sample: "ci/gitee-go-bare",
    env: { ...stored(), ...env },
    files,
  });

describe("the in-house tool", () => {
  it.for([
    [0, "✅ 成功 · nightly · main"],
    [1, "❌ 失败 · nightly · main"],
    [143, "⏹️ 已取消 · nightly · main"],
  ] as const)("tells the group of the exit code %s, and says that it did", async ([code, title]) => {
    const result = await tell(code);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 0, stdout: "delivered\n" });
    expect(titles(result)).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    expectHarmlessJob(await tell(1, { NIGHTLY_BRANCH: hostile.branch }));
  });
});
