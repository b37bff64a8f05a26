import { describe, expect, it } from "vitest";
import { issuesOf, placesOf, ROBOT } from "./parse-config.fixture.ts";
import { parseConfig } from "./parse-config.ts";

describe("parseConfig places mistakes of templates and conditions", () => {
  it.for([
    { name: "a block", yaml: "- text: |\n    hello\n\n    a {{ event.ref.branc }}\n", place: "6:10" },
    { name: "a block with its indentation said", yaml: "- text: |2\n      {{ event.ref.branc }}\n", place: "4:" },
    { name: "a folded block, at its start", yaml: "- text: >\n    hello\n    {{ event.ref.branc }}\n", place: "3:9" },
    { name: "a plain text", yaml: "- text: a {{ event.ref.branc }}\n", place: "3:14" },
    { name: "a text in quotes", yaml: '- text: "a {{ event.ref.branc }}"\n', place: "3:15" },
    { name: "a text with escapes, at its start", yaml: '- text: "a\\n{{ event.ref.branc }}"\n', place: "3:9" },
    { name: "a condition in a block", yaml: "- when: |\n    true &&\n    event.ref.branc == 'x'\n", place: "5:5" },
  ])("in $name", async ({ yaml, place }) => {
    const [found] = await placesOf(`${ROBOT}rules:\n${yaml}`);
    expect(found?.startsWith(place), found).toBe(true);
  });
});

describe("parseConfig reads files that are no configuration", () => {
  it.for([
    { name: "an empty file", text: "", expected: ["1:1 robots missing"] },
    { name: "only a comment", text: "# later\n", expected: ["1:1 robots missing"] },
    { name: "no robot", text: "robots: {}\n", expected: ["1:1 robots missing"] },
    { name: "an empty robots", text: "locale: en\nrobots:\n", expected: ["2:1 robots missing"] },
    { name: "a word", text: "hello", expected: ["1:1  syntax not_a_mapping"] },
    { name: "a list", text: "- a", expected: ["1:1  syntax not_a_mapping"] },
    { name: "null", text: null, expected: [" syntax not_a_mapping"] },
    { name: "a number", text: 12, expected: [" syntax not_a_mapping"] },
    { name: "a list of objects", text: [{}], expected: [" syntax not_a_mapping"] },
    { name: "tabs", text: "robots:\n\tops: 1\n", expected: ["2:1  syntax tab"] },
    {
      name: "references in { }",
      text: "robots: { ops: { webhook: ${X}, secret: ${Y} } }\nx: [${Z}, 1]\n",
      expected: ["1:27  syntax flow_reference", "1:41  syntax flow_reference", "2:5  syntax flow_reference"],
    },
    {
      name: "patterns without quotes",
      text: `${ROBOT}rules: [{branches: [!main]}]\nx: [**]\ny: @a\n`,
      expected: ["2:21  syntax indicator", "4:4  syntax indicator"],
    },
    {
      name: "an alias of nothing",
      text: "a: [!b]\nx: [**]\ny: &z\n",
      expected: ["1:5  syntax indicator", "2:5  syntax indicator", "3:6  syntax indicator"],
    },
    {
      name: "merges",
      text: `${ROBOT}rules:\n  - &a { on: failed }\n  - <<: *a\n    name: b\n  - { "<<": *a }\n`,
      expected: ["4:5  syntax merge", "6:7  syntax merge"],
    },
    { name: "a colon in a value", text: "title: a: b\n", expected: ["1:8  syntax colon"] },
    { name: "a line without colon", text: "robots\nlocale: en\n", expected: ["1:1  syntax missing_character"] },
    { name: "an open quote", text: 'locale: "en\n', expected: ["2:1  syntax missing_character"] },
    { name: "an unknown escape", text: 'locale: "\\q"\n', expected: ["1:10  syntax escape"] },
    { name: "a wrong indentation", text: "a:\n    b: 1\n  c: 2\n", expected: ["3:1  syntax indent"] },
    { name: "a key indented too far", text: "a:\n  b: 1\n    c: 2\n", expected: ["3:1  syntax indent"] },
    { name: "a key indented too far, long after", text: "a: x\n  y\n  z: 2\n", expected: ["3:1  syntax indent"] },
    { name: "a key left of its item", text: "a:\n  - b: 1\n   c: 2\n", expected: ["3:1  syntax indent"] },
    { name: "two documents", text: `${ROBOT}---\nlocale: en\n`, expected: ["3:1  several_documents"] },
    { name: "nested too deep", text: "[".repeat(100_000), expected: ["1:1  syntax too_deep"] },
    { name: "nested too deep in a block", text: "- ".repeat(10_000), expected: ["1:1  syntax too_deep"] },
    { name: "larger than 1 MiB", text: `${ROBOT}#${"构".repeat(350_000)}`, expected: ["1:1  syntax too_large"] },
    {
      name: "aliases of aliases",
      text: `a: &a [${"x,".repeat(9)}]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]`,
      expected: ["1:1  syntax aliases"],
    },
    { name: "a key that is a list", text: "? [1]\n: x\n", expected: ["1:3  syntax other"] },
    { name: "JSON that ends early", text: '{"robots": {', expected: ["1:13  syntax missing_character"] },
  ])("$name", async ({ text, expected }) => {
    const issues = await issuesOf(text);
    const found = issues.map(({ line, column, path, code, values }) =>
      `${line === undefined ? "" : `${line}:${column} `}${path} ${code} ${values["problem"] ?? ""}`.trimEnd(),
    );
    expect(found).toEqual(expected);
  });

  it("takes a document's marks, an anchor and its alias", async () => {
    const text = `---\nrobots:\n  ops: { webhook: "\${A}" }\nrules:\n  - &rule { name: a, on: &on [failed] }\n  - { name: b, on: *on }\n---\n`;
    expect((await parseConfig(text)).rules.map(({ on }) => on)).toEqual([["failed"], ["failed"]]);
  });

  it("places a mistake behind an alias at the value that it stands for", async () => {
    const text = `${ROBOT}rules:\n  - { name: a, mention: &m { all: 1 } }\n  - { name: b, mention: *m }\n`;
    expect(await placesOf(text)).toEqual([
      "3:35 rules[0].mention.all wrong_value",
      "3:35 rules[1].mention.all wrong_value",
    ]);
  });
});

describe("parseConfig of a value that begins with a template", () => {
  it("says that YAML wants quotes there", async () => {
    const input = "robots:\n  ops: { webhook: '${A}' }\nrules:\n  - title: {{ event.state }} x\n";
    await expect(parseConfig(input)).rejects.toMatchObject({
      details: { issues: [{ code: "syntax", values: { problem: "template_start" }, line: 4, column: 12 }] },
    });
  });
});
