import { readFileSync } from "node:fs";
import { ciSources, sourceTypes } from "@dingpipe/sources";
import { expect, it } from "vitest";
import { sourcesFile, sourcesPage } from "../tools/write-sources.ts";

it.for(["en", "zh-CN"] as const)("docs/sources in %s is what tools/write-sources.ts makes", async (language) => {
  const page = await sourcesPage(language);
  expect(readFileSync(sourcesFile(language), "utf8")).toBe(page);
  for (const id of [...ciSources.map((source) => source.id), ...sourceTypes]) expect(page).toContain(`(\`${id}\`)`);
});
