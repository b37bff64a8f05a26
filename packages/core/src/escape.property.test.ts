import * as fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { escapeMarkdown, escapeText, link, safeUrl, targetOf } from "./escape.ts";
import { hostileMessages, hostileText } from "./hostile.fixture.ts";

type Node = { type: string; url?: string; value?: string; children?: Node[] };

const parse = (markdown: string) =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;

// What surrounds a value: before, after, and the nodes and the text that the surroundings make by themselves.
const places = [
  { name: "alone", before: "", after: "", own: [] },
  { name: "below a line", before: "前\n", after: "", own: [] },
  { name: "below a row", before: "a | b\n", after: "\nc | d", own: [] },
  { name: "above a line", before: "", after: "\n后", own: [] },
  { name: "within a line", before: "甲 ", after: " 乙", own: [] },
  { name: "behind a letter", before: "文", after: "", own: [] },
  { name: "in a list", before: "- ", after: "\n- x", own: ["list", "listItem", "listItem"] },
  { name: "in a numbered list", before: "1. ", after: "", own: ["list", "listItem"] },
  { name: "in a quote", before: "> ", after: "", own: ["blockquote"] },
  { name: "in a heading", before: "# ", after: "", own: ["heading"] },
  { name: "in a link", before: "[甲 ", after: " 乙](https://ci.example.com/1)", own: ["link"] },
  { name: "in bold", before: "**", after: "**", own: ["strong"] },
  {
    name: "in a table",
    before: "| a | b |\n| - | - |\n| ",
    after: " | x |",
    own: ["table", "tableRow", "tableRow", ...Array(4).fill("tableCell")],
  },
  { name: "before a link", before: "", after: " [t](https://ci.example.com/1)", own: ["link"] },
];

describe("escapeMarkdown", () => {
  it("makes nothing but text and bare URLs, and shows what came in, wherever it is put", () => {
    fc.assert(fc.property(hostileText, fc.constantFrom(...places), (text, place) => expectInert(text, place)));
  });

  it.for(places)("makes nothing but text of each hostile message, $name", (place) => {
    for (const message of hostileMessages) expectInert(message, place);
  });

  it("makes no node of two values that stand side by side", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (first, second) => {
        for (const node of nodesOf(parse(`${escapeMarkdown(first)}${escapeMarkdown(second)}`))) {
          expect(["root", "paragraph", "text", "link"]).toContain(node.type);
          // Behind a letter, an intact URL is none to GFM, but its host is, when it starts with `www.`.
          if (node.type === "link") expect([textOf(node), `http://${textOf(node)}`]).toContain(node.url);
        }
      }),
    );
  });

  it("makes no image of the link behind it", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const types = nodesOf(parse(`${escapeMarkdown(text)}[t](https://ci.example.com/1)`)).map((node) => node.type);
        expect(types).not.toContain("image");
      }),
    );
  });

  it("leaves no mention, no hidden character and no second line", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const escaped of [escapeMarkdown(text), escapeText(text)]) {
          expect(escaped).not.toMatch(/[@＠﹫](?!\u200B)/);
          expect(escaped).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\p{Cs}/u);
          expect(escaped).not.toMatch(/(?:dingtalk|dtmd|javascript|ftp):[^\s\u200B]/i);
        }
      }),
    );
  });
});

describe("escapeText", () => {
  it("changes nothing more when it is applied twice", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = escapeText(text);
        expect(shown(escapeText(once))).toBe(shown(once));
      }),
    );
  });
});

describe("safeUrl and link", () => {
  it("make a link to exactly the safe URL, or only text", () => {
    const url = fc.oneof(
      hostileText,
      fc.webUrl(),
      hostileText.map((text) => `https://e.example/${text}`),
    );
    fc.assert(
      fc.property(hostileText, url, (title, raw) => {
        const target = safeUrl(raw);
        const links = nodesOf(parse(`前 ${link(title, raw, "browser")} 后`)).filter((node) => node.type === "link");
        if (target === undefined) for (const node of links) expect(node.url).toBe(textOf(node));
        else expect(links.map((node) => node.url)).toEqual([targetOf(target, "browser")]);
        if (target !== undefined) {
          expect(target).toMatch(/^https?:\/\/[^\s()<>\\@"'`*|]+$/);
          expect(
            nodesOf(parse(`[x](${target})`))
              .filter((node) => node.type === "link")
              .map((node) => node.url),
          ).toEqual([target]);
          expect(safeUrl(target)).toBe(target);
        }
      }),
    );
  });
});

function expectInert(text: string, { before, after, own }: (typeof places)[number]): void {
  const escaped = escapeMarkdown(text);
  if (escaped === "") return;
  const tree = parse(`${before}${escaped}${after}`);
  const nodes = nodesOf(tree);
  const foreign = nodes.filter((node) => !["root", "paragraph", "text"].includes(node.type) && !isBareUrl(node));
  expect(foreign.map((node) => node.type).sort()).toEqual([...own].sort());
  expect(shown(textOf(tree))).toContain(shown(escapeText(text)));
}

function isBareUrl(node: Node): boolean {
  return node.type === "link" && /^https?:\/\//i.test(node.url ?? "") && textOf(node) === node.url;
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

function shown(text: string): string {
  return text.replaceAll("\u200B", "");
}
