import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { summaryOf } from "./summary.ts";

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

/** Every node without children, as a reader of CommonMark sees it. */
function leavesOf(node: Node): readonly Node[] {
  return node.children === undefined ? [node] : node.children.flatMap(leavesOf);
}

describe("summaryOf", () => {
  it.for([
    "![](https://evil.example/pixel.png)",
    "[click](https://evil.example)",
    "<https://evil.example>",
    "</details><img src=x onerror=alert(1)>",
    "<!-- the rest is gone",
    "`code` **bold** _it_ ~~no~~",
    "# title",
    "> quote",
    "a &amp; b &#35;",
    "\\*",
    "| a | b |",
    "@octocat #1 acme/shop#2",
    "https://evil.example",
  ])("shows %s as it is", (line) => {
    const leaves = leavesOf(fromMarkdown(summaryOf("not delivered", `${line}\nsecond line`)) as Node);
    expect(leaves).toMatchObject([
      { type: "text", value: "not delivered" },
      { type: "text", value: line },
      { type: "text", value: "second line" },
    ]);
  });

  it.for(["@octocat", "#1", "https://evil.example", "a@evil.example", "~~no~~", "| a | b |", "$x$ ${y}"])(
    "leaves nothing in %s that GitHub alone reads as more than text",
    (line) => expect(summaryOf("title", line).split("\n").at(-1)).not.toMatch(/[@.:~|$}]|#(?!\d+;)/),
  );
});
