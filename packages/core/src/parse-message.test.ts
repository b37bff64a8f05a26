import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import { DingpipeError, type Issue } from "./error.ts";
import { describeIssue } from "./locales/describe.ts";
import type { Message } from "./message.ts";
import { type messageSchema, parseMessage } from "./parse-message.ts";

const good: readonly Message[] = [
  { msgtype: "text", text: { content: "构建通过" }, at: { atMobiles: ["13900000000"], isAtAll: false } },
  { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://example.com", picUrl: "" } },
  { msgtype: "markdown", markdown: { title: "t", text: "x" }, msgUuid: "u" },
  { msgtype: "actionCard", actionCard: { title: "t", text: "x", singleTitle: "看", singleURL: "https://example.com" } },
  {
    msgtype: "actionCard",
    actionCard: { title: "t", text: "x", btns: [{ title: "看", actionURL: "dingtalk://x" }], btnOrientation: "1" },
  },
  { msgtype: "feedCard", feedCard: { links: [{ title: "t", messageURL: "https://example.com", picURL: "" }] } },
];

describe("parseMessage", () => {
  it.for(good)("takes a $msgtype as it is", (message) => {
    expect(parseMessage(structuredClone(message))).toEqual(message);
  });

  it.for([
    {
      name: "no title",
      value: { msgtype: "markdown", markdown: { text: "x" } },
      expected: [["markdown.title", "missing"]],
    },
    {
      name: "the feedCard's casing in a link",
      value: { msgtype: "link", link: { title: "t", text: "x", messageURL: "https://example.com" } },
      expected: [
        ["link.messageUrl", "missing"],
        ["link", "unknown_key", "messageUrl"],
      ],
    },
    {
      name: "a button's casing",
      value: {
        msgtype: "actionCard",
        actionCard: { title: "t", text: "x", btns: [{ title: "a", actionUrl: "https://example.com" }] },
      },
      expected: [
        ["actionCard.btns[0].actionURL", "missing"],
        ["actionCard.btns[0]", "unknown_key", "actionURL"],
      ],
    },
    {
      name: "the link's casing in a feedCard",
      value: {
        msgtype: "feedCard",
        feedCard: { links: [{ title: "t", messageURL: "https://example.com", picUrl: "" }] },
      },
      expected: [
        ["feedCard.links[0].picURL", "missing"],
        ["feedCard.links[0]", "unknown_key", "picURL"],
      ],
    },
    {
      name: "a wrong type's casing",
      value: { msgtype: "actioncard" },
      expected: [["msgtype", "wrong_value", "actionCard"]],
    },
    {
      name: "an empty text",
      value: { msgtype: "text", text: { content: "" } },
      expected: [["text.content", "wrong_value"]],
    },
    {
      name: "a URL that runs a script",
      value: { msgtype: "link", link: { title: "t", text: "x", messageUrl: "javascript:alert(1)" } },
      expected: [["link.messageUrl", "wrong_value"]],
    },
    {
      name: "no buttons",
      value: { msgtype: "feedCard", feedCard: { links: [] } },
      expected: [["feedCard.links", "wrong_value"]],
    },
    { name: "nothing", value: {}, expected: [["msgtype", "missing"]] },
    { name: "null", value: null, expected: [["", "wrong_value"]] },
  ])("names the field of $name", ({ value, expected }) => {
    const issues = issuesOf(value).map(({ path, code, values }) =>
      values["nearest"] === undefined ? [path, code] : [path, code, values["nearest"]],
    );
    expect(issues).toEqual(expected);
  });

  it.for([
    { value: { msgtype: "text", text: { content: "" } }, words: "text.content: 值不对：空文字。应为非空文字。" },
    {
      value: { msgtype: "link", link: { title: "t", text: "x", messageUrl: "ftp://a.example" } },
      words: "link.messageUrl: 值不对：文字。应为 http、https 或 dingtalk 链接。",
    },
    {
      value: { msgtype: "feedCard", feedCard: { links: [] } },
      words: "feedCard.links: 值不对：空列表。应为非空列表。",
    },
  ])("has Chinese words for it: $words", ({ value, words }) => {
    expect(issuesOf(value).map((issue) => describeIssue(issue, "zh-CN"))).toEqual([words]);
  });

  it.for([
    { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://example.com" }, at: { isAtAll: true } },
    { msgtype: "feedCard", feedCard: { links: [{ title: "t", messageURL: "https://a.example", picURL: "" }] }, at: {} },
  ])("refuses a mention on a $msgtype, which can't", (value) => {
    expect(() => parseMessage(value)).toThrow(expect.objectContaining({ code: "mention_not_supported" }));
  });

  it("is held equal to the public type", () => {
    expectTypeOf<z.output<typeof messageSchema>>().toEqualTypeOf<Message>();
  });
});

function issuesOf(value: unknown): readonly Issue[] {
  try {
    parseMessage(value);
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "message_invalid") return error.details.issues;
    throw error;
  }
  throw new Error("the message was taken");
}
