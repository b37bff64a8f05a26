import { describe, expect, it } from "vitest";
import type { Output } from "./context.ts";
import { createProgress, paint, printable, printableJson, printableLines, takesColour } from "./terminal.ts";

const ESC = "\u001b";
const BEL = "\u0007";

function output(isTerminal: boolean): Output & { readonly written: string[] } {
  const written: string[] = [];
  return { written, isTerminal, columns: 20, write: (text) => written.push(text), stream: process.stderr };
}

describe("printable", () => {
  it.for([
    { name: "GitHub's command", text: "::set-env name=PATH::/tmp", expected: ": :set-env name=PATH: :/tmp" },
    { name: "GitHub's command after spaces", text: "  ::add-mask::x", expected: "  : :add-mask: :x" },
    { name: "GitHub's stop-commands", text: "::stop-commands::token", expected: ": :stop-commands: :token" },
    { name: "the older runner's command", text: "##[set-env name=A]b", expected: "# #[set-env name=A]b" },
    {
      name: "Azure's command",
      text: "x ##vso[task.setvariable variable=a]b",
      expected: "x # #vso[task.setvariable variable=a]b",
    },
    { name: "Azure's command in capitals", text: "##VSO[task.complete]", expected: "# #VSO[task.complete]" },
    {
      name: "TeamCity's message",
      text: "##teamcity[buildStop comment='x']",
      expected: "# #teamcity[buildStop comment='x']",
    },
    { name: "a third number sign", text: "###[error]", expected: "## #[error]" },
    {
      name: "GitLab's section",
      text: `${ESC}[0Ksection_start:1700000000:x[collapsed=true]\r${ESC}[0KHi`,
      expected: "section_start :1700000000:x[collapsed=true] Hi",
    },
    { name: "Travis's fold", text: "travis_fold:start:x", expected: "travis_fold :start:x" },
    { name: "Buildkite's group", text: "+++ opened", expected: "'+++ opened" },
    {
      name: "BK-CI's variable",
      text: 'echo ::set-variable name="a"::b',
      expected: 'echo : :set-variable name="a": :b',
    },
    { name: "a second line", text: "fix\n::error::no", expected: "fix : :error: :no" },
    { name: "a carriage return", text: "fix\r::error::no", expected: "fix : :error: :no" },
    { name: "a Unicode line separator", text: "fix\u2028::error::no", expected: "fix : :error: :no" },
    { name: "a colour", text: `${ESC}[31mred${ESC}[0m`, expected: "red" },
    { name: "a C1 sequence", text: "\u009b31mred", expected: "red" },
    { name: "a window title", text: `${ESC}]0;owned${BEL}x`, expected: "x" },
    { name: "a hyperlink", text: `${ESC}]8;;https://a.example${ESC}\\here${ESC}]8;;${ESC}\\`, expected: "here" },
    {
      name: "a command put together by removal",
      text: `:${ESC}[0m:set-env name=A::b`,
      expected: ": :set-env name=A: :b",
    },
    { name: "a command put together by a zero width", text: "#\u200b#vso[x]", expected: "# #vso[x]" },
    { name: "Jenkins' hidden note", text: `${ESC}[8mha:////AAAA${ESC}[0mx`, expected: "ha:////AAAAx" },
    { name: "directional characters", text: "a\u202eb\u2066c", expected: "abc" },
    { name: "backspaces", text: "a\b\bb", expected: "ab" },
    { name: "a half of a pair", text: "a\ud800", expected: "a\ufffd" },
    { name: "ordinary words", text: "修复 main：构建 #12 失败 (50%)", expected: "修复 main：构建 #12 失败 (50%)" },
    { name: "a URL", text: "https://gitee.com/a/b?x=1#L2", expected: "https://gitee.com/a/b?x=1#L2" },
  ])("breaks $name", ({ text, expected }) => {
    expect(printable(text)).toBe(expected);
  });
});

describe("printableLines", () => {
  it("breaks each line of its own", () => {
    expect(printableLines("a\r\n::b\n##vso[c]")).toEqual(["a", ": :b", "# #vso[c]"]);
  });
});

describe("printableJson", () => {
  it("gives the same value back, with nothing in it that a terminal or a CI acts on", () => {
    const value = { a: `#### ::x::y ##vso[z] \u202e\u009b\u200b\u2028 ${ESC}[0m 名`, b: "\u{e0001}" };
    const json = printableJson(value);
    expect(JSON.parse(json)).toEqual(value);
    expect(json).not.toMatch(/::|##vso|[\u007f-\u009f\u200b\u2028\u202e]|\u{e0001}/u);
    expect(json).toContain("名");
    expect(json).toContain("#### ");
  });
});

describe("takesColour", () => {
  it.for([
    { name: "a terminal", terminal: true, env: {}, expected: true },
    { name: "a pipe", terminal: false, env: {}, expected: false },
    { name: "NO_COLOR on a terminal", terminal: true, env: { NO_COLOR: "1" }, expected: false },
    { name: "an empty NO_COLOR", terminal: true, env: { NO_COLOR: "" }, expected: true },
    { name: "FORCE_COLOR on a pipe", terminal: false, env: { FORCE_COLOR: "1" }, expected: true },
    { name: "FORCE_COLOR=0 on a terminal", terminal: true, env: { FORCE_COLOR: "0" }, expected: false },
    { name: "NO_COLOR over FORCE_COLOR", terminal: true, env: { NO_COLOR: "1", FORCE_COLOR: "1" }, expected: false },
    { name: "a dumb terminal", terminal: true, env: { TERM: "dumb" }, expected: false },
  ])("$name: $expected", ({ terminal, env, expected }) => {
    expect(takesColour(output(terminal), env)).toBe(expected);
  });
});

describe("paint", () => {
  it("leaves text alone where colours are off", () => {
    expect(paint("x", "red", false)).toBe("x");
    expect(paint("x", "red", true)).toBe(`${ESC}[31mx${ESC}[0m`);
  });
});

describe("createProgress", () => {
  it("shows one line that fits, and wipes it", () => {
    const terminal = output(true);
    const progress = createProgress(terminal, true);
    progress.show("a line that is longer than the terminal");
    progress.clear();
    progress.clear();
    expect(terminal.written).toEqual(["a line that is long", `\r${ESC}[K`]);
  });

  it("is silent elsewhere", () => {
    const pipe = output(false);
    createProgress(pipe, true).show("x");
    const quiet = output(true);
    createProgress(quiet, false).show("x");
    expect([...pipe.written, ...quiet.written]).toEqual([]);
  });
});
