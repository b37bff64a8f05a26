// What `dingpipe init` writes for each CI, used as it stands in a job of that CI.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runStep } from "../apps/action/test/fake-runner.ts";
import { withGroup } from "../apps/action/test/samples.ts";
import { recipes } from "../apps/cli/src/recipes.ts";
import { runJob, stored } from "./recipe.ts";

/** What a job of a CI is like that is not in its sample, or has another name. */
const jobs: Readonly<
  Record<string, { readonly sample: string; readonly env?: Readonly<Record<string, string>>; readonly line?: string }>
> = {
  "gitee-enterprise": { sample: "ci/gitee-enterprise-complete", line: "sh notify.sh FAIL" },
  "gitea-actions": { sample: "ci/gitea-complete", env: { DINGPIPE_STATUS: "failure" } },
  "gitlab-ci": { sample: "ci/gitlab-complete", env: { CI_JOB_STATUS: "failed" } },
  "azure-pipelines": { sample: "ci/azure-complete", env: { AGENT_JOBSTATUS: "Failed" } },
  jenkins: { sample: "ci/jenkins-complete", env: { DINGPIPE_STATUS: "FAILURE" } },
  "bk-ci": { sample: "ci/bk-ci-complete", line: "npx -y dingpipe notify --status FAILED" },
  woodpecker: { sample: "ci/woodpecker-complete", env: { CI_PIPELINE_STATUS: "failure" } },
  tekton: {
    sample: "ci/tekton-complete",
    env: { DINGPIPE_PROVIDER: "tekton", DINGPIPE_STATUS: "Failed", DINGPIPE_PIPELINE: "release" },
  },
  coding: { sample: "ci/coding-complete", env: { DINGPIPE_STATUS: "FAILURE" } },
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dingpipe-init-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

it("has the recipes as they are in examples/", () => {
  const tool = fileURLToPath(new URL("../tools/write-recipes.ts", import.meta.url));
  execFileSync(process.execPath, [tool, "--check"]);
});

/** What it writes into a folder of its own, by path. */
function init(ci: string): Readonly<Record<string, string>> {
  const dingpipe = join(inject("packedProject"), "node_modules/.bin/dingpipe");
  execFileSync(dingpipe, ["init", ci, "--ci", ci, "--locale", "zh-CN"], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "" },
    stdio: "pipe",
  });
  const paths = ["dingpipe.yaml", ...Object.keys(recipes[ci]?.files ?? {})];
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, ci, path), "utf8")]));
}

describe("what init wrote", () => {
  it("for github-actions is what its recipe's test runs, and a configuration that the Action takes", async () => {
    const written = init("github-actions");
    expect(written[".github/workflows/ci.yml"]).toBe(recipes["github-actions"]?.files[".github/workflows/ci.yml"]);
    await withGroup({ secret: "SEC-of-the-group" }, async ({ mock, with: inputs, env }) => {
      const files = { "dingpipe.yaml": written["dingpipe.yaml"] ?? "" };
      await runStep({ with: inputs, env, files, jobStatus: "failure" });
      expect(mock.messages().map(({ title }) => title)).toEqual([expect.stringMatching(/^❌ 失败 · .+/)]);
    });
  });

  it.each(Object.keys(recipes).filter((ci) => ci !== "github-actions"))(
    "for %s tells the group of a job that failed",
    async (ci) => {
      const files = init(ci);
      const text = Object.keys(recipes[ci]?.files ?? {})
        .map((path) => files[path])
        .join("\n");
      const lines = [...text.matchAll(/npx -y dingpipe [^'\n]+/g)].map(([line]) => line);
      const { sample, env = {}, line = lines.at(-1) } = jobs[ci] ?? { sample: `ci/${ci}-complete` };
      const own = Object.fromEntries(Object.entries(files).filter(([path]) => !path.includes("/")));
      const { messages, stderr } = await runJob(line ?? "", {
        ...{ sample, npmTest: 1, files: own },
        env: { ...stored(), ...env },
      });
      expect(stderr).toContain("dingpipe.yaml");
      expect(messages.map(({ title }) => title)).toEqual([expect.stringMatching(/^❌ 失败 · .+/)]);
    },
  );
});

it.for(["/proc/dingpipe/here", "/dev/null/here"])("init says at once that it can't write into %s", (place) => {
  const dingpipe = join(inject("packedProject"), "node_modules/.bin/dingpipe");
  const { status, stderr } = spawnSync(dingpipe, ["init", place, "--ci", "drone", "--locale", "en"], {
    env: { PATH: process.env["PATH"] ?? "" },
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(status).toBe(2);
  expect(stderr).toContain(`${place}/.drone.yml can't be written`);
});
