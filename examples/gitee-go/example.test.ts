import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runShell } from "../../test/shell.ts";

interface Pipeline {
  readonly stages: readonly {
    readonly steps: readonly { readonly step: string; readonly commands: readonly string[] }[];
  }[];
}

const pipeline = parse(readFileSync(new URL("pipeline.yml", import.meta.url), "utf8")) as Pipeline;
// Nothing is to be fetched here: the project is installed.
const commands = pipeline.stages
  .flatMap(({ steps }) => steps.flatMap((step) => step.commands))
  .filter((line) => line !== "npm ci");

describe("the Gitee Go pipeline", () => {
  it("fails with its tests, and tells the group", async () => {
    const { code, messages } = await runShell(commands.join("\n"), { testExit: 7 });
    expect(code).toBe(7);
    expect(messages.map(({ title }) => title)).toEqual(["❌ 失败 · 商城发布 · main"]);
    expect(messages[0]?.text).toContain("【任务名称】单元测试");
  });

  it("passes with them", async () => {
    const { code, messages } = await runShell(commands.join("\n"));
    expect(code).toBe(0);
    expect(messages.map(({ title }) => title)).toEqual(["✅ 成功 · 商城发布 · main"]);
  });
});
