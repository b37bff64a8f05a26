import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { noMentions, withMentions } from "./mention.ts";
import type { Message } from "./message.ts";

const markdown: Message = { msgtype: "markdown", markdown: { title: "t", text: "body" } };

describe("withMentions", () => {
  it("puts each person into `at` and into the text", () => {
    expect(withMentions(markdown, { mobiles: ["13900000000"], userIds: ["zhangsan"], all: false })).toEqual({
      msgtype: "markdown",
      markdown: { title: "t", text: "body\n\n@13900000000 @zhangsan" },
      at: { atMobiles: ["13900000000"], atUserIds: ["zhangsan"] },
    });
  });

  it("leaves a person where the text already names them, and does not take a longer number for it", () => {
    const text: Message = { msgtype: "text", text: { content: "请 @139 看 @1390" } };
    expect(withMentions(text, { mobiles: ["139"], userIds: [], all: false })).toMatchObject({
      text: { content: "请 @139 看 @1390" },
    });
    const longer: Message = { msgtype: "text", text: { content: "看 @1390" } };
    expect(withMentions(longer, { mobiles: ["139"], userIds: [], all: false })).toMatchObject({
      text: { content: "看 @1390\n@139" },
    });
  });

  it("needs no word in the text for everybody", () => {
    expect(withMentions(markdown, { ...noMentions, all: true })).toEqual({ ...markdown, at: { isAtAll: true } });
  });

  it("names nobody twice", () => {
    const message = withMentions(markdown, { mobiles: ["139", "139"], userIds: [], all: false });
    expect(message).toMatchObject({ markdown: { text: "body\n\n@139" }, at: { atMobiles: ["139"] } });
  });

  it("keeps a message without mentions as it is", () => {
    expect(withMentions(markdown, noMentions)).toBe(markdown);
  });

  it("works on an actionCard and on an empty text", () => {
    const card: Message = {
      msgtype: "actionCard",
      actionCard: { title: "t", text: "", singleTitle: "看", singleURL: "https://example.com" },
    };
    expect(withMentions(card, { mobiles: ["139"], userIds: [], all: false })).toMatchObject({
      actionCard: { text: "@139" },
    });
  });

  it.for([
    { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://example.com" } },
    { msgtype: "feedCard", feedCard: { links: [] } },
  ] as const)("is refused on a $msgtype, which can't mention", (message) => {
    const error = thrownBy(() => withMentions(message, { ...noMentions, all: true }));
    expect(error).toMatchObject({ code: "mention_not_supported", details: { msgtype: message.msgtype } });
  });

  it("is refused above fifty people", () => {
    const mobiles = Array.from({ length: 51 }, (_, index) => String(13_900_000_000 + index));
    expect(withMentions(markdown, { mobiles: mobiles.slice(1), userIds: [], all: false }).msgtype).toBe("markdown");
    const error = thrownBy(() => withMentions(markdown, { mobiles, userIds: [], all: false }));
    expect(error).toMatchObject({ code: "mention_too_many", details: { count: 51, limit: 50 } });
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(DingpipeError);
    return error;
  }
  throw new Error("nothing was thrown");
}
