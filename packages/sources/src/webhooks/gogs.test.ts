import { describe, expect, it } from "vitest";
import { readSample, receiveSample, sampleTime, sourceOf } from "./read-sample.fixture.ts";

describe("a change at Gogs", () => {
  it.for([
    ["push.branch", "pushed"],
    ["create.tag", "pushed"],
    ["pull_request.opened", "opened"],
    ["pull_request.merged", "merged"],
    ["release.published", "released"],
  ] as const)("in %s is %s", async ([name, action]) => {
    expect((await readSample(`gogs/${name}`))[0]).toMatchObject({
      kind: "change",
      action,
      source: { provider: "gogs", instance: "gogs.example.com" },
      repository: { fullName: "acme/shop" },
    });
  });

  it("is a push with its commits, the newest last, though it comes first", async () => {
    expect((await readSample("gogs/push.branch"))[0]).toMatchObject({
      ref: { branch: "main" },
      commits: [{ shortSha: "7c1d0e2" }, { shortSha: "4f2d8c1" }],
      actor: { username: "zhangsan" },
    });
  });

  it("is a tag, which no push tells of", async () => {
    expect((await readSample("gogs/create.tag"))[0]).toMatchObject({
      ref: { tag: "v1.4.0" },
      commits: [{ shortSha: "4f2d8c1" }],
      url: "https://gogs.example.com/acme/shop/commit/4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31",
    });
  });

  it("is no branch's creation: its push tells of that", async () => {
    expect(await receiveSample("gogs/create.branch")).toMatchObject({
      verdict: "ignored",
      reason: "told_elsewhere",
      detail: "push",
    });
  });

  it("has the branches of a pull request, which stand beside it", async () => {
    expect((await readSample("gogs/pull_request.opened"))[0]).toMatchObject({
      change: { number: "42", sourceBranch: "feature/pay", targetBranch: "main" },
    });
  });

  it("has the page of all releases: a release names none of its own", async () => {
    expect((await readSample("gogs/release.published"))[0]).toMatchObject({
      release: { name: "1.4.0 双十二版本", tag: "v1.4.0", url: "https://gogs.example.com/acme/shop/releases" },
      url: "https://gogs.example.com/acme/shop/releases",
    });
  });

  it.for(["delete", "issues", "issue_comment", "fork", "constructor"])("is none in the event %s", async (event) => {
    const { parse } = await sourceOf("gogs");
    expect(parse({ headers: new Headers({ "x-gogs-event": event }), body: {}, now: sampleTime })).toEqual({
      ignored: "event",
      detail: event,
    });
  });

  it.for([
    ["push", "ref"],
    ["create", "ref"],
    ["pull_request", "pull_request.number"],
    ["release", "release.tag_name"],
  ] as const)("is not there in a %s of nothing", async ([event, invalid]) => {
    const { parse } = await sourceOf("gogs");
    expect(parse({ headers: new Headers({ "x-gogs-event": event }), body: {}, now: sampleTime })).toEqual({ invalid });
  });
});
