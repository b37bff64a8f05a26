import { describe, expect, it } from "vitest";
import { bodyBytes, encodeMessage, type Message, withKeyword } from "./message.ts";
import { nearest } from "./nearest.ts";
import { truncate } from "./truncate.ts";

describe("bodyBytes", () => {
  it("counts the UTF-8 of the JSON as it goes over the wire", () => {
    const message: Message = { msgtype: "text", text: { content: '构建"\n🚀' } };
    expect(new TextDecoder().decode(encodeMessage(message))).toBe(
      '{"msgtype":"text","text":{"content":"构建\\"\\n🚀"}}',
    );
    expect(bodyBytes(message)).toBe(54);
  });
});

describe("withKeyword", () => {
  it.for([
    [{ msgtype: "text", text: { content: "失败" } }, { text: { content: "失败\n构建" } }],
    [{ msgtype: "link", link: { title: "t", text: "x", messageUrl: "u" } }, { link: { title: "t 构建" } }],
    [{ msgtype: "markdown", markdown: { title: "t", text: "x" } }, { markdown: { title: "t 构建", text: "x" } }],
    [
      { msgtype: "actionCard", actionCard: { title: "t", text: "x", singleTitle: "s", singleURL: "u" } },
      { actionCard: { title: "t 构建", singleTitle: "s" } },
    ],
    [
      {
        msgtype: "feedCard",
        feedCard: {
          links: [
            { title: "a", messageURL: "u", picURL: "" },
            { title: "b", messageURL: "u", picURL: "" },
          ],
        },
      },
      { feedCard: { links: [{ title: "a 构建" }, { title: "b" }] } },
    ],
  ] satisfies [Message, object][])("adds the first keyword to %j", ([message, expected]) => {
    expect(withKeyword(message, ["构建", "发布"])).toMatchObject(expected);
  });

  it.for([
    { msgtype: "text", text: { content: "发布失败" } },
    { msgtype: "link", link: { title: "t", text: "发布", messageUrl: "u" } },
    { msgtype: "markdown", markdown: { title: "发布", text: "x" } },
    { msgtype: "markdown", markdown: { title: "t", text: "发布" } },
    { msgtype: "actionCard", actionCard: { title: "t", text: "发布", singleTitle: "s", singleURL: "u" } },
    { msgtype: "feedCard", feedCard: { links: [{ title: "发布", messageURL: "u", picURL: "" }] } },
  ] satisfies Message[])("leaves %j, which holds one", (message) => {
    expect(withKeyword(message, ["构建", "发布"])).toBe(message);
  });

  it("leaves a message of a robot without keywords, and an empty feedCard", () => {
    const message: Message = { msgtype: "feedCard", feedCard: { links: [] } };
    expect(withKeyword(message, [])).toBe(message);
    expect(withKeyword(message, ["构建"])).toBe(message);
  });
});

describe("nearest", () => {
  it.for([
    ["brnach", "branch"],
    ["Branch", "branch"],
    ["branc", "branch"],
    ["o", "on"],
    ["zzz", undefined],
    ["", undefined],
  ] as const)("%s is meant as %s", ([word, expected]) => {
    expect(nearest(word, ["pipeline", "branch", "on"])).toBe(expected);
  });
});

describe("truncate", () => {
  it.for([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧"],
    ["👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2, "👨‍👩‍👧…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["", 1, ""],
  ] as const)("%s in %i characters is %s", ([text, characters, expected]) => {
    expect(truncate(text, characters)).toBe(expected);
  });
});
