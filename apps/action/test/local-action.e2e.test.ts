// The same bundle under GitHub's own local runner of actions, started without its launcher, which asks a registry.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { bundle } from "./fake-runner.ts";
import { withGroup } from "./samples.ts";

const run = promisify(execFile);
const runner = fileURLToPath(import.meta.resolve("@github/local-action"));
const tsx = pathToFileURL(createRequire(runner).resolve("tsx")).href;

describe("@github/local-action", () => {
  it("runs the action, which sends, writes its outputs and hides its secrets", () =>
    withGroup({}, async (group) => {
      const folder = mkdtempSync(join(tmpdir(), "dingpipe-local-action-"));
      const output = join(folder, "output");
      cpSync(join(dirname(dirname(bundle)), "action.yml"), join(folder, "action.yml"));
      writeFileSync(join(folder, "package.json"), "{}");
      // It calls what an entry exports; ours begins where it is loaded, as on GitHub.
      writeFileSync(join(folder, "run.cjs"), `exports.run = async () => require(${JSON.stringify(bundle)});\n`);
      const variables = {
        ...group.env,
        INPUT_WEBHOOK: group.with["webhook"],
        INPUT_STATUS: "failure",
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
      };
      const lines = Object.entries(variables).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      writeFileSync(join(folder, ".env"), lines.join("\n"));
      try {
        const { stdout } = await run(
          process.execPath,
          ["--import", tsx, runner, folder, "run.cjs", join(folder, ".env")],
          {
            cwd: folder,
            env: { PATH: process.env["PATH"], HOME: folder, TARGET_ACTION_PATH: folder },
          },
        );
        expect(group.mock.messages().map(({ title }) => title)).toEqual(["❌ 失败 · Release · main"]);
        expect(readFileSync(output, "utf8")).toMatch(/^outcome<<(\S+)\ndelivered\n\1$/m);
        expect(stdout).toContain(`::add-mask::${group.with["webhook"]}\n`);
        expect(stdout).toContain("已送达 default");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }));
});
