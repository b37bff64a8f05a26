import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { codeup } from "./codeup.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

type Fields = Record<string, unknown>;
type Body = Fields & { object_attributes: Fields; repository: Fields };

const withAttributes = (changes: Fields) => (body: Body) => ({
  ...body,
  object_attributes: { ...body.object_attributes, ...changes },
});
const page = "https://codeup.aliyun.com/6512f0a7c3d94e8b5a1f2c6d/acme/shop";

describe("a push to Codeup", () => {
  it("says what was pushed, where and by whom", async () => {
    const [event] = await readSample("codeup/push.commits");
    expect(event).toMatchObject({
      kind: "change",
      source: { provider: "codeup", event: "Push Hook" },
      action: "pushed",
      repository: { fullName: "acme/shop", name: "shop", url: page },
      ref: { full: "refs/heads/main", branch: "main" },
      commits: [
        { title: "test: 覆盖优惠券", author: { name: "李四", email: "lisi@example.com" } },
        {
          sha: "2b9f4e6d81c3a05f7e62d94b0a8c1f3e5d7b9061",
          title: "fix: 修复购物车合计",
          url: `${page}/commits/2b9f4e6d81c3a05f7e62d94b0a8c1f3e5d7b9061`,
        },
      ],
      actor: { name: "张三", email: "zha***@example.com" },
    });
    expect(event?.source).not.toHaveProperty("instance");
    expect(JSON.stringify(event)).not.toContain("1000000000000001");
  });

  it("is told under either name of its header, and under none by its kind", async () => {
    expect(await readSample("codeup/push.hostile")).toMatchObject([{ source: { event: "Push Hook" } }]);
    const parsed = codeup.parse({
      headers: new Headers(),
      body: { object_kind: "tag_push", ref: "refs/tags/v1", after: "a".repeat(40) },
      now: sampleTime,
    });
    expect(parsed).toMatchObject({ events: [{ source: { event: "tag_push" }, ref: { tag: "v1" } }] });
  });

  it("of a tag has a tag", async () => {
    expect(await readSample("codeup/tag_push.created")).toMatchObject([
      { action: "pushed", ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" }, commits: [] },
    ]);
  });

  it("of an edition of one's own names its host", async () => {
    const change = (body: Body) => ({ ...body, repository: { homepage: "https://code.example.com/acme/shop" } });
    expect(await readSample("codeup/push.commits", change as never)).toMatchObject([
      { source: { instance: "code.example.com" }, repository: { fullName: "acme/shop" } },
    ]);
  });
});

describe("a merge request of Codeup's", () => {
  it.for(["codeup/merge_request.open", "codeup/merge_request.open-old"])("is read of %s", async (name) => {
    expect(await readSample(name)).toMatchObject([
      {
        kind: "change",
        source: { event: "Merge Request Hook", action: "open" },
        time: "2026-11-20T07:58:40.000Z",
        action: "opened",
        repository: { url: page },
        change: { number: "31", title: "优惠券可以叠加", sourceBranch: "feature/coupons", targetBranch: "main" },
        actor: { name: "李四", username: "lisi" },
      },
    ]);
  });

  it.for([
    ["codeup/merge_request.pushed", "updated", [{ title: "test: 覆盖优惠券" }]],
    ["codeup/merge_request.merge", "merged", []],
    ["codeup/merge_request.close", "closed", []],
  ] as const)("of %s is %s", async ([name, action, commits]) => {
    expect(await readSample(name)).toMatchObject([{ action, commits, url: `${page}/change/31` }]);
  });

  it("is not told where only its text was edited", async () => {
    expect(await receiveSample("codeup/merge_request.edited")).toMatchObject({
      verdict: "ignored",
      reason: "action",
      detail: "update",
    });
  });

  it("without a number is invalid", async () => {
    const change = withAttributes({ local_id: undefined });
    expect(await receiveSample("codeup/merge_request.open", change as never)).toMatchObject({
      verdict: "refused",
      reason: "payload_invalid",
      detail: "object_attributes.iid",
    });
  });
});

describe("what else Codeup sends", () => {
  it.for([
    ["codeup/push.test", "ping", undefined],
    ["codeup/push.deleted", "empty", undefined],
    ["codeup/note.comment", "event", "note"],
  ] as const)("of %s is ignored: %s", async ([name, reason, detail]) => {
    const received = await receiveSample(name);
    expect(received).toMatchObject({ verdict: "ignored", reason });
    expect("detail" in received ? received.detail : undefined).toBe(detail);
  });

  it("is refused where it is nothing of Codeup's", async () => {
    expect(await receiveSample("codeup/push.test", (() => ({ before: "1" })) as never)).toMatchObject({
      verdict: "refused",
      detail: "object_kind",
    });
  });
});

describe("the token of Codeup", () => {
  const post = async (headers: Record<string, string>, pathToken?: string) => {
    const request = new Request("https://gateway.example/hooks/codeup", {
      method: "POST",
      headers: { "content-type": "application/json", "codeup-event": "Note Hook", ...headers },
      body: '{"object_kind":"note"}',
    });
    const received = await receive(codeup, request, {
      door: { token: ["fake-codeup-token"] },
      pathToken,
      now: sampleTime,
    });
    return received.verdict === "refused" ? received.reason : received;
  };

  it("opens the door in its header or in the path", async () => {
    const expected = { verdict: "ignored", isSigned: false };
    expect(await post({ "x-codeup-token": "fake-codeup-token" })).toMatchObject(expected);
    expect(await post({}, "fake-codeup-token")).toMatchObject(expected);
  });

  it.for([
    ["is missing", {}],
    ["is another", { "x-codeup-token": "fake-codeup-token2" }],
    ["is GitLab's", { "x-gitlab-token": "fake-codeup-token" }],
  ] as const)("that %s does not", async ([, headers]) => {
    expect(await post(headers)).toBe("token_wrong");
  });
});
