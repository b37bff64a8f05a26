import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { listVariables } from "../packages/core/src/variables.ts";
import { variablesFile, variablesPage } from "../tools/write-variables.ts";

it.for(["en", "zh-CN"] as const)("docs/variables in %s is what tools/write-variables.ts makes", (language) => {
  expect(readFileSync(variablesFile(language), "utf8")).toBe(variablesPage(language));
});

it.for(["en", "zh-CN"] as const)(
  "docs/variables in %s has a row for every variable but the bare items of lists",
  (language) => {
    const rows = variablesPage(language).match(/^\| `event\./gm) ?? [];
    expect(rows.length).toBe(listVariables().filter(({ path }) => !path.endsWith("[]")).length);
    expect(rows.length).toBeGreaterThan(100);
  },
);
