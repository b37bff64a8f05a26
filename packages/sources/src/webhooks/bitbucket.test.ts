import type { PipelineEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { bitbucket } from "./bitbucket.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

type Fields = Record<string, unknown>;
type Body = Fields & { commit_status: Fields; pullrequest: Fields; push: { changes: Fields[] } };

const withStatus = (changes: Fields) => (body: Body) => ({
  ...body,
  commit_status: { ...body.commit_status, ...changes },
});
const page = "https://bitbucket.org/acme/shop";
const sha = "8c4e1f7a9b2d06e35f81c7a4d9b03e6f2a5c8d17";

describe("a build status", () => {
  it("of Bitbucket's own pipelines says which run, of what and by whom", async () => {
    expect(await readSample("bitbucket/commit_status.failed")).toMatchObject([
      {
        kind: "pipeline",
        time: "2026-11-20T08:24:31.838Z",
        source: { provider: "bitbucket", event: "repo:commit_status_updated" },
        pipeline: { name: "acme/shop" },
        run: {
          id: "4051877",
          number: "128",
          name: "Pipeline #128 for main",
          url: `${page}/addon/pipelines/home#!/results/128`,
        },
        state: "failure",
        statusRaw: "FAILED",
        queuedAt: "2026-11-20T08:21:02.572Z",
        finishedAt: "2026-11-20T08:24:31.838Z",
        repository: { fullName: "acme/shop", url: page },
        ref: { branch: "main" },
        commit: {
          sha,
          title: "fix: 修复购物车合计",
          url: `${page}/commits/${sha}`,
          author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
        },
        actor: { name: "Acme", username: "acme" },
      },
    ]);
  });

  it.for([
    ["INPROGRESS", "running", false],
    ["SUCCESSFUL", "success", true],
    ["FAILED", "failure", true],
    ["STOPPED", "canceled", true],
    ["GONE_FISHING", "unknown", false],
  ] as const)("%s is told as %s", async ([said, state, isOver]) => {
    const [event] = await readSample("bitbucket/commit_status.failed", withStatus({ state: said }) as never);
    expect(event).toMatchObject({ state, statusRaw: said });
    expect("finishedAt" in (event as PipelineEvent)).toBe(isOver);
    // Its time of creation is that of the status, which may be much older than the run.
    expect(event).not.toHaveProperty("durationMs");
  });

  it("knows its pipelines by either of their pages", async () => {
    expect(await readSample("bitbucket/commit_status.successful")).toMatchObject([
      { pipeline: { name: "acme/shop" }, run: { number: "128", url: `${page}/pipelines/results/128` } },
    ]);
  });

  it("of another system has the name and the words of that", async () => {
    const [event] = await readSample("bitbucket/commit_status.jenkins");
    expect(event).toMatchObject({
      pipeline: { name: "shop » main #57" },
      run: { id: "7d1f3c9ab2e84560", url: "https://jenkins.example.com/job/shop/57/display/redirect" },
      state: "failure",
      reason: "2 tests failed.",
    });
    expect((event as PipelineEvent).run).not.toHaveProperty("number");
    expect(event).not.toHaveProperty("ref");
  });

  it("gives no reason for what goes well", async () => {
    const [event] = await readSample("bitbucket/commit_status.jenkins", withStatus({ state: "SUCCESSFUL" }) as never);
    expect(event).not.toHaveProperty("reason");
  });

  it("without a name is called by its key", async () => {
    const change = withStatus({ name: null });
    expect(await readSample("bitbucket/commit_status.jenkins", change as never)).toMatchObject([
      { pipeline: { name: "7d1f3c9ab2e84560" } },
    ]);
  });
});

describe("a push to Bitbucket", () => {
  it("lists its commits newest last", async () => {
    expect(await readSample("bitbucket/push.commits")).toMatchObject([
      {
        kind: "change",
        action: "pushed",
        source: { event: "repo:push" },
        repository: { fullName: "acme/shop", name: "shop", url: page },
        ref: { branch: "main" },
        commits: [
          { title: "test: 覆盖优惠券", author: { name: "li", email: "lisi@example.com" } },
          { sha, title: "fix: 修复购物车合计" },
        ],
        actor: { name: "张三", username: "zhangsan" },
        url: `${page}/branches/compare/${sha}..1d7b5e9c3a8f40627c1e5b9d0a3f86c24e7d9b50`,
      },
    ]);
  });

  it("of a branch and a tag is two Events, each with an id of its own", async () => {
    const events = await readSample("bitbucket/push.branch-and-tag");
    expect(events).toMatchObject([
      { ref: { branch: "release/2.4" }, commits: [{ sha }], url: `${page}/branch/release/2.4` },
      { ref: { tag: "v2.4.0" }, commits: [{ sha }], url: `${page}/commits/tag/v2.4.0` },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it.for([
    ["deletes a branch", "bitbucket/push.deleted", (body: Body) => body],
    ["makes a branch of what was there", "bitbucket/push.commits", emptied],
  ] as const)("that %s is empty", async ([, name, change]) => {
    expect(await receiveSample(name, change as never)).toMatchObject({ verdict: "ignored", reason: "empty" });
  });
});

describe("a pull request", () => {
  it.for([
    ["created", "opened", "2026-11-20T07:58:40.104Z", "zhangsan"],
    ["updated", "updated", "2026-11-20T08:29:05.330Z", "zhangsan"],
    ["approved", "reviewed", "2026-11-20T08:31:00.120Z", "lisi"],
    ["changes-requested", "reviewed", "2026-11-20T08:32:00.120Z", "lisi"],
    ["fulfilled", "merged", "2026-11-20T08:29:05.330Z", "lisi"],
    ["rejected", "closed", "2026-11-20T08:29:05.330Z", "lisi"],
  ] as const)("that was %s is %s", async ([name, action, time, username]) => {
    expect(await readSample(`bitbucket/pullrequest.${name}`)).toMatchObject([
      {
        kind: "change",
        time,
        action,
        repository: { fullName: "acme/shop" },
        change: {
          number: "31",
          title: "优惠券可以叠加",
          url: `${page}/pull-requests/31`,
          sourceBranch: "feature/coupons",
          targetBranch: "main",
        },
        commits: [],
        actor: { username },
        url: `${page}/pull-requests/31`,
      },
    ]);
  });

  it.for([
    ["pullrequest:push", "updated"],
    ["pullrequest:superseded", "closed"],
  ] as const)("of the event %s is %s", async ([event, action]) => {
    const { body } = payloadOf("bitbucket/pullrequest.updated");
    const parsed = bitbucket.parse({ headers: new Headers({ "x-event-key": event }), body, now: sampleTime });
    expect(parsed).toMatchObject({ events: [{ action, source: { event } }] });
  });

  it.for([
    ["bitbucket/pullrequest.unapproved", "action", "pullrequest:unapproved"],
    ["bitbucket/pullrequest.comment", "event", "pullrequest:comment_created"],
  ] as const)("of %s is ignored: %s", async ([name, reason, detail]) => {
    expect(await receiveSample(name)).toMatchObject({ verdict: "ignored", reason, detail });
  });
});

describe("what else comes", () => {
  it.for([
    ["repo:fork", "event"],
    ["constructor", "event"],
    ["pullrequest:changes_request_removed", "action"],
  ] as const)("under %s is ignored: %s", ([event, ignored]) => {
    const headers = new Headers({ "x-event-key": event });
    expect(bitbucket.parse({ headers, body: {}, now: sampleTime })).toMatchObject({ ignored });
  });

  it.for(["diagnostics:ping", "repo:refs_changed", "pr:opened", "mirror:repo_synchronized"])(
    "under %s is Data Center's, and refused, for its test of the connection has to fail",
    (event) => {
      const headers = new Headers({ "x-event-key": event });
      expect(bitbucket.parse({ headers, body: { test: true }, now: sampleTime })).toEqual({
        invalid: "repository.full_name (Bitbucket Cloud)",
      });
    },
  );

  it.for([
    ["repo:push", "push.changes"],
    ["repo:commit_status_created", "commit_status.state"],
    ["pullrequest:created", "pullrequest.id"],
  ] as const)("under %s without its essentials is invalid: %s", ([event, invalid]) => {
    const headers = new Headers({ "x-event-key": event });
    expect(bitbucket.parse({ headers, body: {}, now: sampleTime })).toEqual({ invalid });
  });

  it("has the id of its request, whatever the attempt", async () => {
    expect(await receiveSample("bitbucket/push.commits")).toMatchObject({
      deliveryId: "00000000-0000-4000-8000-00000000b301",
    });
  });
});

describe("its signature", () => {
  // printf '%s' "$body" | openssl dgst -sha256 -hmac fake-bitbucket-secret -hex
  const body = '{"test":true}';
  const hmac = "e03f8f093c2144e3caf9a6944b1324e0bfa0b07e6e157f067a49f6ce0d152a69";
  const post = async (headers: Record<string, string>, sent = body, secret = "fake-bitbucket-secret") => {
    const request = new Request("https://gateway.example/hooks/bitbucket", {
      method: "POST",
      headers: { "content-type": "application/json", "x-event-key": "repo:fork", ...headers },
      body: sent,
    });
    const received = await receive(bitbucket, request, { door: { secret: [secret] }, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received;
  };
  const signed = (signature: string) => ({ "x-hub-signature": signature });

  it("lets in what it is of", async () => {
    expect(await post(signed(`sha256=${hmac}`))).toMatchObject({ verdict: "ignored", reason: "event", isSigned: true });
  });

  it.for([
    ["another body", signed(`sha256=${hmac}`), `${body} `, undefined, "signature_wrong"],
    ["another secret", signed(`sha256=${hmac}`), body, "fake-other-secret", "signature_wrong"],
    ["no signature", {}, body, undefined, "signature_missing"],
    ["GitHub's header", { "x-hub-signature-256": `sha256=${hmac}` }, body, undefined, "signature_missing"],
    ["no prefix", signed(hmac), body, undefined, "signature_malformed"],
    ["another hash", signed(`sha1=${hmac.slice(0, 40)}`), body, undefined, "signature_malformed"],
    ["half of it", signed(`sha256=${hmac.slice(0, 32)}`), body, undefined, "signature_malformed"],
    ["upper case", signed(`sha256=${hmac.toUpperCase()}`), body, undefined, "signature_malformed"],
    ["two of it", signed(`sha256=${hmac}, sha256=${hmac}`), body, undefined, "signature_malformed"],
  ] as const)("refuses %s", async ([, headers, sent, secret, reason]) => {
    expect(await post(headers, sent, secret)).toBe(reason);
  });
});

function emptied(body: Body) {
  return { ...body, push: { changes: body.push.changes.map((change) => ({ ...change, commits: [] })) } };
}
