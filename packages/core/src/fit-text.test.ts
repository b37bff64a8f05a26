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

  // Neither a blank nor a full stop invites a cut elsewhere; the room ends within the unit.
  it.for([
    { name: "a link", unit: `[日志](https://ci.example.com/${"u".repeat(40)})` },
    {
      name: "a link with an escape and a bracket in its title",
      unit: `[a\\]${"志".repeat(20)}](https://ci.example.com/1)`,
    },
    { name: "an image", unit: `![图](https://ci.example.com/${"u".repeat(40)})` },
    { name: "a URL", unit: `http://ci.example.com/${"u".repeat(50)} `, after: " " },
    { name: "code", unit: `\`${"a b。".repeat(12)}\`` },
    { name: "code with a sign in it", unit: `\`\`${"x".repeat(60)}\`\`` },
    { name: "an entity of a name", unit: "&CounterClockwiseContourIntegral;" },
    { name: "a font", unit: `<font color=${"r".repeat(20)}>` },
  ])("cuts before $name, not inside", ({ unit, after = "" }) => {
    for (const room of [4, 8, 20, 30]) {
      const { part: first, rest } = part(`${"字".repeat(80)}${unit.trim()}${after}${"字".repeat(80)}`, 240 + room + 60);
      expect(first).toBe("字".repeat(80));
      expect(rest.startsWith(unit.trim())).toBe(true);
    }
  });

  it.for([
    { name: "an escape", unit: "\\*" },
    { name: "an entity", unit: "&lt;" },
    { name: "a numeric entity", unit: "&#126;" },
    { name: "bold", unit: "**" },
    { name: "a letter with what combines with it", unit: "e\u0301" },
    { name: "an escape with what combines with it", unit: "\\*\u0301" },
  ])("cuts before or behind $name, at every length", ({ unit }) => {
    for (let before = 50; before < 60; before += 1) {
      const { part: first } = part(`${"x".repeat(before)}${unit}${"y".repeat(400)}`, before + 61);
      expect([`${"x".repeat(before)}`, `${"x".repeat(before)}${unit}y`, `${"x".repeat(before)}${unit}`]).toContain(
        first,
      );
    }
  });

  it("cuts a link that alone fits no part, rather than not at all", () => {
    const link = `[日志](https://ci.example.com/${"u".repeat(600)})`;
    const taken = part(link, 300);
    expect(taken.part.length).toBe(236);
    expect(`${taken.part}${taken.rest}`).toBe(link);
  });

  it.for([
    { name: "dashes", marks: ["- ", "- "] },
    { name: "stars", marks: ["* ", "* "] },
    { name: "pluses", marks: ["+ ", "+\t"] },
    { name: "numbers", marks: ["9. ", "10. "] },
    { name: "numbers with brackets", marks: ["1) ", "2) "] },
    { name: "items set in", marks: ["  - ", "   - "] },
  ])("cuts a list of $name before an item, not between the lines of one", ({ marks: [one = "", two = ""] }) => {
    const list = `${one}${a}\n${two}${b}  \n  ${b}`;
    expect(part(list, 340)).toEqual({ part: `${one}${a}`, rest: `${two.trim()}${two.at(-1)}${b}  \n  ${b}` });
  });

  it.for([{ mark: "-" }, { mark: "12" }, { mark: "a." }, { mark: "1:" }])(
    "takes a line that starts with $mark for no item",
    ({ mark }) => {
      expect(part(`- ${a}\n${mark}${b}\n- ${c}`, 340)).toMatchObject({ part: `- ${a}\n${mark}${b}` });
      expect(part(`- ${a}\n- ${b}\n${mark} ${c}`, 340)).toMatchObject({
        rest: expect.stringContaining(c),
      });
    },
  );

  it("knows a fence by its signs, and its end by as many", () => {
    for (const [open, close] of [
      ["```", "```"],
      ["~~~~ sh", "~~~~"],
      ["   ```ts", "   ```"],
      ["````", "`````"],
    ]) {
      const fence = `${open}\nx\n\ny ${"z".repeat(150)}\n${close}`;
      expect(part(`${a}\n\n${fence}\n\n${b}`, 300)).toMatchObject({ part: a });
    }
    for (const open of ["``", "~~", "a ```", "```a`b", "    ```"]) {
      expect(part(`${open}\nx\n\n${"b".repeat(295)}`, 300)).toMatchObject({ part: `${open}\nx` });
    }
    const inner = `\`\`\`\`\n\`\`\`\n\nx\n~~~\n\n\`\`\`\` y\n\n${b}\n\`\`\`\``;
    expect(part(`${a}\n\n${inner}`, 300)).toEqual({ part: a, rest: inner });
  });

  it("begins nothing in a part that is nearly full", () => {
    const list = `- ${"i".repeat(50)}\n- ${"j".repeat(400)}`;
    expect(takePart(`${"a".repeat(201)}\n\n${list}`, 400, 400, "markdown")).toEqual({
      part: "a".repeat(201),
      rest: list,
    });
    expect(takePart(`${"a".repeat(190)}\n\n${list}`, 400, 400, "markdown")).toEqual({
      part: expect.stringMatching(/^a{190}\n\n- i{50}$/),
      rest: `- ${"j".repeat(400)}`,
    });
  });

  it("takes only a heading for a heading", () => {
    for (const line of ["a # b", `#${b}`, `## b\n${b}`]) {
      expect(part(`${a}\n\n${line}\n\n${"c".repeat(299)}`, 335).part).toBe(`${a}\n\n${line}`);
    }
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
