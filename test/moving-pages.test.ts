// docs/moving.md in both languages. What its blocks do: test/moving.test.ts.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { blocksOf } from "./fenced-blocks.ts";
import { linksOf } from "./page-links.ts";

const folder = new URL("../docs/", import.meta.url);
const pages = ["moving.md", "moving.zh-CN.md"].map((name) => readFileSync(new URL(name, folder), "utf8"));
const [english = "", chinese = ""] = pages;

it("holds the same blocks, sections and tables in both languages", () => {
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
  const [shape, translated] = pages.map((page) => page.match(/^(?:#+ |- |\|)/gm));
  expect(translated).toEqual(shape);
});

it.for(pages)("links to sections and files that are there", (page) => {
  const { targets, broken } = linksOf(page, folder);
  expect(targets.length).toBeGreaterThan(10);
  expect(broken).toEqual([]);
});
