import { describe, expect, it } from "vitest";
import { readSample, receiveSample } from "./read-sample.fixture.ts";

type Fields = Record<string, unknown>;

const withResource = (changes: Fields) => (body: { resource: Fields }) => ({
  ...body,
  resource: { ...body.resource, ...changes },
});

describe("git.push", () => {
  it("has its commits newest last", async () => {
    const [event] = await readSample("azure-devops/git.push.commits");
    expect(event).toMatchObject({
      kind: "change",
      action: "pushed",
      time: "2026-11-20T08:20:31.447Z",
      repository: { fullName: "Shop/shop" },
      ref: { branch: "main" },
      commits: [{ title: "test: 覆盖优惠券" }, { title: "fix: 修复购物车合计", author: { name: "张三" } }],
      actor: { name: "张三", email: "zhangsan@example.com" },
      url: "https://dev.azure.com/acme/Shop/_git/shop?version=GBmain",
    });
  });

  it("of a tag has no commits", async () => {
    const [event] = await readSample("azure-devops/git.push.tag");
    expect(event).toMatchObject({ ref: { tag: "v1.8.2" }, commits: [], actor: { name: "王五" } });
  });

  it("to several branches gives the commits to the one that ends in them", async () => {
    const [zeros, tip, other] = ["0".repeat(40), "7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203", "a".repeat(40)];
    const refUpdates = [
      { name: "refs/heads/main", newObjectId: tip },
      { name: "refs/heads/same", newObjectId: other },
      { name: "refs/tags/v2", newObjectId: other },
      { name: "refs/heads/gone", newObjectId: zeros },
    ];
    const events = await readSample("azure-devops/git.push.commits", withResource({ refUpdates }));
    expect(events).toMatchObject([
      { ref: { branch: "main" }, commits: [{}, {}] },
      { ref: { tag: "v2" }, commits: [] },
    ]);
  });

  it.for([
    ["a branch that was deleted", {}],
    ["a branch without commits", { refUpdates: [{ name: "refs/heads/x", newObjectId: "a".repeat(40) }] }],
  ] as const)("of %s is nothing to tell", async ([, changes]) => {
    const received = await receiveSample("azure-devops/git.push.deleted", withResource(changes));
    expect(received).toMatchObject({ verdict: "ignored", reason: "empty" });
  });
});

describe("git.pullrequest", () => {
  it.for([
    ["created.opened", "opened", "张三"],
    ["updated.pushed", "updated", "张三"],
    ["updated.approved", "reviewed", "李四"],
    ["updated.completed", "merged", "李四"],
    ["updated.abandoned", "closed", "张三"],
  ])("%s is %s by %s", async ([name, action, actor]) => {
    const [event] = await readSample(`azure-devops/git.pullrequest.${name}`);
    expect(event).toMatchObject({
      kind: "change",
      action,
      actor: { name: actor },
      repository: { fullName: "Shop/shop" },
      change: {
        number: "31",
        title: "优惠券可以叠加",
        url: "https://dev.azure.com/acme/Shop/_git/shop/pullrequest/31",
        sourceBranch: "feature/coupons",
        targetBranch: "main",
      },
    });
  });

  it.for([
    ["李四 has approved and left suggestions on pull request 31 (x) in shop", "reviewed"],
    ["李四 is waiting for the author on pull request 31 (x) in shop", "reviewed"],
    ["李四 rejected pull request 31 (x) in shop", "reviewed"],
    ["李四 voted on pull request 31 (x) in shop", "reviewed"],
    ["张三 updated the source branch of pull request 31 (all tests approved) in shop", "updated"],
    ["张三 updated pull request 31 (the reviewer rejected) in shop", "updated"],
    ["", "updated"],
  ])("with the sentence %j is %s, whatever the title says", async ([text, action]) => {
    const [event] = await readSample("azure-devops/git.pullrequest.updated.approved", (body: Body) => ({
      ...body,
      message: { text },
    }));
    expect(event).toMatchObject({ action });
  });

  it("names nobody who is not known", async () => {
    const [event] = await readSample("azure-devops/git.pullrequest.updated.pushed", (body: Body) => ({
      ...body,
      message: { text: "somebody updated pull request 31 (x) in shop" },
    }));
    expect(event).not.toHaveProperty("actor");
  });

  it.for([
    ["updated.reviewers", "reviewers"],
    ["merged.tried", "merge conflicts"],
  ])("%s is nothing to tell", async ([name, detail]) => {
    const received = await receiveSample(`azure-devops/git.pullrequest.${name}`);
    expect(received).toMatchObject({ verdict: "ignored", reason: "action", detail });
  });

  it("leaves a merge to the update that tells the same, unless a door asks for it", async () => {
    const name = "azure-devops/git.pullrequest.merged.completed";
    expect(await receiveSample(name)).toMatchObject({ untold: "told_elsewhere", events: [{ action: "merged" }] });
    expect(await receiveSample(name, undefined, { events: ["git.pullrequest.merged"] })).not.toHaveProperty("untold");
  });
});
