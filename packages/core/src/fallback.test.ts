import { describe, expect, it } from "vitest";
import { fallbacks } from "./fallback.ts";
import type { Message } from "./message.ts";

const at = { atMobiles: ["13900000000"] };

function withoutLinks(text: string): string {
  const message = fallbacks.withoutLinks({ msgtype: "markdown", markdown: { title: "t", text } });
  if (message?.msgtype !== "markdown") throw new Error("no markdown");
  return message.markdown.text;
}

describe("withoutLinks", () => {
  it.for([
    { name: "a link", text: "see [the log](https://ci.example/1) now", expected: "see the log now" },
    { name: "a link with a title", text: '[log](https://ci.example/1 "the log")', expected: "log" },
    { name: "brackets in an address", text: "[log](https://ci.example/a_(b)) now", expected: "log now" },
    {
      name: "an address that DingTalk wraps",
      text: "[log](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fx)",
      expected: "log",
    },
    { name: "escaped brackets in a text", text: "[a \\[b\\] c](https://x.example)", expected: "a \\[b\\] c" },
    { name: "several links in a line", text: "[a](https://a.example)[b](https://b.example), c", expected: "ab, c" },
    { name: "a picture", text: "![logo](https://x.example/a.png)", expected: "logo" },
    { name: "a picture in a link", text: "[![logo](https://x.example/a.png)](https://x.example)", expected: "logo" },
    { name: "a link without a text", text: "a [](https://x.example) b", expected: "a  b" },
    { name: "an address in angle brackets", text: "a <https://x.example/b> c", expected: "a … c" },
    { name: "a bare address", text: "a https://x.example/b?c=d#e c", expected: "a … c" },
    { name: "a bare address in Chinese text", text: "下载https://x.example/b。谢谢", expected: "下载…。谢谢" },
    { name: "a bare address in Chinese brackets", text: "（https://x.example/b）", expected: "（…）" },
    { name: "an address without a scheme", text: "a www.example.com/b c", expected: "a … c" },
    { name: "capital letters", text: "HTTPS://X.EXAMPLE/ WWW.EXAMPLE.COM", expected: "… …" },
    { name: "another scheme", text: "dtmd://dingtalkclient/sendMessage?content=x", expected: "…" },
    { name: "an escaped bracket that begins no link", text: "\\[a](b)", expected: "\\[a](b)" },
    { name: "what only looks like a link", text: "[a] (b) [c", expected: "[a] (b) [c" },
    { name: "plain text", text: "**main** failed\n\n- 1:2 // x", expected: "**main** failed\n\n- 1:2 // x" },
  ])("turns $name into its text", ({ text, expected }) => {
    expect(withoutLinks(text)).toBe(expected);
  });

  it("takes addresses out of a text and a title, and keeps the mentions", () => {
    expect(fallbacks.withoutLinks({ msgtype: "text", text: { content: "a https://x.example b" }, at })).toEqual({
      msgtype: "text",
      text: { content: "a … b" },
      at,
    });
    const message: Message = {
      msgtype: "markdown",
      markdown: { title: "a www.x.example b", text: "c" },
      at,
      msgUuid: "u",
    };
    expect(fallbacks.withoutLinks(message)).toEqual({ ...message, markdown: { title: "a … b", text: "c" } });
  });

  it("makes a markdown of an actionCard, for its buttons are links", () => {
    const text = "see [the log](https://x.example)";
    const markdown = { title: "t", text: "see the log" };
    expect(
      fallbacks.withoutLinks({
        msgtype: "actionCard",
        actionCard: { title: "t", text, singleTitle: "Open", singleURL: "https://x.example" },
        at,
      }),
    ).toEqual({ msgtype: "markdown", markdown, at });
    expect(
      fallbacks.withoutLinks({
        msgtype: "actionCard",
        actionCard: {
          title: "t",
          text,
          btns: [{ title: "Open", actionURL: "https://x.example" }],
          btnOrientation: "1",
        },
      }),
    ).toEqual({ msgtype: "markdown", markdown });
  });

  it("has nothing to offer for a link and a feedCard, which are links", () => {
    expect(
      fallbacks.withoutLinks({ msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://x.example" } }),
    ).toBeUndefined();
    expect(fallbacks.withoutLinks({ msgtype: "feedCard", feedCard: { links: [] } })).toBeUndefined();
  });

  it.for([
    "[".repeat(19_000),
    "[x](".repeat(4_500),
    "a.".repeat(9_500),
    "\\[".repeat(9_000),
    `[x](${"(".repeat(18_000)}`,
  ])("takes no time over a hostile text", (text) => {
    expect(withoutLinks(text)).toBe(text);
  });
});

describe("withoutAtAll", () => {
  it("keeps the others that are mentioned", () => {
    expect(fallbacks.withoutAtAll({ msgtype: "text", text: { content: "x" }, at: { ...at, isAtAll: true } })).toEqual({
      msgtype: "text",
      text: { content: "x" },
      at,
    });
  });

  it("has nothing to offer where not everyone is mentioned", () => {
    expect(
      fallbacks.withoutAtAll({ msgtype: "text", text: { content: "x" }, at: { ...at, isAtAll: false } }),
    ).toBeUndefined();
    expect(fallbacks.withoutAtAll({ msgtype: "text", text: { content: "x" } })).toBeUndefined();
    expect(fallbacks.withoutAtAll({ msgtype: "feedCard", feedCard: { links: [] } })).toBeUndefined();
  });
});
