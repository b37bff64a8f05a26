import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bin, runCli, workFolder } from "./run-cli.ts";

describe("the launcher", () => {
  it.for([
    { version: "16.20.2", starts: false },
    { version: "18.20.8", starts: false },
    { version: "20.9.0", starts: false },
    { version: "20.18.0", starts: false },
    { version: "20.18.1", starts: true },
    { version: "22.0.0", starts: true },
  ])("on Node $version starts: $starts", async ({ version, starts }) => {
    const folder = workFolder({
      "old.cjs": `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
    });
    const { exitCode, stdout, stderr } = await runCli(["--version"], { nodeArgs: ["-r", join(folder, "old.cjs")] });
    expect(exitCode).toBe(starts ? 0 : 2);
    if (starts) {
      expect(stdout).toMatch(/^\d+\.\d+\.\d+/);
    } else {
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toContain(`当前是 ${version}`);
      expect(stderr).toContain("use a newer Node image");
    }
  });

  it.for(["open to all", "a link"])("keeps no compiled code in a folder that is %s", async (kind) => {
    const temporary = workFolder();
    const folder = join(temporary, "kept");
    mkdirSync(folder);
    const place = join(temporary, "node-compile-cache");
    if (kind === "a link") symlinkSync(folder, place);
    else {
      mkdirSync(place);
      chmodSync(place, 0o777);
    }
    expect((await runCli(["--version"], { env: { TMPDIR: temporary } })).exitCode).toBe(0);
    expect(readdirSync(place)).toEqual([]);
  });

  it("is written so that any Node can parse it", () => {
    const code = readFileSync(bin, "utf8").replace(/\/\/.*$/gm, "");
    expect(code).not.toMatch(/=>|`|\b(?:const|let|class|async|await|import)\b|\?\?|\?\.|\.\.\./);
  });
});
