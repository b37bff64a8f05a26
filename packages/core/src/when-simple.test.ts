import { describe, expect, it } from "vitest";
import type { Event } from "./event.ts";
import { compileSimpleWhen } from "./when-simple.ts";

const event: Event = {
  ...{ id: "1", kind: "pipeline", time: "2026-01-02T03:04:05Z", source: { provider: "x", via: "env" } },
  ...{ state: "failure", ref: { branch: "main" }, pipeline: { name: "deploy-shop" } },
};

describe("compileSimpleWhen", () => {
  it.for([
    ['event.ref.branch == "main" || event.pipeline.name.startsWith("deploy")', { value: true }],
    ["event.ref.branch != 'main'", { value: false }],
    ["event.ref.branch in ['main', 'release'] && env.CI == 'yes'", { value: true }],
    ["!event.pipeline.name.endsWith('shop') && event.state == 'failure'", { value: false }],
    ["event.pipeline.name.contains('-')", { value: true }],
    ["event.ref.tag == 'v1'", { value: false, absent: "event.ref.tag" }],
    ["event.commit.author.name == 'a' && event.state == 'failure'", { value: false, absent: "event.commit" }],
    ["event.commit.author.name == 'a' || event.state == 'failure'", { value: true }],
    ["event.commit.author.name == 'a' && event.state == 'success'", { value: false }],
    ["env.NOPE == 'a' || env.CI == 'no'", { value: false, absent: "env.NOPE" }],
  ] as const)("%s", ([text, expected]) => {
    expect(compileSimpleWhen(text)?.(event, { CI: "yes" })).toEqual(expected);
  });

  it.for([
    ...["event.durationMs > 5", "event.durationMs == '5'", "has(event.change)", "event.state.matches('a')"],
    ...["(event.state == 'a')", "event.state == 'a' ? true : false", "event.ref == 'a'", "event.params.all(k, true)"],
    ...["event.nope == 'a'", "nope == 'a'", "event.state == 'a", "event.state == 'a' &&", "event.state = 'a'", ""],
    ...[
      "event.state == 'a\\n'",
      "event.state == r'a'",
      "event.state == '''a'''",
      "event.state in 'a'",
      "!event.state == 'a'",
    ],
    ...["event.statein ['a']", "event.state == 'a' // why", `event.state == '${"a".repeat(1000)}'`],
  ])("leaves to the library: %s", (text) => {
    expect(compileSimpleWhen(text)).toBeUndefined();
  });
});
