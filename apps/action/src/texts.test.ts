import { describe, expect, it } from "vitest";
import { inInputs } from "./texts.ts";

describe("inInputs", () => {
  it.for([
    { words: "要让它失败，请用 --fail-on any", expected: "要让它失败，请用 fail-on: any" },
    { words: "--status 的值 X 看不懂", expected: "status 的值 X 看不懂" },
    { words: "say it with `--status`", expected: "say it with `status`" },
    { words: "or `dingpipe notify --status FAIL`", expected: "or `dingpipe notify --status FAIL`" },
    { words: "`a --on` --on `b --on`", expected: "`a --on` on `b --on`" },
    { words: "use --state-file", expected: "use --state-file" },
  ])("makes of $words: $expected", ({ words, expected }) => expect(inInputs(words)).toBe(expected));
});
