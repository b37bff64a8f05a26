// What the documents at the root point to is there: a claim whose test was renamed is a claim without a test.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = ["SECURITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "README.md", "README.zh-CN.md"];
const rooms = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.for(documents)("%s", (name) => {
  const text = readFileSync(join(root, name), "utf8");

  it("names only files that exist", () => {
    // What a build makes is not there before one.
    const kept = pathsOf(text).filter((path) => !/\/dist(?:\/|$)/.test(path));
    expect(kept.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("links only to files that exist", () => {
    expect(linksOf(text).filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});

it("each threat in SECURITY.md names where it is tested", () => {
  const [, , ...rows] = readFileSync(join(root, "SECURITY.md"), "utf8").match(/^\|.*\|$/gm) ?? [];
  expect(rows.length).toBeGreaterThanOrEqual(10);
  expect(rows.filter((row) => pathsOf(row.split("|").at(-2) ?? "").length === 0)).toEqual([]);
});

/** The paths in backticks that begin in a folder of the repository, and pnpm's own files at its root; `{a,b}` is both of them. */
function pathsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([\w.{},@-]+(?:\/[\w.{},-]+)*\/?)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => rooms.some(({ name }) => path.startsWith(`${name}/`)) || /^pnpm-[\w-]+\.yaml$/.test(path))
    .flatMap((path) => {
      const [whole, options] = /\{([^}]*)\}/.exec(path) ?? [];
      return whole === undefined ? [path] : (options ?? "").split(",").map((option) => path.replace(whole, option));
    });
}

function linksOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}
