import { describe, expect, it } from "vitest";
import { escapeMarkdown, escapeText, link, linkDestination, safeUrl, targetOf } from "./escape.ts";

const BREAK = "\u200B";

describe("escapeMarkdown", () => {
  it.for([
    "release/1.2-rc.1",
    "fix(core): 3 + 4 = 7, 100%",
    "v1.2.3 (hotfix) 'quoted' \"twice\"",
    "#12 is not a heading",
    ".gitignore",
    "1.2.3",
    "修复：登录失败。",
    "https://ci.example.com/a_b/1?x=1&y=2#log",
    "见https://ci.example.com/build/1。",
    "(https://ci.example.com/1)",
    "👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇨🇳 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  ])("leaves %s readable", (text) => {
    expect(escapeMarkdown(text)).toBe(text.startsWith("#") ? `\\${text}` : text);
  });

  it.for([
    { name: "emphasis", text: "*a* _b_ `c`", expected: "\\*a\\* \\_b\\_ \\`c\\`" },
    { name: "a link", text: "[a](https://e.example)", expected: "\\[a\\](https://e.example)" },
    { name: "a backslash before a bracket", text: "\\[a]", expected: "\\\\\\[a\\]" },
    { name: "HTML", text: "<b>&amp;", expected: "&lt;b&gt;&amp;amp;" },
    { name: "strikethrough and a table's cell", text: "~~a~~ | b", expected: "&#126;&#126;a&#126;&#126; &#124; b" },
    { name: "a heading", text: "# a", expected: "\\# a" },
    { name: "the end of a heading", text: "a ##", expected: "a \\##" },
    { name: "a list", text: "- a", expected: "\\- a" },
    { name: "a list of pluses", text: "+ a", expected: "\\+ a" },
    { name: "a number", text: "12. a", expected: "12\\. a" },
    { name: "a number with a bracket", text: "1) a", expected: "1\\) a" },
    { name: "the rest of a number", text: ". a", expected: "\\. a" },
    { name: "an underlining", text: "===", expected: "&#61;==" },
    { name: "a table's second row", text: ":-", expected: "&#58;-" },
    { name: "an exclamation mark that a link could follow", text: "a!", expected: "a\\!" },
    { name: "an exclamation mark within", text: "a! b", expected: "a! b" },
    { name: "a mention", text: "@all ＠所有人", expected: `@${BREAK}all ＠${BREAK}所有人` },
    { name: "an e-mail", text: "a@b.example", expected: `a@${BREAK}b.example` },
    { name: "a www address", text: "www.e.example", expected: `www${BREAK}.e.example` },
    { name: "DingTalk's own scheme", text: "dtmd://x", expected: `dtmd:${BREAK}//x` },
    { name: "any scheme", text: "ftp://x xhttp://y", expected: `ftp:${BREAK}//x xhttp:${BREAK}//y` },
    { name: "a script", text: "JavaScript:alert(1)", expected: `JavaScript:${BREAK}alert(1)` },
    { name: "a scheme that another value could complete", text: "data:", expected: `data:${BREAK}` },
    { name: "no scheme", text: "data: a", expected: "data: a" },
    { name: "a URL with Markdown in it", text: "https://e.example/*a*", expected: `https:${BREAK}//e.example/\\*a\\*` },
    {
      name: "a URL with a mention in it",
      text: "https://e.example/@all",
      expected: `https:${BREAK}//e.example/@${BREAK}all`,
    },
    {
      name: "a URL with an entity in it",
      text: "https://e.example/&lt;",
      expected: `https:${BREAK}//e.example/&amp;lt;`,
    },
    {
      name: "a URL with a quotation mark in it",
      text: 'https://e.example/"x',
      expected: `https:${BREAK}//e.example/"x`,
    },
    {
      name: "a URL that ends in an underscore",
      text: "https://e.example/a_",
      expected: `https:${BREAK}//e.example/a\\_`,
    },
    {
      name: "a URL that ends in an exclamation mark",
      text: "https://e.example!",
      expected: `https:${BREAK}//e.example\\!`,
    },
    {
      name: "a URL with another in it",
      text: "https://e.example/dtmd://x",
      expected: `https:${BREAK}//e.example/dtmd:${BREAK}//x`,
    },
    { name: "several lines", text: " a\r\n\tb\u2028c\u0085d ", expected: "a b c d" },
    {
      name: "hidden characters",
      text: "a\u0000\u001B\u200B\u200D\u202E\u2066\uFEFF\u00AD\uFE0F\u{E0041}b",
      expected: "ab",
    },
    { name: "halves of surrogate pairs", text: "\uD83Da\uDE00", expected: "\uFFFDa\uFFFD" },
    {
      name: "joiners without end",
      text: `👨${"\u200D👨".repeat(20)}`,
      expected: `👨${"\u200D👨".repeat(9)}👨${"\u200D👨".repeat(9)}👨`,
    },
    { name: "towers of marks", text: `a${"\u0301".repeat(99)}b`, expected: `a${"\u0301".repeat(8)}b` },
    { name: "nothing", text: " \u200B ", expected: "" },
  ])("makes text of $name", ({ text, expected }) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

describe("escapeText", () => {
  it("breaks mentions and foreign schemes and leaves Markdown alone", () => {
    expect(escapeText("**a** @all <b> dtmd://x https://e.example/_")).toBe(
      `**a** @${BREAK}all <b> dtmd:${BREAK}//x https://e.example/_`,
    );
  });
});

describe("safeUrl", () => {
  it.for([
    { text: "https://ci.example.com/a b", expected: "https://ci.example.com/a%20b" },
    { text: "https://ci.example.com/(a)<b>*|@all", expected: "https://ci.example.com/%28a%29%3Cb%3E%2A%7C%40all" },
    { text: "HTTP://CI.example.com", expected: "http://ci.example.com/" },
    { text: "https://ci.example.com/?a&copy;=1", expected: "https://ci.example.com/?a&copy%3B=1" },
    { text: "https://user:pass@ci.example.com/", expected: undefined },
    { text: "https://user@ci.example.com/", expected: undefined },
    { text: "javascript:alert(1)", expected: undefined },
    { text: "dingtalk://dingtalkclient/page/link", expected: undefined },
    { text: "ci.example.com", expected: undefined },
    { text: "", expected: undefined },
    { text: undefined, expected: undefined },
    { text: `https://ci.example.com/${"a".repeat(4_073)}`, expected: `https://ci.example.com/${"a".repeat(4_073)}` },
    { text: `https://ci.example.com/${"a".repeat(4_074)}`, expected: undefined },
  ])("makes $expected of $text", ({ text, expected }) => {
    expect(safeUrl(text)).toBe(expected);
  });
});

describe("link", () => {
  it("escapes its title and wraps its URL", () => {
    expect(link("[1]", "https://ci.example.com/?a=1", "browser")).toBe(
      "[\\[1\\]](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fci.example.com%2F%3Fa%3D1&pc_slide=false)",
    );
  });

  it("is only its title without a safe URL, and shows its URL without a title", () => {
    expect(link("a*", "javascript:alert(1)", "panel")).toBe("a\\*");
    expect(link("", "https://ci.example.com/", "panel")).toBe(
      "[https://ci.example.com/](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fci.example.com%2F&pc_slide=true)",
    );
  });
});

describe("targetOf", () => {
  it("encodes what a Markdown link could stumble over, and wraps nothing twice", () => {
    const once = targetOf("http://a.example/(x)'!*\uD800", "panel");
    expect(once).toBe(
      "dingtalk://dingtalkclient/page/link?url=http%3A%2F%2Fa.example%2F%28x%29%27%21%2A%EF%BF%BD&pc_slide=true",
    );
    expect(targetOf(once, "browser")).toBe(once);
  });
});

describe("linkDestination", () => {
  it("leaves nothing that ends a link, and changes no encoded URL", () => {
    const once = linkDestination("https://a.example/ )\\\u00A0\u200B%20");
    expect(once).toBe("https://a.example/%20%29%5C%C2%A0%E2%80%8B%20");
    expect(linkDestination(once)).toBe(once);
  });
});
