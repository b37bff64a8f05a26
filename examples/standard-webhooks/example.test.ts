import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { expectHarmless, hostile, read, titles } from "../../test/recipe.ts";
import { type Told, withGateway } from "../../test/recipe-gateway.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("tell.mjs", import.meta.url));
const config = read(import.meta.url, "dingpipe.yaml");
const secret = `whsec_${randomBytes(32).toString("base64")}`;

async function tell(state: string, env: Readonly<Record<string, string>> = {}): Promise<Told> {
  const told: Told[] = [];
  await withGateway(config, { DINGPIPE_HOOK_SECRET: secret }, async (url, messages) => {
    const variables = { BRANCH: "main", COMMIT_MESSAGE: "fix: cart total", ...env };
    await run(process.execPath, [program, state], {
      env: { GATEWAY_URL: url, DINGPIPE_HOOK_SECRET: secret, ...variables },
    });
    told.push({ messages: await messages() });
  });
  return told[0] ?? { messages: [] };
}

describe("a sender of one's own", () => {
  it.for([
    ["success", "✅ 成功 · nightly-build · main"],
    ["failure", "❌ 失败 · nightly-build · main"],
    ["canceled", "⏹️ 已取消 · nightly-build · main"],
  ] as const)("tells of a %s", async ([state, title]) => {
    expect(titles(await tell(state))).toEqual([title]);
  });

  it("is refused with a secret that is not the gateway's, and says so", async () => {
    await expect(tell("failure", { DINGPIPE_HOOK_SECRET: `whsec_${"A".repeat(44)}` })).rejects.toThrow("answered 401");
  });

  it("shows what is hostile as text", async () => {
    expectHarmless(await tell("failure", { BRANCH: hostile.branch, COMMIT_MESSAGE: hostile.message }));
  });
});
