import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runShell } from "../../test/shell.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

it("is told what its client does not keep, without a credential", async () => {
  const files = { "client.ts": read("client.ts"), "contract.ts": read("contract.ts") };
  const { code, stdout, stderr } = await runShell("node --disable-warning=ExperimentalWarning contract.ts", { files });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [, kept = "", not = ""] = /^(\d+) kept, (\d+) not$/m.exec(stdout) ?? [];
  expect(Number(kept)).toBeGreaterThan(20);
  expect(Number(not)).toBeGreaterThan(20);
  expect(stdout).toContain(
    "✗ a keyword is added to a markdown that has none: expected 1 messages in the groups, got 0",
  );
  expect(stdout).not.toMatch(/access_token=(?!\*)|SEC/);
});
