import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";

describe("volcengine", () => {
  it("reads every variable of a run", () => {
    expect(readEnvironment("volcengine-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "volcengine", via: "env" },
      pipeline: { id: "5a3c9e7710", name: "shop-release" },
      run: { id: "d41e88b2c7" },
      state: "unknown",
      ref: { branch: "main" },
      commit: { sha, shortSha: "3d9f2b7" },
    });
  });

  it("reads a tag, which is there only where its creation started the run", () => {
    const { ref, trigger } = readEnvironment("volcengine-tag");
    expect({ ref, trigger }).toEqual({ ref: { tag: "v2.4.0" }, trigger: { type: "tag", raw: "tag" } });
  });

  it.for([
    ["Succeeded", "success"],
    ["Failed", "failure"],
    ["Canceled", "canceled"],
    ["Timeout", "timed_out"],
    ["Running", "running"],
  ] as const)("takes the status %s as it is handed over for %s", ([status, state]) => {
    expect(readEnvironment("volcengine-complete", {}, { status }).state).toBe(state);
  });

  it.for([
    { env: { CP_WORKSPACE: "/workspace", PIPELINE_ID: "1" }, provider: "volcengine" },
    { env: { CP_WORKSPACE: "/workspace" }, provider: "generic" },
    { env: { PIPELINE_ID: "1", PIPELINE_NAME: "x", PIPELINERUN_ID: "2" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
