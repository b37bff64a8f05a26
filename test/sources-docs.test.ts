import { readFileSync } from "node:fs";
import { ciProviders, sourceTypes } from "@dingpipe/sources";
import { expect, it } from "vitest";
import { sourcesFile, sourcesPage } from "../tools/write-sources.ts";

it.for(["en", "zh-CN"] as const)("docs/sources in %s is what tools/write-sources.ts makes", async (language) => {
  const page = await sourcesPage(language);
  expect(readFileSync(sourcesFile(language), "utf8")).toBe(page);
  for (const id of [...ciProviders.filter((id) => id !== "gitee"), ...sourceTypes])
    expect(page).toContain(`(\`${id}\`)`);
});
