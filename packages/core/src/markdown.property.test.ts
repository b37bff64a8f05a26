import * as fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { escapeMarkdown, escapeText, linkDestination, targetOf } from "./escape.ts";
import { hostileMessages, hostileText } from "./hostile.fixture.ts";
import { compileMarkdown } from "./markdown.ts";
import { taskBoxes } from "./task-box.ts";

type Node = { type: string; url?: string; value?: string; children?: Node[] };

const parse = (markdown: string) =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown(), taskBoxes] }) as Node;
const compile = (markdown: string) => compileMarkdown(markdown, { openLinksIn: "panel" });

describe("compileMarkdown", () => {
  it("makes only what DingTalk shows: no HTML but a font, no code, table, nesting or foreign scheme; twice changes nothing", () => {
    fc.assert(fc.property(hostileText, expectSubset));
  });

  it("adds no link and no image to those of its input; a URL that stood in HTML or code may link to itself", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        // Control characters go first: what they kept apart is read as one.
        const input = text.replace(/[\v\f\x85\u2028\u2029]/g, "\n").replace(/[^\P{Cc}\t\n\r]|\uFEFF/gu, "");
        const before = nodesOf(parse(input)).map((node) => comparable(node.url ?? ""));
        for (const node of nodesOf(parse(compile(text)))) {
          const own = textOf(node);
          if (node.url === undefined || [own, `http://${own}`, `mailto:${own}`].includes(node.url)) continue;
          const wrapped = /^dingtalk:\/\/dingtalkclient\/page\/link\?url=(.*)&pc_slide=true$/.exec(node.url)?.[1];
          expect(before).toContain(comparable(wrapped === undefined ? node.url : decodeURIComponent(wrapped)));
        }
      }),
    );
  });

  it("shows an escaped value as what it is, and makes nothing of it but a bare URL", () => {
    fc.assert(fc.property(hostileText, fc.constantFrom("", "甲 ", "**名**: ", "- "), expectInert));
  });

  it("shows each hostile message as what it is", () => {
    for (const message of hostileMessages) expectInert(message, "");
  });
});

function expectInert(text: string, before: string): void {
  const tree = parse(compile(`${before}${escapeMarkdown(text)}`));
  const allowed = [
    "root",
    "paragraph",
    "text",
    ...(before === "- " ? ["list", "listItem"] : before === "" || before === "甲 " ? [] : ["strong"]),
  ];
  for (const node of nodesOf(tree)) {
    if (node.type === "link") {
      // What follows it may ask for a link that says where it ends.
      expect(textOf(node)).toMatch(/^https?:\/\//i);
      const own = textOf(node);
      expect([own, targetOf(linkDestination(own), "panel")]).toContain(node.url);
    } else expect(allowed).toContain(node.type);
  }
  expect(shown(textOf(tree))).toContain(shown(escapeText(text)));
  expect(textOf(tree)).not.toMatch(/[@＠﹫](?!\u200B)/);
}

function expectSubset(text: string): void {
  const allowed = [
    "root",
    "paragraph",
    "text",
    "heading",
    "blockquote",
    "list",
    "listItem",
    "strong",
    "emphasis",
    "link",
    "image",
    "break",
    "html",
  ];
  const once = compile(text);
  expect(compile(once)).toBe(once);
  for (const node of nodesOf(parse(once))) {
    expect(allowed).toContain(node.type);
    if (node.type === "html") expect(node.value).toMatch(/^<(?:font color=(?:#[\da-f]{3,6}|[a-z]+)|\/font)>$/i);
    if (node.type === "listItem" || node.type === "blockquote")
      expect(nodesOf(node).filter(isContainer)).toEqual([node]);
    if (node.type === "link" || node.type === "image")
      expect(node.url).toMatch(/^(?:https?:|dingtalk:|dtmd:|mailto:|@)/i);
  }
}

function isContainer(node: Node): boolean {
  return ["listItem", "blockquote", "heading"].includes(node.type);
}

// Percent-encoding is the only change that a URL may go through.
function comparable(url: string): string {
  return url.replace(/%[\dA-F]{2}|[^\w:/?#=&.-]/gi, "").toLowerCase();
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
