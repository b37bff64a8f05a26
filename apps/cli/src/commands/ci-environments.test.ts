import { type State, textsOf } from "@dingpipe/core";
import { sample, sampleNames } from "@dingpipe/fixtures/node";
import { ciProviders } from "@dingpipe/sources";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../test/run-program.ts";

// Every environment of `samples/ci` that says what must come of it: <name>.expected.json.
interface Expected {
  readonly state: State;
  readonly branch?: string;
  readonly tag?: string;
  readonly commit?: string;
  readonly actor?: string;
  readonly link?: string;
}

const names = sampleNames()
  .filter((name) => name.startsWith("ci/") && name.endsWith(".expected"))
  .map((name) => name.slice(0, -".expected".length));

const { states } = textsOf("en");

async function tell(name: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
  const env = { ...(sample(name) as Readonly<Record<string, string>>), ...more };
  const run = await runProgram(["notify", "--locale", "en", ...providerOf(name), ...args], { env });
  const [message] = run.mock.messages();
  return { ...run, title: message?.title ?? "", text: decodeURIComponent(message?.text ?? "") };
}

// A Tekton task has no environment to be known by.
function providerOf(name: string): readonly string[] {
  return name.startsWith("ci/tekton-") ? ["--provider", "tekton"] : [];
}

describe("notify in a job", () => {
  it("has a complete, a minimal, a pull request's and a tag's environment of every CI", () => {
    const lacking = ciProviders
      .filter((id) => id !== "generic" && id !== "gitee")
      .flatMap((id) => ["complete", "minimal", "pull-request", "tag"].map((kind) => `ci/${id}-${kind}`))
      .filter((name) => !names.includes(name));
    expect(lacking).toEqual([]);
  });

  it.for(names)("tells the group what %s says, and no success without evidence", async (name) => {
    const expected = sample(`${name}.expected`) as Expected;
    const { exitCode, title, text, stderr } = await tell(name);
    expect(exitCode).toBe(0);
    expect(title).toContain(states[expected.state]);
    for (const part of [expected.branch, expected.tag, expected.commit, expected.actor, expected.link]) {
      if (part !== undefined) expect(text).toContain(part);
    }
    if (expected.state === "unknown") expect(stderr).toMatch(/--status|dingpipe exec/);
    expect(text).not.toMatch(/undefined|null|\$\{|: *$(?!\n•)/m);
  });

  it.for(names)("takes the status of %s from --status and DINGPIPE_STATUS before the environment's", async (name) => {
    expect((await tell(name, ["--status", "failure"])).title).toContain(states.failure);
    expect((await tell(name, ["--status", "0"])).title).toContain(states.success);
    expect((await tell(name, [], { DINGPIPE_STATUS: "canceled" })).title).toContain(states.canceled);
  });
});
