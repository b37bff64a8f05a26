// docs/moving.md in both languages. What its blocks do: test/moving.test.ts.
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { blocksOf } from "./fenced-blocks.ts";

const folder = new URL("../docs/", import.meta.url);
const pages = ["moving.md", "moving.zh-CN.md"].map((name) => readFileSync(new URL(name, folder), "utf8"));
const [english = "", chinese = ""] = pages;

it("holds the same blocks, sections and tables in both languages", () => {
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
  const [shape, translated] = pages.map((page) => page.match(/^(?:#+ |- |\|)/gm));
  expect(translated).toEqual(shape);
});

it.for(pages)("links to sections and files that are there", (page) => {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, "");
  const targets = [...prose.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = ""]) => target);
  expect(targets.length).toBeGreaterThan(10);
  for (const target of targets) {
    const [name = "", anchor] = target.split("#");
    expect({ target, exists: name === "" || existsSync(new URL(name, folder)) }).toEqual({ target, exists: true });
    const linked = name === "" ? page : readFileSync(new URL(name, folder), "utf8");
    if (anchor !== undefined) expect(anchorsOf(linked)).toContain(anchor);
  }
});

/** The anchors that GitHub gives the headings. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
