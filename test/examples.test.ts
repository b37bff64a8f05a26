// What holds for every recipe; what each does is run by its own test.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { recipes as ciRecipes } from "../apps/cli/src/recipes.ts";

const folder = fileURLToPath(new URL("../examples", import.meta.url));
const recipes = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const tables = ["README.md", "README.zh-CN.md"];

describe.for(recipes.map(({ name }) => name))("the recipe %s", (name) => {
  it("has both READMEs, a test, and a line in both tables", () => {
    for (const file of [...tables, "example.test.ts"]) expect(readdirSync(join(folder, name))).toContain(file);
    for (const table of tables) {
      expect(readFileSync(join(folder, table), "utf8")).toContain(`](${name}/${table})`);
    }
  });

  it("has no link that leads nowhere", () => {
    for (const readme of tables) {
      const text = readFileSync(join(folder, name, readme), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => join(folder, name, path));
      expect(links.filter((path) => !existsSync(path))).toEqual([]);
    }
  });

  it("holds no address of a robot", () => {
    const files = readdirSync(join(folder, name), { withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { name: file } of files.filter((entry) => !entry.name.endsWith(".test.ts"))) {
      expect(readFileSync(join(folder, name, file), "utf8")).not.toMatch(/access_token=|SEC[0-9a-f]{16}/);
    }
  });
});

it("says for each CI that does not tell of a cancel that it does not, in the table and in the recipe", () => {
  const words = { "README.md": /cancel[^.:]*\b(?:no|neither|not)\b/i, "README.zh-CN.md": /取消[^。]*(?:不|只能)/ };
  for (const [table, word] of Object.entries(words)) {
    const rows = readFileSync(join(folder, table), "utf8").matchAll(/^\| \[.*?\]\(([\w-]+)\/.* \| (.*) \|$/gm);
    const silent = [...rows]
      .filter(([, , cancel = ""]) => /(?:^|[;；] ?)(?:no|否)/.test(cancel))
      .map(([, name = ""]) => name);
    expect(silent).toEqual(["gitlab-ci", "drone", "woodpecker", "circleci", "tekton"]);
    for (const name of silent)
      expect(readFileSync(join(folder, name, table), "utf8"), `${name}/${table}`).toMatch(word);
  }
});

it("has a row for each CI on the page of what broke and what was repaired", () => {
  const pages = { "broken-and-fixed.md": "README.md", "broken-and-fixed.zh-CN.md": "README.zh-CN.md" };
  for (const [page, readme] of Object.entries(pages)) {
    const text = readFileSync(join(folder, "../docs", page), "utf8");
    const named = [...text.matchAll(/\]\(\.\.\/examples\/([\w-]+)\/([\w.-]+)\)/g)].map(([, name, file]) => [
      name,
      file,
    ]);
    expect(named.toSorted()).toEqual(
      Object.keys(ciRecipes)
        .map((name) => [name, readme])
        .toSorted(),
    );
    for (const name of Object.keys(ciRecipes)) {
      expect(readFileSync(join(folder, name, readme), "utf8")).toContain(`](../../docs/${page})`);
    }
  }
});

it("has no line in a table for a recipe that is not there", () => {
  for (const table of tables) {
    const named = [...readFileSync(join(folder, table), "utf8").matchAll(/^\| \[.*?\]\(([\w-]+)\//gm)].map(
      ([, name]) => name,
    );
    expect(named.toSorted()).toEqual(recipes.map(({ name }) => name).toSorted());
  }
});
