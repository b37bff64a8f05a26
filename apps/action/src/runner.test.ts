import { describe, expect, it } from "vitest";
import { command, createRunner, heredoc, type Level } from "./runner.ts";

function start() {
  let text = "";
  const runner = createRunner({}, (more) => {
    text += more;
  });
  return { runner, written: () => text };
}

describe("command", () => {
  it.for([
    { data: "100%\r\nyes", expected: "::warning::100%25%0D%0Ayes" },
    { data: "a: b, c", expected: "::warning::a: b, c" },
    { data: "%0A", expected: "::warning::%250A" },
  ])("escapes $data as data", ({ data, expected }) => {
    expect(command("warning", {}, data)).toBe(expected);
  });

  it("escapes properties further", () => {
    expect(command("error", { title: "a:b,c%\n", file: "x" }, "d")).toBe("::error title=a%3Ab%2Cc%25%0A,file=x::d");
  });
});

describe("heredoc", () => {
  it("ends where nothing in the value can end it", () => {
    expect(heredoc("reason", "a\nreason<<x", "mark")).toBe("reason<<mark\na\nreason<<x\nmark\n");
    expect(() => heredoc("reason", "x\nmark\n", "mark")).toThrow(RangeError);
    expect(heredoc("reason", "a")).not.toBe(heredoc("reason", "a"));
  });
});

describe("createRunner", () => {
  it("writes masks at once and all else at the end", () => {
    const { runner, written } = start();
    runner.log("first");
    runner.annotate("warning", "second");
    runner.mask("hidden");
    expect(written()).toBe("::add-mask::hidden\n");
    runner.flush();
    expect(written()).toBe("::add-mask::hidden\nfirst\n::warning title=dingpipe::second\n");
  });

  it.for([
    "::set-output name=a::b",
    "a\r::error::b",
    "a\u2028::error::b",
    "##[error]b",
    "\u001b[31m::error::b",
    "\t::add-mask::x",
  ])("makes %j harmless wherever it is said", (words) => {
    const { runner, written } = start();
    runner.log(words);
    runner.debug(words);
    for (const level of ["notice", "warning", "error"] satisfies Level[]) runner.annotate(level, words);
    runner.flush();
    const names = written()
      .split(/[\r\n\u2028]/)
      .flatMap((line) => /^\s*::([\w-]+)/.exec(line)?.[1] ?? []);
    expect(names).toEqual(["debug", "notice", "warning", "error"]);
    for (const part of ["##[", "\u001b"]) expect(written()).not.toContain(part);
  });

  it("goes on where there are no files, or they can't be written", () => {
    const runner = createRunner({ GITHUB_OUTPUT: "/nowhere/output" }, () => undefined);
    expect(() => runner.output("ok", "true")).not.toThrow();
    expect(() => runner.summary("text")).not.toThrow();
  });
});
