import { describe, expect, it } from "vitest";
import { detectCi } from "./detect.ts";
import { readEnvironment } from "./read-environment.fixture.ts";

const asked = { provider: "tekton" };

describe("tekton", () => {
  it.for(["complete", "minimal", "pull-request", "tag"])("reads nothing of a container's environment: %s", (kind) => {
    expect(readEnvironment(`tekton-${kind}`, {}, asked)).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "tekton", via: "env" },
      state: "unknown",
    });
  });

  it.for([
    ["Succeeded", "success"],
    ["Completed", "success"],
    ["Failed", "failure"],
    ["None", "unknown"],
    ["$(tasks.status)", "unknown"],
  ] as const)("takes %s of its tasks for %s", ([status, state]) => {
    expect(readEnvironment("tekton-complete", {}, { ...asked, status }).state).toBe(state);
  });

  it("is found by nothing but its name", () => {
    expect(detectCi({ TEKTON: "true", KUBERNETES_SERVICE_HOST: "10.96.0.1" }).id).toBe("generic");
  });
});
