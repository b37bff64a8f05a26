import { describe, expect, it } from "vitest";
import { page, withAttributes, withFields } from "./gitlab-body.fixture.ts";
import { readSample, receiveSample } from "./read-sample.fixture.ts";

const sha = "5f2d8c1b7a904e63a1c0d4f7b2e8963a7c51d0e4";

describe("a push", () => {
  it("says what was pushed to which branch, newest last", async () => {
    const [event] = await readSample("gitlab/push.commits");
    expect(event).toMatchObject({
      kind: "change",
      action: "pushed",
      repository: { fullName: "acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commits: [
        { title: "test: 覆盖优惠券", author: { name: "李四" } },
        { sha, title: "fix: 修复购物车合计" },
      ],
      actor: { name: "张三", username: "zhangsan" },
      url: `${page}/-/compare/0c7e41d9a62b4f08b5d3e1967af20c8b34d9e715...${sha}`,
    });
  });

  it("of a tag has a tag, with or without commits", async () => {
    expect(await readSample("gitlab/tag_push.created")).toMatchObject([
      { action: "pushed", ref: { tag: "v2.4.0" }, commits: [], url: `${page}/-/tags/v2.4.0` },
    ]);
  });

  it("to a new branch links to its commits, also through a system hook", async () => {
    expect(await readSample("gitlab/push.system")).toMatchObject([
      {
        source: { event: "push" },
        ref: { branch: "feature/coupons" },
        url: `${page}/-/commits/feature/coupons`,
      },
    ]);
  });

  it("of a name that is no path stays below its repository", async () => {
    expect(await readSample("gitlab/push.hostile")).toMatchObject([
      { url: `${page}/-/commits/!%5Bx%5D(https%3A//evil.example/p.png)` },
    ]);
  });

  it.for([
    ["that deletes a branch", "gitlab/push.deleted", {}],
    ["that deletes a tag", "gitlab/tag_push.created", { after: "0".repeat(40) }],
    ["without commits", "gitlab/push.commits", { commits: [] }],
  ] as const)("%s is empty", async ([, name, changes]) => {
    expect(await receiveSample(name, withFields(changes) as never)).toMatchObject({
      verdict: "ignored",
      reason: "empty",
    });
  });
});

describe("a merge request", () => {
  it("that was opened says what it is", async () => {
    expect(await readSample("gitlab/merge_request.open")).toMatchObject([
      {
        kind: "change",
        source: { event: "Merge Request Hook", action: "open" },
        time: "2026-11-20T07:58:40.000Z",
        action: "opened",
        change: {
          number: "31",
          title: "优惠券可以叠加",
          url: `${page}/-/merge_requests/31`,
          sourceBranch: "feature/coupons",
          targetBranch: "main",
        },
        commits: [],
        actor: { name: "张三", username: "zhangsan" },
        url: `${page}/-/merge_requests/31`,
      },
    ]);
  });

  it.for([
    ["open", "opened"],
    ["reopen", "updated"],
    ["close", "closed"],
    ["merge", "merged"],
    ["approved", "reviewed"],
    ["approval", "reviewed"],
  ] as const)("that had %s is %s", async ([said, action]) => {
    const change = withAttributes({ action: said });
    expect(await readSample("gitlab/merge_request.open", change as never)).toMatchObject([
      { action, source: { action: said } },
    ]);
  });

  it("with new commits is updated, and shows the newest", async () => {
    expect(await readSample("gitlab/merge_request.pushed")).toMatchObject([
      { action: "updated", time: "2026-11-20T08:29:05.000Z", commits: [{ title: "test: 覆盖优惠券" }] },
    ]);
  });

  it.for([
    [{ draft: { previous: true, current: false } }, true],
    [{ work_in_progress: { previous: true, current: false } }, true],
    [{ draft: { previous: false, current: true } }, false],
    [{ title: { previous: "a", current: "b" } }, false],
    [{ reviewers: { previous: [], current: [{}] } }, false],
  ] as const)("with the change %j is told: %s", async ([changes, isTold]) => {
    const received = await receiveSample("gitlab/merge_request.labels", withFields({ changes }) as never);
    expect(received.verdict).toBe(isTold ? "events" : "ignored");
  });

  it.for(["unapproved", "unapproval", "constructor"])("with %s is not told", async (action) => {
    expect(await receiveSample("gitlab/merge_request.open", withAttributes({ action }) as never)).toMatchObject({
      verdict: "ignored",
      reason: "action",
      detail: action,
    });
  });

  it("of the Test button, where nothing was done, is not told", async () => {
    const change = withAttributes({ action: undefined });
    expect(await receiveSample("gitlab/merge_request.open", change as never)).toMatchObject({
      verdict: "ignored",
      reason: "action",
    });
  });
});
