import { describe, expect, it } from "vitest";
import { ciEntries, ciProviders, detectCi, findCi } from "./detect.ts";
import { ciSources } from "./read-environment.fixture.ts";

describe("detectCi", () => {
  it.for([
    { name: "a pipeline's name", env: { GITEE_PIPELINE_NAME: "deploy" }, expected: "gitee-go" },
    { name: "a build number alone", env: { GITEE_PIPELINE_BUILD_NUMBER: "3" }, expected: "gitee-go" },
    {
      name: "a company beside it",
      env: { GITEE_PIPELINE_NAME: "x", GITEE_COMPANY: "acme" },
      expected: "gitee-enterprise",
    },
    { name: "an empty company", env: { GITEE_PIPELINE_NAME: "x", GITEE_COMPANY: "" }, expected: "gitee-go" },
    {
      name: "an unresolved company",
      env: { GITEE_PIPELINE_NAME: "x", GITEE_COMPANY: "${GITEE_COMPANY}" },
      expected: "gitee-go",
    },
    { name: "a company alone", env: { GITEE_COMPANY: "acme" }, expected: "generic" },
    { name: "an empty name", env: { GITEE_PIPELINE_NAME: " " }, expected: "generic" },
    { name: "a repository alone", env: { GITEE_REPO: "o/r", CI: "true" }, expected: "generic" },
    {
      name: "Jenkins beneath Gitee",
      env: { JENKINS_URL: "https://j", GITEE_PIPELINE_NAME: "x" },
      expected: "gitee-go",
    },
    { name: "nothing", env: {}, expected: "generic" },
  ])("by $name finds $expected", ({ env, expected }) => expect(detectCi(env).id).toBe(expected));
});

// What a job of each CI is known by, in the order in which they are asked.
const MARKERS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["forgejo", { FORGEJO_ACTIONS: "true" }],
  ["gitea", { GITEA_ACTIONS: "true" }],
  ["github", { GITHUB_ACTIONS: "true" }],
  ["gitee-go", { GITEE_PIPELINE_NAME: "x" }],
  ["gitlab", { GITLAB_CI: "true" }],
  ["woodpecker", { CI: "woodpecker" }],
  ["drone", { DRONE: "true" }],
  ["circleci", { CIRCLECI: "true" }],
  ["buildkite", { BUILDKITE: "true" }],
  ["travis", { TRAVIS: "true" }],
  ["bitbucket", { BITBUCKET_BUILD_NUMBER: "1" }],
  ["teamcity", { TEAMCITY_VERSION: "2025.07" }],
  ["azure", { TF_BUILD: "True" }],
];

describe("the order of detection", () => {
  it.for(MARKERS.map(([id], index) => ({ id, index })))("finds $id before what comes after it", ({ id, index }) => {
    expect(detectCi(Object.assign({}, ...MARKERS.slice(index).map(([, env]) => env))).id).toBe(id);
  });
});

describe("findCi", () => {
  it.for(ciProviders)("knows %s", (provider) => expect(findCi(provider)).toBeDefined());

  it.for([
    ["gitee", {}, "gitee-go"],
    ["gitee", { GITEE_PIPELINE_NAME: "x", GITEE_COMPANY: "acme" }, "gitee-enterprise"],
    [" Gitee-GO ", {}, "gitee-go"],
    ["generic", { GITEE_PIPELINE_NAME: "x" }, "generic"],
  ] as const)("takes %s as asked", ([provider, env, expected]) => expect(findCi(provider, env)?.id).toBe(expected));

  it.for(["", "gitea-go", "constructor", "__proto__"])("does not know %j", (provider) => {
    expect(findCi(provider)).toBeUndefined();
  });
});

describe("ciSources", () => {
  it("have ids of their own, those by which they are found, and texts in both languages", () => {
    expect(ciSources.map(({ id }) => id)).toEqual(ciEntries.map(({ id }) => id));
    expect(new Set(ciSources.map((source) => source.id)).size).toBe(ciSources.length);
    for (const { names, statusOptions } of ciSources) {
      expect(Object.values(names).every((name) => name !== "")).toBe(true);
      expect(statusOptions["zh-CN"]).toMatch(/\p{Script=Han}/u);
      expect(statusOptions.en).toMatch(/dingpipe (?:exec|notify)|--status/);
    }
  });
});
