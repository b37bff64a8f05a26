import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { type FitOptions, fit as fitMessage } from "./fit.ts";
import { bodyBytes, MAX_BODY_BYTES, type Message } from "./message.ts";

const url = "https://ci.example.com/1";
const wrapped = "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fci.example.com%2F1&pc_slide=false";
const options: FitOptions = {
  overflow: "split",
  openLinksIn: "browser",
  url,
  texts: { part: (index, count) => `(${index}/${count})`, readMore: "查看全文" },
};

describe("fit", () => {
  it("returns a message that fits as it is, to the last byte", async () => {
    const message = markdown("x".repeat(MAX_BODY_BYTES - bodyBytes(markdown(""))));
    expect(bodyBytes(message)).toBe(MAX_BODY_BYTES);
    expect(await fitMessage(message, options)).toEqual([message]);
    expect((await fitMessage(message, { ...options, reserveBytes: 1 })).length).toBe(2);
    expect((await fitMessage(markdown(`${message.markdown.text}x`), options)).length).toBe(2);
  });

  it("ends for a fence whose own line takes the room of what stands in it", async () => {
    const text = `${"`".repeat(80)} dtmd://x\n${"y".repeat(300)}\n${"z ".repeat(200)}`;
    const parts = await texts(markdown(text), { reserveBytes: MAX_BODY_BYTES - 700 });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join("").match(/y/g)).toHaveLength(300);
    expect(parts.join("").match(/z/g)).toHaveLength(200);
  });

  it("mentions a person whose id begins another's", async () => {
    const at = { atUserIds: ["lisi", "li"] };
    const [first, second] = await fitMessage({ ...markdown(`${"x".repeat(21_000)}\n\n@lisi @li`), at }, options);
    expect(first).toMatchObject({ at, markdown: { text: expect.stringMatching(/@lisi @li$/) } });
    expect(second).not.toHaveProperty("at");
  });

  it("counts bytes, not characters, and what JSON escapes", async () => {
    expect((await fitMessage(markdown("中".repeat(6_700)), options)).length).toBe(2);
    expect((await fitMessage(markdown('"'.repeat(10_000)), options)).length).toBe(2);
  });

  it("splits between blocks, numbers the titles and repeats the header", async () => {
    const long = (letter: string) => letter.repeat(9_000);
    const text = `### 标题\n\n${long("a")}\n\n${long("b")}\n\n- ${long("c")}\n- d\n\n${long("e")}`;
    const parts = await fitMessage(markdown(text), options);
    expect(parts).toEqual([
      {
        msgtype: "markdown",
        markdown: { title: "构建 (1/2)", text: expect.stringMatching(/^### 标题 \(1\/2\)\n\na+\n\nb+$/) },
      },
      {
        msgtype: "markdown",
        markdown: { title: "构建 (2/2)", text: expect.stringMatching(/^### 标题 \(2\/2\)\n\n- c+\n- d+\n\ne+$/) },
      },
    ]);
  });

  it("takes a bold line for a header, and a header that it is given", async () => {
    const text = `**标题**\n\n${"a".repeat(30_000)}`;
    expect((await texts(markdown(text))).map((part) => part.slice(0, 13))).toEqual([
      "**标题** (1/2)\n",
      "**标题** (2/2)\n",
    ]);
    expect((await texts(markdown(text), { header: "# 它" })).map((part) => part.split("\n\n")[0])).toEqual([
      "# 它 (1/2)",
      "# 它 (2/2)",
    ]);
    expect(
      (await texts(markdown(`# 它\n\n${text}`), { header: "# 它" }))[0]?.startsWith("# 它 (1/2)\n\n**标题**\n\na"),
    ).toBe(true);
    const prose = `**a** b **c**\n\n${"a".repeat(30_000)}`;
    expect((await texts(markdown(prose)))[0]?.startsWith("(1/2)\n\n**a** b **c**\n\na")).toBe(true);
    const long = `# ${"标".repeat(200)}\n\n${"a".repeat(30_000)}`;
    expect((await texts(markdown(long)))[0]?.startsWith("(1/2)\n\n# 标")).toBe(true);
  });

  it("moves a heading along with what it heads", async () => {
    const [first, second] = await texts(markdown(`${"a".repeat(15_000)}\n\n## 小节\n\n${"b".repeat(15_000)}`));
    expect(first).toBe(`(1/2)\n\n${"a".repeat(15_000)}`);
    expect(second).toBe(`(2/2)\n\n## 小节\n\n${"b".repeat(15_000)}`);
  });

  it("splits a list that is too long between its items, and fills the part before it", async () => {
    const items = Array.from({ length: 300 }, (_, index) => `- ${String(index).padStart(100, "x")}`);
    const parts = await texts(markdown(`前言\n\n${items.join("\n")}`));
    expect(parts.length).toBe(2);
    expect(parts[0]?.startsWith("(1/2)\n\n前言\n\n- x")).toBe(true);
    expect(parts.flatMap((part) => part.split("\n").filter((line) => line.startsWith("- ")))).toEqual(items);
  });

  it("splits numbered items and the lines of an item only where the item alone is too long", async () => {
    const lines = Array.from({ length: 300 }, (_, index) => String(index).padStart(100, "x"));
    const [first = "", second = ""] = await texts(markdown(`1. a\n2. ${lines.join("  \n   ")}\n3. c`));
    expect(first.startsWith("(1/2)\n\n1. a\n2. x")).toBe(true);
    expect(first).toMatch(/x\d+$/);
    expect(second).toMatch(/^\(2\/2\)\n\nx+\d+ {2}\n {3}x/);
    expect(`${first}${second}`.match(/x+\d+/g)).toEqual(lines);
  });

  it("closes a fence that it splits and opens it again", async () => {
    const code = Array.from({ length: 300 }, (_, index) => `  ${String(index).padStart(100, "x")}`);
    const parts = await texts(markdown(`a\n\n\`\`\`ts\n${code.join("\n")}\n\`\`\`\n\nb`));
    expect(parts.length).toBe(2);
    expect(parts[0]).toMatch(/^\(1\/2\)\n\na\n\n```ts\n {2}x[^`]*\d\n```$/);
    expect(parts[1]).toMatch(/^\(2\/2\)\n\n```ts\n {2}x[^`]*\d\n```\n\nb$/);
    expect(parts.flatMap((part) => part.match(/ {2}x+\d+/g) ?? [])).toEqual(code);
  });

  it("leaves a short fence with blank lines whole", async () => {
    const fence = `\`\`\`\n${"x".repeat(9_000)}\n\n- ${"y".repeat(3_000)}\n\`\`\``;
    expect((await texts(markdown(`${"a".repeat(12_000)}\n\n${fence}`)))[1]).toBe(`(2/2)\n\n${fence}`);
  });

  it("opens the quote, the bold and the font again that it splits", async () => {
    const quote = await texts(markdown(`> ${"引用。".repeat(3_000)}`));
    expect(quote.map((part) => part.slice(0, 11))).toEqual(["(1/2)\n\n> 引用", "(2/2)\n\n> 引用"]);
    const bold = await texts(markdown(`a **${"粗体。".repeat(3_000)}** b`));
    expect(bold[0]).toMatch(/^\(1\/2\)\n\na \*\*粗.*。\*\*$/);
    expect(bold[1]).toMatch(/^\(2\/2\)\n\n\*\*粗.*。\*\* b$/);
    const font = await texts(markdown(`<font color=red>${"红。".repeat(4_000)}</font>`));
    expect(font[0]).toMatch(/^\(1\/2\)\n\n<font color=red>红.*。<\/font>$/);
    expect(font[1]).toMatch(/^\(2\/2\)\n\n<font color=red>红.*。<\/font>$/);
  });

  it.for([
    { name: "a link", unit: "[日志](https://ci.example.com/1?a=b) " },
    { name: "an image", unit: "![图](https://ci.example.com/1.png) " },
    { name: "a bare URL", unit: "https://ci.example.com/1?a=b " },
    { name: "an escape", unit: "\\*" },
    { name: "an entity", unit: "&nbsp;" },
    { name: "inline code", unit: "`a b c` " },
    { name: "a family", unit: "👨‍👩‍👧" },
    { name: "a flag", unit: "🇨🇳" },
    { name: "a word", unit: "construction " },
    { name: "an English sentence", unit: "It is a sentence of some length. " },
    { name: "a Chinese sentence", unit: "这是一个比较长的句子，还没有完。" },
  ])("splits a line between two, never inside $name", async ({ unit }) => {
    const count = Math.ceil(50_000 / new TextEncoder().encode(unit).length);
    const bodies = (await texts(markdown(unit.repeat(count).trim()))).map((part) =>
      part.replace(/^\(\d\/\d\)\n\n/, ""),
    );
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies) expect(`${body} `.replaceAll(unit, "").trim()).toBe("");
    expect(bodies.map((body) => `${body} `.split(unit).length - 1).reduce((sum, each) => sum + each)).toBe(count);
  });

  it("keeps the rest of a line from starting a list or a heading", async () => {
    const [, second] = await texts(markdown(`${"字".repeat(6_540)} ${"- # 1. ".repeat(500)}`));
    expect(second).toMatch(/^\(2\/2\)\n\n(?:字|\\-|\\#|1\\\.)/);
  });

  it("cuts even what is one character to a person, where it alone is too long", async () => {
    const parts = await texts(markdown(`a${"\u0301".repeat(20_000)}`));
    expect(parts.length).toBe(3);
    expect(parts.join("").match(/\u0301/g)?.length).toBe(20_000);
  });

  it("splits a text by lines", async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `${index} *${"x".repeat(100)}`);
    const parts = (await fitMessage({ msgtype: "text", text: { content: lines.join("\n") } }, options)).map(textOf);
    expect(parts.map((part) => part.split("\n")[0])).toEqual(["(1/2)", "(2/2)"]);
    expect(parts.flatMap((part) => part.split("\n").slice(1))).toEqual(lines);
  });

  it("mentions in the first part only, and breaks what a later one repeats", async () => {
    const at = { atMobiles: ["13900000000"], atUserIds: ["li"], isAtAll: true };
    const text = `${"a ".repeat(8_000)}\n\n${"b ".repeat(8_000)} @li b\n\n@13900000000 @li`;
    const parts = await fitMessage({ ...markdown(text), at }, options);
    expect(parts.map((part) => "at" in part)).toEqual([true, false]);
    expect(parts[0]).toMatchObject({ at });
    expect(textOf(parts[0])).toMatch(/ a\n\n@13900000000 @li$/);
    expect(textOf(parts[1])).toMatch(/ @\u200Bli b$/);
    const inline = await fitMessage({ ...markdown(`@li @13900000000 请看\n\n${text.slice(0, 30_000)}`), at }, options);
    expect(textOf(inline[0])).toMatch(/^\(1\/2\)\n\n@li @13900000000 请看\n\na .* a$/s);
  });

  it("keeps room for fifty mentions in the first part, and uses it in the later ones", async () => {
    const mobiles = Array.from({ length: 50 }, (_, index) => String(13_900_000_000 + index));
    const words = mobiles.map((mobile) => `@${mobile}`).join(" ");
    const text = `${Array(30_000).fill("a").join(" ")}\n\n${words}`;
    for (const overflow of ["split", "shorten"] as const) {
      const parts = await fitMessage({ ...markdown(text), at: { atMobiles: mobiles } }, { ...options, overflow });
      expect(textOf(parts[0])).toContain(`a\n\n${words}`);
      for (const part of parts) expect(bodyBytes(part)).toBeLessThanOrEqual(MAX_BODY_BYTES);
      expect(bodyBytes(parts[0] ?? markdown(""))).toBeGreaterThan(MAX_BODY_BYTES - 120);
    }
  });

  it("takes no line of a text for a header", async () => {
    const content = `# a\n\n${"b".repeat(30_000)}`;
    const [first] = await fitMessage({ msgtype: "text", text: { content } }, options);
    expect(textOf(first).startsWith("(1/2)\n# a\n\nb")).toBe(true);
    const [given] = await fitMessage({ msgtype: "text", text: { content } }, { ...options, header: "头" });
    expect(textOf(given).startsWith("头 (1/2)\n# a\n\nb")).toBe(true);
  });

  it("gives each part of a feedCard a key of its own", async () => {
    const links = Array.from({ length: 300 }, () => ({ title: "x".repeat(100), messageURL: url, picURL: "" }));
    const parts = await fitMessage({ msgtype: "feedCard", feedCard: { links }, msgUuid: "key" }, options);
    expect(parts.map((part) => part.msgUuid)).toEqual(["key", "key-2", "key-3"]);
  });

  it("puts the buttons of an actionCard on its last part", async () => {
    const card = { title: "构建", text: "a ".repeat(15_000), btns: [{ title: "查看", actionURL: url }] };
    const parts = await fitMessage({ msgtype: "actionCard", actionCard: card, at: { isAtAll: true } }, options);
    expect(parts.map((part) => part.msgtype)).toEqual(["markdown", "actionCard"]);
    expect(parts[0]).toEqual({
      msgtype: "markdown",
      markdown: { title: "构建 (1/2)", text: expect.any(String) },
      at: { isAtAll: true },
    });
    expect(parts[1]).toEqual({
      msgtype: "actionCard",
      actionCard: { ...card, title: "构建 (2/2)", text: expect.any(String) },
    });
  });

  it("gives each part a key of its own", async () => {
    const parts = await fitMessage({ ...markdown("a ".repeat(25_000)), msgUuid: "key" }, options);
    expect(parts.map((part) => part.msgUuid)).toEqual(["key", "key-2", "key-3"]);
  });

  it("numbers more than nine parts without going above the limit", async () => {
    const parts = await fitMessage(markdown("a ".repeat(120_000)), options);
    expect(parts.length).toBe(13);
    for (const part of parts) expect(bodyBytes(part)).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(parts.at(-1)).toMatchObject({ markdown: { title: "构建 (13/13)" } });
  });

  it("fills its parts", async () => {
    const parts = await fitMessage(markdown(Array(20_000).fill("ab").join("\n\n")), options);
    for (const part of parts.slice(0, -1)) expect(bodyBytes(part)).toBeGreaterThan(MAX_BODY_BYTES - 120);
  });

  it("shortens between blocks and links to the whole", async () => {
    const [message, ...others] = await fitMessage(markdown(`# 标题\n\n${"a".repeat(9_000)}\n\n${"b".repeat(12_000)}`), {
      ...options,
      overflow: "shorten",
    });
    expect(others).toEqual([]);
    expect(message).toEqual(markdown(`# 标题\n\n${"a".repeat(9_000)}\n\n[查看全文](${wrapped})`));
  });

  it("shortens without a link where there is no safe URL, and keeps the mention", async () => {
    const at = { atMobiles: ["13900000000"] };
    for (const unsafe of [undefined, "javascript:alert(1)"]) {
      const { url: _, ...rest } = options;
      const given = { ...rest, ...(unsafe === undefined ? {} : { url: unsafe }), overflow: "shorten" as const };
      const [message] = await fitMessage(
        { ...markdown(`${"a".repeat(9_000)}\n\n${"b".repeat(12_000)}\n\n@13900000000`), at },
        given,
      );
      expect(message).toEqual({ ...markdown(`${"a".repeat(9_000)}\n\n@13900000000\n\n…`), at });
    }
  });

  it("shortens a text and keeps an actionCard's buttons", async () => {
    const [text] = await fitMessage(
      { msgtype: "text", text: { content: `${"a".repeat(9_000)}\n${"b".repeat(12_000)}` } },
      { ...options, overflow: "shorten" },
    );
    expect(textOf(text)).toBe(`${"a".repeat(9_000)}\n查看全文 ${url}`);
    const card = { title: "构建", text: `a\n\n${"b".repeat(19_990)}`, singleTitle: "查看", singleURL: url };
    const [message] = await fitMessage(
      { msgtype: "actionCard", actionCard: card },
      { ...options, overflow: "shorten" },
    );
    expect(message).toEqual({
      msgtype: "actionCard",
      actionCard: { ...card, text: expect.stringMatching(/^a\n\nb+\n\n\[查看全文\]/) },
    });
  });

  it.for(["# 标题", "@13900000000", "a"])("makes one message of %s under a title that is too long", async (text) => {
    const at = { atMobiles: ["13900000000"] };
    const long: Message = { msgtype: "markdown", at, markdown: { title: "x".repeat(20_000), text } };
    for (const overflow of ["split", "shorten"] as const)
      expect(await fitMessage(long, { ...options, overflow })).toMatchObject([{ at, markdown: { text } }]);
  });

  it("shortens the text of a link, and a title that is too long", async () => {
    const link = { title: "标题", text: "中".repeat(10_000), messageUrl: url };
    const [message] = await fitMessage({ msgtype: "link", link }, options);
    expect(message).toEqual({ msgtype: "link", link: { ...link, text: expect.stringMatching(/^中+…$/) } });
    expect(MAX_BODY_BYTES - bodyBytes(message ?? markdown(""))).toBeLessThan(3);
    const [titled] = await fitMessage(
      { msgtype: "markdown", markdown: { title: "👨‍👩‍👧".repeat(2_000), text: "a" } },
      options,
    );
    expect(titled).toEqual({
      msgtype: "markdown",
      markdown: { title: `${"👨‍👩‍👧".repeat(22)}…`, text: "a" },
    });
  });

  it("shortens a feedCard without a link to the whole where there is none", async () => {
    const links = Array.from({ length: 300 }, () => ({ title: "x".repeat(100), messageURL: url, picURL: "" }));
    const { url: _, ...rest } = options;
    const [short] = await fitMessage({ msgtype: "feedCard", feedCard: { links } }, { ...rest, overflow: "shorten" });
    const kept = short?.msgtype === "feedCard" ? short.feedCard.links : [];
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual(links.slice(0, kept.length));
  });

  it("splits a feedCard between its links", async () => {
    const links = Array.from({ length: 300 }, (_, index) => ({
      title: String(index).padStart(100, "x"),
      messageURL: url,
      picURL: "",
    }));
    const parts = await fitMessage({ msgtype: "feedCard", feedCard: { links } }, options);
    expect(parts.length).toBe(3);
    expect(parts.flatMap((part) => (part.msgtype === "feedCard" ? part.feedCard.links : []))).toEqual(links);
    expect(MAX_BODY_BYTES - bodyBytes(parts[0] ?? markdown(""))).toBeLessThan(200);
    const [short, ...others] = await fitMessage(
      { msgtype: "feedCard", feedCard: { links } },
      { ...options, overflow: "shorten" },
    );
    expect(others).toEqual([]);
    expect(short?.msgtype === "feedCard" && short.feedCard.links.at(-1)).toEqual({
      title: "查看全文",
      messageURL: url,
      picURL: "",
    });
    expect(short?.msgtype === "feedCard" && short.feedCard.links.at(0)).toEqual(links[0]);
  });

  it.for([
    {
      name: "the buttons",
      message: {
        msgtype: "actionCard",
        actionCard: { title: "t", text: "a", singleTitle: "b", singleURL: `https://e.example/${"x".repeat(19_900)}` },
      },
    },
    {
      name: "the URL of a link",
      message: {
        msgtype: "link",
        link: { title: "t", text: "a", messageUrl: `https://e.example/${"x".repeat(20_000)}` },
      },
    },
    {
      name: "the URL in a feedCard",
      message: {
        msgtype: "feedCard",
        feedCard: { links: [{ title: "t", messageURL: `https://e.example/${"x".repeat(20_000)}`, picURL: "" }] },
      },
    },
  ] as { name: string; message: Message }[])("refuses a message when $name leaves no room", async ({ message }) => {
    for (const overflow of ["split", "shorten"] as const) {
      const error = await fitMessage(message, { ...options, overflow, reserveBytes: 78 }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(DingpipeError);
      expect(error).toMatchObject({
        code: "message_oversized",
        details: { bytes: bodyBytes(message) + 78, limit: MAX_BODY_BYTES },
      });
      expect(String(error)).not.toContain("e.example");
    }
  });
});

function markdown(text: string): Extract<Message, { msgtype: "markdown" }> {
  return { msgtype: "markdown", markdown: { title: "构建", text } };
}

function textOf(message: Message | undefined): string {
  if (message?.msgtype === "text") return message.text.content;
  return message?.msgtype === "markdown" ? message.markdown.text : "";
}

async function texts(message: Message, more: Partial<FitOptions> = {}): Promise<string[]> {
  const parts = await fitMessage(message, { ...options, ...more });
  for (const part of parts) expect(bodyBytes(part)).toBeLessThanOrEqual(MAX_BODY_BYTES);
  return parts.map(textOf);
}
