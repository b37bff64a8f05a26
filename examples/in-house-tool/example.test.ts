import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runShell } from "../../test/shell.ts";

describe("the in-house tool", () => {
  it("tells the group, and says that it did", async () => {
    const files = { "notify.ts": readFileSync(new URL("notify.ts", import.meta.url), "utf8") };
    const script = "node --disable-warning=ExperimentalWarning --import ./reroute.mjs notify.ts";
    const { code, stdout, messages } = await runShell(script, { files });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "delivered\n" });
    expect(messages.map(({ title }) => title)).toEqual(["❌ 失败 · nightly"]);
  });
});
