import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMarkdown } from "./escape.ts";
import { hostileText } from "./hostile.fixture.ts";
import { compileMarkdown } from "./markdown.ts";
import { compileSimpleMarkdown } from "./markdown-simple.ts";

// Signs that mean something beside others, and pieces of what is simple.
const signs = fc.constantFrom(
  ..."a|中|1|0|9|-|*|**|***|_|[|]|(|)|!|#|=|:|~|`|<|^|{|}|\\*|\\_|\\[|\\\\|&|;|@|.|,|\u3000|【|❌|•| |  |\n|\n\n|\t".split(
    "|",
  ),
  ..."# |## |- |+ |> |1. |---|===|[^1]|[x]|[ ]|https://|www.|a.b@c.d|mailto:|ftp://|://|&lt;|&amp;|&#126;|&nbsp;|&#|&x;".split(
    "|",
  ),
  ..."[a](https://x.cn/b)|[甲 b](dingtalk://x/y?a=b&c=d)|**粗**|**b c**|\u200b|@\u200b|\u00a0|\ud83d\ude00|\u0301|\u202e|\ufe0f".split(
    "|",
  ),
  "|",
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.array(signs, { maxLength: 14 }).map((parts) => parts.join("")) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(signs, fc.string().map(escapeMarkdown)), { maxLength: 8 })
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: hostileText },
);

describe("compileSimpleMarkdown", () => {
  it("makes of every text that it takes what the parser makes of it", () => {
    let taken = 0;
    fc.assert(
      fc.property(text, fc.constantFrom("browser", "panel"), (markdown, openLinksIn) => {
        const simple = compileSimpleMarkdown(markdown, { openLinksIn });
        if (simple === undefined) return;
        taken += 1;
        expect(simple).toBe(compileMarkdown(markdown, { openLinksIn }));
      }),
    );
    expect(taken).toBeGreaterThan(100);
  });

  it("takes what messages are made of", () => {
    const message = [
      "#### ❌ 流水线执行失败",
      "",
      "【流水线名称】[Release #128](https://ci.example.com/runs/128?tab=log)  ",
      "【触发人】lisi",
      "- **4f2d8c1** fix: 修复 \\_购物车\\_ 结算 &lt;金额&gt;",
    ].join("\n");
    expect(compileSimpleMarkdown(message, { openLinksIn: "browser" })).toBe(
      compileMarkdown(message, { openLinksIn: "browser" }),
    );
  });

  it.for(["> quote", "1. one", "`code`", "a | b", "https://x.cn", "![a](https://x.cn)", "- a\nb", "~~a~~", "<br>"])(
    "leaves %j to the parser",
    (markdown) => expect(compileSimpleMarkdown(markdown, { openLinksIn: "browser" })).toBeUndefined(),
  );
});
