import { describe, expect, it } from "vitest";
import { jsonBytes, shortened, takePart } from "./fit-text.ts";

describe("jsonBytes", () => {
  it.for([
    { text: "", bytes: 0 },
    { text: "a", bytes: 1 },
    { text: "中", bytes: 3 },
    { text: "👍", bytes: 4 },
    { text: '"\\\n', bytes: 6 },
    { text: "\u0001", bytes: 6 },
  ])("counts $bytes bytes in a JSON string", ({ text, bytes }) => {
    expect(jsonBytes(text)).toBe(bytes);
  });
});

describe("shortened", () => {
  it.for([
    { name: "leaves what fits exactly", text: "中文ab", room: 8, expected: "中文ab" },
    { name: "leaves blanks alone where nothing is cut", text: " a ", room: 3, expected: " a " },
    { name: "uses the room to the last byte", text: "abcdefg", room: 6, expected: "abc…" },
    { name: "cuts no character", text: "a👨‍👩‍👧b", room: 15, expected: "a…" },
    { name: "keeps the blank before and drops the one at the cut", text: " a bcdef", room: 6, expected: " a…" },
    { name: "counts what JSON escapes", text: '""""', room: 7, expected: '""…' },
  ])("$name", ({ text, room, expected }) => {
    expect(shortened(text, room)).toBe(expected);
  });
});

describe("takePart", () => {
  const part = (text: string, room: number, format: "markdown" | "text" = "markdown") =>
    takePart(text, room, room, format);
  const a = "a".repeat(150);
  const b = "b".repeat(150);
  const c = "c".repeat(150);

  it("takes everything that fits exactly", () => {
    expect(part(a, 150)).toEqual({ part: a, rest: "" });
  });

  it("takes the blocks that fit, to the last byte", () => {
    expect(part(`${a}\n\n${b}\n\n${c}`, 304)).toEqual({ part: `${a}\n\n${b}`, rest: c });
    expect(part(`${a}\n\n${b}\n\n${c}`, 303)).toEqual({ part: a, rest: `${b}\n\n${c}` });
  });

  it("takes the lines of a text that fit, whatever blocks they make in Markdown", () => {
    expect(part(`${a}\n\n${b}\n${c}`, 306, "text")).toEqual({ part: `${a}\n\n${b}`, rest: c });
    expect(part(`**${a}\n- ${b} ${c}`, 306, "text")).toEqual({ part: `**${a}`, rest: `- ${b} ${c}` });
  });

  it("keeps the indentation of a text's lines and the marks at a cut", () => {
    expect(part(`${a}\n  ${b}\n  ${c}`, 310, "text")).toEqual({ part: `${a}\n  ${b}`, rest: `  ${c}` });
    const { part: first, rest } = part(`**${"x".repeat(400)}`, 300, "text");
    expect({ first, rest }).toEqual({ first: `**${"x".repeat(298)}`, rest: "x".repeat(102) });
  });

  it("keeps a URL of a text whole", () => {
    const url = `https://ci.example.com/${"u".repeat(100)}`;
    expect(part(`${"词".repeat(70)}${url} ${"词".repeat(70)}`, 300, "text").part).toBe("词".repeat(70));
    expect(part(`${"词".repeat(70)}${url.replace("https", "http")}`, 300, "text").part).toBe("词".repeat(70));
  });

  it("keeps the continuation of an item with it", () => {
    expect(part(`${a}\n\n- ${b}\n\n  ${c}`, 320)).toEqual({ part: a, rest: `- ${b}\n\n  ${c}` });
  });

  it("breaks a block that fits no part from where the last one ended, if that is worth while", () => {
    const items = `- ${a}\n- ${b}\n- ${c}`;
    expect(takePart(`${a}\n\n${items}`, 400, 400, "markdown")).toEqual({
      part: `${a}\n\n- ${a}`,
      rest: `- ${b}\n- ${c}`,
    });
    expect(takePart(`${a}${a}\n\n${items}`, 400, 400, "markdown")).toEqual({ part: `${a}${a}`, rest: items });
  });

  it("puts no fence into a part that has no room for a line of it", () => {
    const fence = `\`\`\`\n${"x".repeat(300)}\n${"y".repeat(300)}\n\`\`\``;
    expect(takePart(`${a}\n\n${fence}`, 450, 450, "markdown")).toEqual({ part: a, rest: fence });
    expect(takePart(`${a}\n\n${fence}`, 600, 600, "markdown")).toEqual({
      part: `${a}\n\n\`\`\`\n${"x".repeat(300)}\n\`\`\``,
      rest: `\`\`\`\n${"y".repeat(300)}\n\`\`\``,
    });
  });

  it("does not take a heading without what it heads", () => {
    expect(part(`${a}\n\n## ${b}\n\n${c}`, 310)).toEqual({ part: a, rest: `## ${b}\n\n${c}` });
    expect(part(`## ${a}\n\n${c}`, 200)).toEqual({ part: `## ${a}`, rest: c });
  });

  it("prefers the end of a sentence to the end of a word, where the part stays half full", () => {
    const words = `${"w".repeat(9)} `;
    expect(part(`${words.repeat(15)}end. ${words.repeat(30)}`, 300)).toMatchObject({ part: `${words.repeat(15)}end.` });
    expect(part(`${words.repeat(5)}end. ${words.repeat(30)}`, 300)).toMatchObject({
      part: `${words.repeat(5)}end. ${words.repeat(18).trim()}`,
    });
    expect(part(`${"字".repeat(60)}。${"字".repeat(60)}`, 300)).toEqual({
      part: `${"字".repeat(60)}。`,
      rest: "字".repeat(60),
    });
  });

  it("opens the bold, the font and the quote again, and guards the rest of a plain line", () => {
    const long = "字".repeat(100);
    expect(part(`> a **${long}**`, 250)).toMatchObject({
      part: expect.stringMatching(/^> a \*\*字+\*\*$/),
      rest: expect.stringMatching(/^> \*\*字+\*\*$/),
    });
    expect(part(`<font color=red>${long}</font>`, 250)).toMatchObject({
      part: expect.stringMatching(/^<font color=red>字+<\/font>$/),
      rest: expect.stringMatching(/^<font color=red>字+<\/font>$/),
    });
    expect(part(`<font color=red>a</font> **b** \\** ${long}`, 250)).toMatchObject({
      rest: expect.stringMatching(/^字+$/),
    });
    expect(part(`${"w".repeat(188)} - ${"w".repeat(188)}`, 250)).toMatchObject({
      part: "w".repeat(188),
      rest: `\\- ${"w".repeat(188)}`,
    });
  });
});
