import { describe, expect, it } from "vitest";
import { escapeMarkdown } from "./escape.ts";
import { compileMarkdown } from "./markdown.ts";

const compile = (markdown: string) => compileMarkdown(markdown, { openLinksIn: "browser" });
const wrapped = (url: string) => `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(url)}&pc_slide=false`;

describe("compileMarkdown", () => {
  it.for([
    { name: "makes every line break hold", from: "a\nb\\\nc  \nd<br>e<BR />f", to: "a  \nb  \nc  \nd  \ne  \nf" },
    {
      name: "makes no link of pieces that only meet when they are written",
      from: "a@b.example_https://9*",
      to: "a&#64;b.example\\_https&#58;//9\\*",
    },
    { name: "keeps paragraphs apart", from: "a\n\n\n\nb\r\n\r\nc", to: "a\n\nb\n\nc" },
    { name: "keeps emphasis", from: "**a** __b__ *c* _d_ ***e***", to: "**a** **b** *c* *d* ***e***" },
    {
      name: "keeps emphasis of Chinese that ends with a punctuation mark",
      from: "**分支：**main *重要。*请看，流水线**《发布》**失败",
      to: "**分支：** main *重要。* 请看，流水线 **《发布》** 失败",
    },
    {
      name: "puts no blank where none is needed",
      from: "流水线**发布**失败：**a**。",
      to: "流水线**发布**失败：**a**。",
    },
    { name: "makes none of signs that are no emphasis", from: "\\*\\*a：\\*\\*b", to: "\\*\\*a：\\*\\*b" },
    { name: "writes every heading with signs", from: "A\n===\nB\n---\n###### C #", to: "# A\n\n## B\n\n###### C" },
    { name: "keeps the sign at the end of a heading", from: "# C \\#", to: "# C \\#" },
    { name: "keeps a list", from: "* a\n* b", to: "- a\n- b" },
    {
      name: "marks nested items, whose indentation DingTalk swallows",
      from: "- a\n  - b\n    - c\n- d",
      to: "- a\n- ◦ b\n- ◦ ◦ c\n- d",
    },
    { name: "keeps numbers", from: "3. a\n4. b", to: "3. a\n4. b" },
    { name: "keeps the numbers of nested items", from: "- a\n  1. b\n  2. c", to: "- a\n- ◦ 1. b\n- ◦ 2. c" },
    { name: "goes on counting behind nested items", from: "1. a\n   - b\n2. c", to: "1. a\n\n- ◦ b\n\n2. c" },
    { name: "joins lists that would be one", from: "- a\n\n* b\n\n1. c\n\n1) d", to: "- a\n- b\n\n1. c\n2. d" },
    {
      name: "keeps what looks like a task's box behind an empty item",
      from: "-\n[ ] a\n\n*\n[x] b",
      to: "\\[ \\] a\n\n\\[x\\] b",
    },
    { name: "ticks tasks", from: "- [x] a\n- [ ] b", to: "- ☑ a\n- ☐ b" },
    { name: "keeps the lines of an item", from: "- a\n  b\n\n  c", to: "- a  \n  b  \n  c" },
    {
      name: "keeps a quote, and marks what is in it",
      from: "> a\n> > b\n>\n> - c\n> # d",
      to: "> a  \n> » b  \n> • c  \n> d",
    },
    {
      name: "makes a quote of code, its indentation kept",
      from: "```sh\nif a; then\n  b <c>\n\n\td  e\n```",
      to: "> if a; then  \n> &nbsp;&nbsp;b &lt;c&gt;  \n> &nbsp;  \n> &nbsp;&nbsp;d &nbsp;e",
    },
    { name: "shows inline code with its signs", from: "`a *b* <c>`", to: "\\`a \\*b\\* &lt;c&gt;\\`" },
    { name: "shows strikethrough with its signs", from: "~~a~~ HEAD~1", to: "&#126;&#126;a&#126;&#126; HEAD&#126;1" },
    { name: "draws a rule", from: "a\n\n---\n\nb", to: "a\n\n────────────\n\nb" },
    {
      name: "makes items of a table's rows",
      from: "|a|b|\n|-|-|\n|1|*2*|\n||3|",
      to: "- **a**: 1 · **b**: *2*\n- **b**: 3",
    },
    { name: "shows a table without rows", from: "|a|b|\n|-|-|", to: "- **a** · **b**" },
    { name: "shows HTML as what it is", from: '<b onclick="x">a</b>', to: '&lt;b onclick="x"&gt;a&lt;/b&gt;' },
    {
      name: "shows a block of HTML as what it is",
      from: "<div>\na<br/>b\n</div>",
      to: "&lt;div&gt;  \na  \nb  \n&lt;/div&gt;",
    },
    { name: "drops comments", from: "a <!-- b --> c\n\n<!-- d -->", to: "a  c" },
    { name: "keeps a font with a plain colour", from: '<font color="#F00">a</font>', to: "<font color=#F00>a</font>" },
    {
      name: "keeps no other font",
      from: '<font size=9>a</font> <font color="red" onclick=x>b</font>',
      to: '&lt;font size=9&gt;a&lt;/font&gt; &lt;font color="red" onclick=x&gt;b&lt;/font&gt;',
    },
    { name: "keeps no font that is not closed", from: "<font color=red>a", to: "&lt;font color=red&gt;a" },
    {
      name: "wraps links",
      from: "[a](https://a.example/x?y=1 'title')",
      to: `[a](${wrapped("https://a.example/x?y=1")})`,
    },
    {
      name: "wraps links in angle brackets",
      from: "<https://a.example/>",
      to: `[https://a.example/](${wrapped("https://a.example/")})`,
    },
    {
      name: "resolves references",
      from: "[a][b] ![c][b]\n\n[b]: https://a.example",
      to: `[a](${wrapped("https://a.example")}) ![c](https://a.example)`,
    },
    {
      name: "leaves a wrapped link alone",
      from: `[a](${wrapped("https://a.example")})`,
      to: `[a](${wrapped("https://a.example")})`,
    },
    {
      name: "keeps DingTalk's own links",
      from: "[a](dtmd://dingtalkclient/sendMessage?content=x)",
      to: "[a](dtmd://dingtalkclient/sendMessage?content=x)",
    },
    {
      name: "makes text of every other link",
      from: "[a](javascript:x) [b](data:x) [c](/x) [d](#x) [e](mailto:a@b.example)",
      to: "a b c d e",
    },
    {
      name: "makes text of a link that an escaped value would be the target of",
      from: `[a](${escapeMarkdown("dtmd://x")})`,
      to: "a",
    },
    { name: "leaves a bare URL its own text", from: "https://a.example/a_b*c", to: "https://a.example/a_b*c" },
    {
      name: "writes a bare URL out where an escape follows",
      from: "https://a.example*",
      to: `[https://a.example](${wrapped("https://a.example")})\\*`,
    },
    {
      name: "keeps images of the web and of DingTalk",
      from: "![a](http://a.example/i.png 't') ![b](@lADPDe7s2y_S-i18)",
      to: "![a](http://a.example/i.png) ![b](@lADPDe7s2y_S-i18)",
    },
    {
      name: "makes text of every other image",
      from: "![a](i.png) ![b](data:image/png;base64,AA) ![c](file:///i.png)",
      to: "a b c",
    },
    {
      name: "makes a link of a badge",
      from: "[![build](https://a.example/b.svg)](https://ci.example)",
      to: `[build](${wrapped("https://ci.example")})`,
    },
    {
      name: "makes no image of a link behind an exclamation mark",
      from: "a\\![b](https://a.example)",
      to: `a\\![b](${wrapped("https://a.example")})`,
    },
    {
      name: "numbers footnotes",
      from: "a[^x] b[^y]\n\n[^y]: why\n[^x]: what",
      to: "a\\[1\\] b\\[2\\]\n\n\\[1\\] what\n\n\\[2\\] why",
    },
    {
      name: "keeps a mention and an e-mail",
      from: "@13800000000 a@b.example @所有人",
      to: "@13800000000 a@b.example @所有人",
    },
    {
      name: "does not link what its source kept from being linked",
      from: "https\\://a.example www\\.a.example a\\@b.example",
      to: "https&#58;//a.example www&#46;a.example a&#64;b.example",
    },
    {
      name: "an address behind a scheme that is glued to a word",
      from: "`人https://www.a.example 👍🏽https://www.a.example https://www.a.example`",
      to: "\\`人https&#58;//www\u200B.a.example 👍🏽https&#58;//www\u200B.a.example https&#58;//www&#46;a.example\\`",
    },
    { name: "keeps full-width blanks and entities", from: "　　a&nbsp;&amp;&lt;", to: "　　a&nbsp;&amp;&lt;" },
    { name: "drops control characters", from: "a\u0000\u001Bb", to: "ab" },
    { name: "makes nothing of nothing", from: " \n\n ", to: "" },
  ])("$name", ({ from, to }) => {
    expect(compile(from)).toBe(to);
    expect(compile(to)).toBe(to);
  });

  it.for([
    { name: "quotes", text: ">".repeat(5_000) },
    { name: "lists", text: `${"- ".repeat(10_000)}x` },
    { name: "numbers", text: `${"1. ".repeat(10_000)}x` },
    { name: "indented items", text: Array.from({ length: 300 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n") },
    { name: "brackets", text: "[".repeat(5_000) + "]".repeat(5_000) },
    { name: "emphasis", text: "*a**a ".repeat(5_000) },
    { name: "emphasis over many lines", text: "*a **b\n".repeat(3_000) },
    {
      name: "references to a long URL",
      text: `${"[a] ".repeat(2_000)}\n\n[a]: https://e.example/${"x".repeat(5_000)}`,
    },
    { name: "a table with a long head", text: `|${"h".repeat(5_000)}|\n|-|\n${"|a|\n".repeat(2_000)}` },
    { name: "a table's rows of open emphasis", text: `| a |\n|---|\n${"| **a *b _c\n".repeat(2_000)}` },
    { name: "what only looks like a table", text: `a\n| a |\n|---|---|\n${"| **a *b _c\n".repeat(2_000)}` },
    { name: "a fence in HTML that ends", text: `<div>\n\`\`\`\n\n${"**a *b _c\n".repeat(2_000)}` },
    { name: "a fence in an item that ends", text: `- \`\`\`\n${"**a *b _c\n".repeat(2_000)}` },
    { name: "a text of a megabyte without a line break", text: "一".repeat(300_000) },
    { name: "opened comments", text: "<!-- ".repeat(5_000) },
  ])("stays quick and small for $name without end", ({ text }) => {
    const compiled = compile(text);
    expect(compiled.length).toBeLessThan(text.length * 12 + 200_000);
    expect(compiled).not.toBe("");
  });

  it.for([
    ["```", "```"],
    ["~~~ log", "~~~"],
    ["  ````", "  `````"],
  ] as const)("keeps code of many signs, and what is behind it, in %j", ([open, close]) => {
    const code = Array.from({ length: 300 }, (_, index) => `[INFO] test_case_${index} ... ok`);
    const compiled = compile([open, ...code, close, "", "**see** [it](https://a.example)"].join("\n"));
    const lines = compiled.split(/ *\n/).filter((line) => line !== "");
    expect(lines.slice(0, -1)).toEqual(code.map((_, index) => `> \\[INFO\\] test\\_case\\_${index} ... ok`));
    expect(lines.at(-1)).toBe(`**see** [it](${wrapped("https://a.example")})`);
    expect(compile(compiled)).toBe(compiled);
  });

  it("keeps a table of many signs", () => {
    const rows = Array.from({ length: 200 }, (_, index) => `| a_b_${index} | [log](https://a.example/${index}) |`);
    const lines = compile(["| a | b |", "|---|:-:|", ...rows, "", "**see**"].join("\n")).split(/\n+/);
    expect(lines.slice(0, -1)).toEqual(
      rows.map((_, index) => `- **a**: a\\_b\\_${index} · **b**: [log](${wrapped(`https://a.example/${index}`)})`),
    );
    expect(lines.at(-1)).toBe("**see**");
  });

  it("reads a long text in windows and joins them again", () => {
    const items = Array.from({ length: 4_000 }, (_, index) => `- **${index}** a`).join("\n");
    expect(compile(items)).toBe(items);
  });
});
