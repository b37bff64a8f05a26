import { bodyBytes, MAX_BODY_BYTES, type Message, textsOf } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { composeDigest } from "./digest.ts";
import type { DigestGroup } from "./entry.ts";
import type { MessageRow } from "./rows.ts";

const options = { texts: textsOf("en"), keywords: [], overflowed: 0 };

function row(
  id: number,
  group: DigestGroup,
  changes: { topic?: string; members?: string[]; line?: string; at?: object } = {},
): MessageRow {
  const { topic = `topic ${id}`, line = `line ${id}`, members, at } = changes;
  const message: Message = {
    msgtype: "markdown",
    markdown: { title: `title ${id}`, text: `text ${id}` },
    ...(at && { at }),
  };
  return { id, message, digest: { topic, group, line, ...(members && { members }) } };
}

describe("composeDigest", () => {
  it("lists failures first, then what was fixed, passed and the rest, each in its order", () => {
    const rows = [
      row(1, "other"),
      row(2, "passed"),
      row(3, "failed"),
      row(4, "fixed"),
      row(5, "failed"),
      row(6, "passed"),
    ];
    const { message, told } = composeDigest(rows, options);
    expect(told).toBe(6);
    expect(message).toEqual({
      msgtype: "markdown",
      markdown: {
        title: "2 failed · 1 fixed · 2 passed · 1 others",
        text: [
          "#### 2 failed · 1 fixed · 2 passed · 1 others",
          "",
          "- line 3",
          "- line 5",
          "- line 4",
          "- line 2",
          "- line 6",
          "- line 1",
        ].join("\n"),
      },
    });
  });

  it("says it in the language of its texts", () => {
    const { message } = composeDigest([row(1, "failed"), row(2, "fixed")], { ...options, texts: textsOf("zh-CN") });
    expect(message.markdown.title).toBe("1 失败 · 1 恢复");
  });

  it("tells the last state of a topic, where that came", () => {
    const rows = [row(1, "failed", { topic: "a" }), row(2, "fixed", { topic: "b" }), row(3, "fixed", { topic: "a" })];
    const { message, told } = composeDigest(rows, options);
    expect(told).toBe(3);
    expect(message.markdown.text).toBe("#### 2 fixed\n\n- line 2\n- line 3");
  });

  it("tells what fires on beside what is over, and nothing of which all is told anew", () => {
    const linesOf = (...rows: readonly MessageRow[]) =>
      composeDigest(rows, options).message.markdown.text.split("\n").slice(2);
    const about = (id: number, group: DigestGroup, ...members: string[]) => row(id, group, { topic: "a", members });
    expect(linesOf(about(1, "failed", "web-1"), about(2, "fixed", "web-2"))).toEqual(["- line 1", "- line 2"]);
    expect(linesOf(about(1, "failed", "web-1"), about(2, "failed", "web-1", "web-2"))).toEqual(["- line 2"]);
    expect(
      linesOf(about(1, "failed", "web-1"), about(2, "failed", "web-2"), about(3, "fixed", "web-2", "web-1")),
    ).toEqual(["- line 3"]);
    expect(linesOf(about(1, "failed", "web-1", "web-2"), about(2, "fixed", "web-1"))).toEqual(["- line 1", "- line 2"]);
    expect(linesOf(about(1, "failed", "web-1"), row(2, "fixed", { topic: "b", members: ["web-1"] }))).toHaveLength(2);
  });

  it("says how many were only counted", () => {
    const { message } = composeDigest([row(1, "passed"), row(2, "passed")], { ...options, overflowed: 7 });
    expect(message.markdown.text).toMatch(/- line 2\n- and 7 more$/);
    expect(message.markdown.title).toBe("2 passed");
  });

  it("unites those that are mentioned, each once, mobiles before user ids", () => {
    const { message } = composeDigest(
      [
        row(1, "failed", { at: { atMobiles: ["13900000000", "13900000001"] } }),
        row(2, "failed", { at: { atMobiles: ["13900000001"], atUserIds: ["zhangsan"] } }),
        row(3, "failed"),
        row(4, "failed", { at: { isAtAll: true } }),
      ],
      options,
    );
    expect(message.at).toEqual({
      atMobiles: ["13900000000", "13900000001"],
      atUserIds: ["zhangsan"],
      isAtAll: true,
    });
    expect(message.markdown.text).toMatch(/@13900000000 @13900000001 @zhangsan$/);
  });

  it.for([
    { mobiles: 60, userIds: 60, expected: [50, 0] },
    { mobiles: 30, userIds: 60, expected: [30, 20] },
    { mobiles: 0, userIds: 60, expected: [0, 50] },
    { mobiles: 25, userIds: 25, expected: [25, 25] },
  ])("mentions at most 50 of $mobiles mobiles and $userIds user ids", ({ mobiles, userIds, expected }) => {
    const atMobiles = Array.from({ length: mobiles }, (_, index) => String(13_900_000_000 + index));
    const atUserIds = Array.from({ length: userIds }, (_, index) => `user${index}`);
    const { message } = composeDigest(
      [row(1, "failed", { at: { atMobiles } }), row(2, "failed", { at: { atUserIds } })],
      options,
    );
    expect([message.at?.atMobiles?.length ?? 0, message.at?.atUserIds?.length ?? 0]).toEqual(expected);
  });

  it("holds the keyword, which is added only where no line has it", () => {
    const keywords = ["构建", "发布"];
    expect(composeDigest([row(1, "passed"), row(2, "passed")], { ...options, keywords }).message.markdown.title).toBe(
      "2 passed 构建",
    );
    const lined = [row(1, "passed", { line: "发布 1" }), row(2, "passed")];
    expect(composeDigest(lined, { ...options, keywords }).message.markdown.title).toBe("2 passed");
  });

  it("tells as many as fit, with those that these mention alone", () => {
    const rows = Array.from({ length: 300 }, (_, index) =>
      row(index, "failed", { line: "长".repeat(100), at: { atUserIds: [`user${index}`] } }),
    );
    const { message, told } = composeDigest(rows, options);
    expect(told).toBeGreaterThan(50);
    expect(told).toBeLessThan(70);
    expect(message.markdown.title).toBe(`${told} failed`);
    expect(bodyBytes({ ...message, msgUuid: crypto.randomUUID() })).toBeLessThanOrEqual(MAX_BODY_BYTES);
    const more = composeDigest(rows.slice(0, told + 1), options);
    expect(more.told).toBe(told);
  });

  it("of one that does not even fit by itself tells that one", () => {
    expect(composeDigest([row(1, "failed", { line: "x".repeat(30_000) }), row(2, "failed")], options).told).toBe(1);
  });
});
