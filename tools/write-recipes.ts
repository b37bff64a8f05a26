// Writes apps/cli/src/recipes.ts, what `dingpipe init` copies, from examples/; with --check fails where the file is not what it would write.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const path = `${root}apps/cli/src/recipes.ts`;

/** Where a user's repository has the files of a recipe. */
const places: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gitee-go": { "pipeline.yml": ".workflow/pipeline.yml" },
  "gitee-enterprise": { "notify.sh": "notify.sh" },
  "github-actions": { "ci.yml": ".github/workflows/ci.yml" },
  "gitea-actions": { "build.yaml": ".gitea/workflows/build.yaml" },
  "gitlab-ci": { "gitlab-ci.yml": ".gitlab-ci.yml" },
  jenkins: { Jenkinsfile: "Jenkinsfile" },
  "aliyun-flow": { "pipeline.yml": "aliyun-flow.yml" },
  coding: { Jenkinsfile: "Jenkinsfile" },
  cnb: { "cnb.yml": ".cnb.yml" },
  "bk-ci": { "pipeline.yml": ".ci/pipeline.yml" },
  drone: { "drone.yml": ".drone.yml" },
  woodpecker: { "woodpecker.yaml": ".woodpecker.yaml" },
  "azure-pipelines": { "azure-pipelines.yml": "azure-pipelines.yml" },
  circleci: { "config.yml": ".circleci/config.yml" },
  tekton: { "task.yaml": "tekton/task.yaml", "pipeline.yaml": "tekton/pipeline.yaml" },
};

const recipes = Object.fromEntries(
  Object.entries(places).map(([name, files]) => [
    name,
    {
      title: { "zh-CN": cell("README.zh-CN.md", name, 1), en: cell("README.md", name, 1) },
      secrets: { "zh-CN": cell("README.zh-CN.md", name, 3), en: cell("README.md", name, 3) },
      files: Object.fromEntries(
        Object.entries(files).map(([file, place]) => [place, readFileSync(`${root}examples/${name}/${file}`, "utf8")]),
      ),
    },
  ]),
);

const code = format(`// Made from examples/ by tools/write-recipes.ts.
import type { WordsLocale } from "./locale.ts";

/** What \`dingpipe init\` writes for a CI. */
export interface Recipe {
  readonly title: Readonly<Record<WordsLocale, string>>;
  /** Where that CI keeps secrets. */
  readonly secrets: Readonly<Record<WordsLocale, string>>;
  /** By their path in the repository. */
  readonly files: Readonly<Record<string, string>>;
}

export const recipes: Readonly<Record<string, Recipe>> = ${JSON.stringify(recipes, null, 2)};
`);

if (!process.argv.includes("--check")) {
  writeFileSync(path, code);
} else if (!existsSync(path) || readFileSync(path, "utf8") !== code) {
  console.error("apps/cli/src/recipes.ts is not what examples/ has: run node tools/write-recipes.ts");
  process.exitCode = 1;
}

/** A cell of a recipe's row in the table of all, without links. */
function cell(file: string, name: string, column: number): string {
  const row = readFileSync(`${root}examples/${file}`, "utf8")
    .split("\n")
    .find((line) => line.includes(`](${name}/`));
  const text = row?.split(" | ")[column - 1];
  if (text === undefined) throw new RangeError(`examples/${file} has no row for ${name}`);
  return text.replace(/^\| /, "").replace(/\[(.*?)\]\(.*?\)/g, "$1");
}

function format(text: string): string {
  return execFileSync(`${root}node_modules/.bin/biome`, ["format", "--stdin-file-path", path], {
    input: text,
    encoding: "utf8",
  });
}
