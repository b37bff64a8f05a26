import { parseEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { complete } from "./draft.ts";
import { readEventBody } from "./event-body.ts";

const toldAt = "2026-11-20T08:30:00.000Z";
const pipeline = { kind: "pipeline", state: "success", pipeline: { name: "backup" } };
const change = { kind: "change", action: "pushed", repository: { fullName: "acme/shop" }, ref: { branch: "main" } };
const alert = { kind: "alert", status: "firing", name: "备份失败" };

const read = (body: unknown) => {
  const found = readEventBody(body, toldAt);
  if ("invalid" in found) return found.invalid;
  const event = complete(found.draft, { index: 0, now: 0, source: { provider: "x", via: "webhook", deliveryId: "1" } });
  return parseEvent(JSON.parse(JSON.stringify(event)));
};

describe("readEventBody", () => {
  it.for([
    pipeline,
    alert,
    change,
    { kind: "deployment", state: "running", environment: { name: "production" }, service: { name: "shop" } },
    { kind: "artifact", action: "pushed", name: "acme/shop" },
  ])("takes the least of a $kind", (body) => {
    expect(read(body)).toMatchObject({ ...body, time: toldAt, source: { event: body.kind } });
  });

  it("gives an alert what a sender need not say", () => {
    expect(read({ ...alert, alerts: [{ annotations: { summary: "x" } }] })).toMatchObject({
      groupKey: "备份失败",
      alerts: [{ labels: {}, annotations: { summary: "x" }, startsAt: toldAt }],
    });
    expect(read(alert)).toMatchObject({ alerts: [] });
  });

  it.for([
    [
      "a commit",
      { commit: { sha: "7d1c0b8e52f9", message: "fix: a\n\nb" } },
      { commit: { shortSha: "7d1c0b8", title: "fix: a" } },
    ],
    ["a branch in git's spelling", { ref: { branch: "refs/heads/main" } }, { ref: { branch: "main" } }],
    ["a tag", { ref: { tag: "v1" } }, { ref: { tag: "v1" } }],
    ["a number", { run: { number: 12 } }, { run: { number: "12" } }],
    ["a time of another zone", { startedAt: "2026-11-20T16:30:00+08:00" }, { startedAt: toldAt }],
    [
      "git's own address of a repository",
      { repository: { fullName: "a/b", url: "git@git.example.com:a/b.git" } },
      { repository: { name: "b", url: "https://git.example.com/a/b" } },
    ],
    ["an address with a password in it", { url: "https://user:fake@example.com/x" }, { url: "https://example.com/x" }],
    [
      "values that are no texts",
      { params: { attempts: 3, isForced: true, region: "" } },
      { params: { attempts: "3", isForced: "true" } },
    ],
  ] as const)("reads %s", ([, fields, expected]) => {
    expect(read({ ...pipeline, ...fields })).toMatchObject(expected);
  });

  it("takes null and blank texts for what is absent", () => {
    const event = read({ ...pipeline, reason: " ", commit: null, failedTasks: null, run: { number: null }, url: "" });
    for (const field of ["reason", "commit", "failedTasks", "url"]) expect(event).not.toHaveProperty(field);
  });

  it.for([
    ["kind: pipeline | alert | change | deployment | artifact", {}],
    ["kind: pipeline | alert | change | deployment | artifact", { ...pipeline, kind: "Pipeline" }],
    ["kind: pipeline | alert | change | deployment | artifact", null],
    ["kind: pipeline | alert | change | deployment | artifact", [pipeline]],
    ["state: missing", { ...pipeline, state: undefined }],
    ["state: missing", { ...pipeline, state: "" }],
    [expect.stringMatching(/^state: queued \| .* \| unknown$/), { ...pipeline, state: "failed" }],
    ["pipeline: missing", { ...pipeline, pipeline: null }],
    ["pipeline: an object", { ...pipeline, pipeline: "backup" }],
    ["pipeline.name: missing", { ...pipeline, pipeline: { id: "1" } }],
    ["pipeline.name: a text", { ...pipeline, pipeline: { name: ["backup"] } }],
    ["pipeline.name: a text", { ...pipeline, pipeline: { name: "\u200b" } }],
    ["pipeline: a field that is none of id, name, url", { ...pipeline, pipeline: { name: "x", nmae: "y" } }],
    [expect.stringMatching(/^body: a field that is none of kind, .* previousState$/), { ...pipeline, stauts: "x" }],
    [expect.stringMatching(/^body: a field/), { ...pipeline, id: "1", time: toldAt, source: {} }],
    [
      expect.stringMatching(/^body: a field/),
      JSON.parse('{"kind":"pipeline","state":"success","pipeline":{"name":"x"},"__proto__":{}}'),
    ],
    ["url: an http(s) address", { ...pipeline, url: "dingtalk://dingtalkclient" }],
    ["durationMs: a whole number from 0", { ...pipeline, durationMs: -1 }],
    ["startedAt: a time, ISO 8601 with its zone", { ...pipeline, startedAt: "2026-11-20 16:30" }],
    ["failedTasks: a list", { ...pipeline, failedTasks: { name: "x" } }],
    ["failedTasks.1.name: missing", { ...pipeline, failedTasks: [{ name: "x" }, { stage: "y" }] }],
    ["failedTasks.0: an object", { ...pipeline, failedTasks: ["unit"] }],
    ["commit.sha: a commit's id", { ...pipeline, commit: { sha: "0000000000000000000000000000000000000000" } }],
    ["commit.author.email: a text", { ...pipeline, commit: { sha: "7d1c0b8", author: { email: {} } } }],
    ["change.number: a number", { ...pipeline, change: { number: "#" } }],
    [expect.stringMatching(/^trigger.type: push \|/), { ...pipeline, trigger: { type: "cron" } }],
    ["params: texts by name", { ...pipeline, params: { a: { b: 1 } } }],
    ["params: texts by name", { ...pipeline, params: ["a"] }],
    ["repository.url: an address of a repository", { ...pipeline, repository: { fullName: "a/b", url: "a b" } }],
    ["status: firing | resolved", { ...alert, status: "ok" }],
    ["alerts.0.startsAt: a time, ISO 8601 with its zone", { ...alert, alerts: [{ startsAt: "now" }] }],
    ["ref: missing", { ...change, ref: undefined }],
    ["ref: missing", { ...change, ref: {} }],
    ["change: missing", { ...change, action: "merged" }],
    ["release: missing", { ...change, action: "released" }],
    ["repository: missing", { ...change, repository: undefined }],
    [expect.stringMatching(/^action: pushed \|/), { ...change, action: "labeled" }],
    [
      "vulnerabilities: whole numbers by name",
      { kind: "artifact", action: "scanned", name: "x", vulnerabilities: { High: "many" } },
    ],
  ] as const)("says %s", ([expected, body]) => {
    expect(read(body)).toEqual(expected);
  });

  it("keeps the parameters, but none that is called as a secret is, and no user info", () => {
    const params = { region: "cn-hangzhou", DEPLOY_TOKEN: "s3cret", from: "https://zhangsan:s3cret@git.example.com/x" };
    expect(read({ ...pipeline, params })).toMatchObject({
      params: { region: "cn-hangzhou", from: "https://git.example.com/x" },
    });
    expect(JSON.stringify(read({ ...pipeline, params }))).not.toContain("s3cret");
    expect(read({ ...pipeline, params: { DEPLOY_TOKEN: "s3cret" } })).toMatchObject({ params: {} });
  });

  it("says nothing that the body holds", () => {
    const secret = "fake-token";
    for (const body of [
      { ...pipeline, [secret]: 1 },
      { ...pipeline, state: secret },
      { ...pipeline, url: `x:${secret}` },
      { ...pipeline, pipeline: { name: "x", [secret]: 1 } },
      { ...pipeline, params: { [secret]: {} } },
      { kind: "artifact", action: "scanned", name: "x", vulnerabilities: { [secret]: "y" } },
    ]) {
      expect(read(body)).toBeTypeOf("string");
      expect(read(body)).not.toContain(secret);
    }
  });
});
