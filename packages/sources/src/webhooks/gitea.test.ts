import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { readSample, receiveSample, sampleTime, sourceOf } from "./read-sample.fixture.ts";

interface RunBody {
  workflow_run: Record<string, unknown>;
}

const withRun = (changes: Record<string, unknown>) => (body: RunBody) => ({
  ...body,
  workflow_run: { ...body.workflow_run, ...changes },
});

describe("a run of Gitea's", () => {
  it("says what ran, where, by whom and how long", async () => {
    expect((await readSample("gitea/workflow_run.failure"))[0]).toMatchObject({
      source: { provider: "gitea", instance: "gitea.example.com", event: "workflow_run" },
      state: "failure",
      pipeline: { id: "release.yml", name: "Release" },
      run: { id: "411", number: "42", url: "https://gitea.example.com/acme/shop/actions/runs/411" },
      durationMs: 201_000,
      actor: { username: "lisi", name: "李四" },
      ref: { branch: "main" },
    });
  });

  it.for([
    [{ status: "completed", conclusion: "success" }, "success"],
    [{ status: "completed", conclusion: "cancelled" }, "canceled"],
    [{ status: "completed", conclusion: "skipped" }, "skipped"],
    [{ status: "queued", conclusion: "" }, "queued"],
    [{ status: "waiting", conclusion: null }, "waiting"],
    [{ status: "pending", conclusion: null }, "waiting"],
    [{ status: "in_progress", conclusion: null }, "running"],
    [{ status: "failure", conclusion: null }, "failure"],
    [{ status: "requested", conclusion: null }, "queued"],
    [{ status: "completed", conclusion: null }, "unknown"],
  ] as const)("%j is %s", async ([changes, state]) => {
    expect((await readSample("gitea/workflow_run.failure", withRun(changes)))[0]).toMatchObject({ state });
  });

  it("without a name is called by its file", async () => {
    const [event] = await readSample("gitea/workflow_run.failure", (body: object) => ({ ...body, workflow: {} }));
    expect(event).toMatchObject({ pipeline: { name: "release.yml" } });
  });

  it("of a tag has it from the path of its workflow", async () => {
    const [event] = await readSample("gitea/workflow_run.tag");
    expect(event).toMatchObject({ state: "success", ref: { tag: "v1.4.0" }, trigger: { type: "push" } });
    expect(event).not.toHaveProperty("change");
  });

  it("of a pull request has the source's branch and the page of the request", async () => {
    expect((await readSample("gitea/workflow_run.pull-request"))[0]).toMatchObject({
      ref: { branch: "feature/pay" },
      change: {
        number: "42",
        title: "支付重构",
        url: "https://gitea.example.com/acme/shop/pulls/42",
        sourceBranch: "feature/pay",
        targetBranch: "main",
      },
      trigger: { type: "change" },
    });
  });

  it("of a pull request that it does not list has the number from the path of its workflow", async () => {
    const [event] = await readSample(
      "gitea/workflow_run.pull-request",
      withRun({ event: "pull_request", pull_requests: [], head_branch: "", path: "ci.yml@refs/pull/42/head" }),
    );
    expect(event).toMatchObject({ change: { number: "42" } });
    expect(event).not.toHaveProperty("ref");
  });

  it("leaves its jobs and the statuses of others untold", async () => {
    expect(await receiveSample("gitea/workflow_job.failure")).toMatchObject({ untold: "part_of_run" });
    expect(await receiveSample("gitea/status.failure")).toMatchObject({
      untold: "told_elsewhere",
      events: [{ state: "failure", pipeline: { name: "ci/woodpecker" } }],
    });
  });

  it("has GitHub's name too, and is not taken for GitHub", async () => {
    const github = await sourceOf("github");
    const headers = { "x-github-event": "push", "x-gitea-event": "push" };
    const request = new Request("https://g.example/h", { method: "POST", headers, body: "{}" });
    expect(await receive(github, request, { door: { insecure: true }, now: sampleTime })).toMatchObject({
      reason: "sender_mismatch",
      detail: "x-gitea-event",
    });
  });
});

// printf '{"ref":"refs/heads/main"}' | openssl dgst -sha256 -hmac 'It is a secret of the tests'
const VECTOR = "1d742cec6c6e0a5a55e56e3c7e9ac7e03cc10205da4c27235da5167a6f44844a";

describe("a change at Gitea", () => {
  it("is a push with its commits, the newest last, though it comes first", async () => {
    const [event] = await readSample("gitea/push.branch");
    expect(event).toMatchObject({ action: "pushed", commits: [{ shortSha: "7c1d0e2" }, { shortSha: "4f2d8c1" }] });
  });

  it("is a tag, which has a commit and no comparison", async () => {
    expect((await readSample("gitea/push.tag"))[0]).toMatchObject({
      ref: { tag: "v1.4.0" },
      commits: [{ shortSha: "4f2d8c1" }],
      url: expect.stringContaining("/commit/4f2d8c1"),
    });
  });

  it("has no page in the instance's own", async () => {
    const [event] = await readSample("gitea/push.branch", (body: object) => ({
      ...body,
      compare_url: "https://gitea.example.com/",
    }));
    expect(event).toMatchObject({ url: expect.stringContaining("/commit/4f2d8c1") });
  });

  it.for([
    ["pull_request.opened", "opened"],
    ["pull_request.merged", "merged"],
    ["pull_request_approved.reviewed", "reviewed"],
    ["release.published", "released"],
  ] as const)("in %s is %s", async ([name, action]) => {
    expect((await readSample(`gitea/${name}`))[0]).toMatchObject({ kind: "change", action });
  });

  it.for([
    ["push.branch", { after: "0".repeat(40), commits: [], head_commit: null }, "empty"],
    ["pull_request.opened", { action: "label_updated" }, "action"],
    ["release.published", { action: "updated" }, "action"],
  ] as const)("is none in %s with %j", async ([name, changes, reason]) => {
    const received = await receiveSample(`gitea/${name}`, (body: object) => ({ ...body, ...changes }));
    expect(received).toMatchObject({ verdict: "ignored", reason });
  });

  it.for([
    ["create", "told_elsewhere"],
    ["delete", "event"],
    ["package", "event"],
    ["issue_comment", "event"],
  ] as const)("is none in the event %s", async ([event, reason]) => {
    const { parse } = await sourceOf("gitea");
    expect(parse({ headers: new Headers({ "x-gitea-event": event }), body: {}, now: sampleTime })).toMatchObject({
      ignored: reason,
    });
  });
});

describe("a commit's status at Gitea", () => {
  it.for([
    ["pending", "queued"],
    ["success", "success"],
    ["error", "error"],
    ["failure", "failure"],
    ["warning", "unstable"],
    ["skipped", "skipped"],
  ] as const)("that is %s is %s", async ([state, expected]) => {
    const [event] = await readSample("gitea/status.failure", (body: object) => ({ ...body, state }));
    expect(event).toMatchObject({ state: expected, statusRaw: state });
  });
});

describe("the bare signature", () => {
  it.for(["gitea", "forgejo", "gogs"])("of %s is hexadecimal, in lower case, of the whole body", async (type) => {
    const source = await sourceOf(type);
    const come = async (signature: string, body = '{"ref":"refs/heads/main"}') => {
      const headers = { [`x-${type}-event`]: "push", [`x-${type}-signature`]: signature };
      const request = new Request("https://g.example/h", { method: "POST", headers, body });
      const door = { secret: ["It is a secret of the tests"] };
      const received = await receive(source, request, { door, now: sampleTime });
      return received.verdict === "refused" ? received.reason : received.verdict;
    };
    expect(await come(VECTOR)).toBe("ignored");
    expect(await come(VECTOR, '{"ref":"refs/heads/nain"}')).toBe("signature_wrong");
    expect(await come(VECTOR.toUpperCase())).toBe("signature_malformed");
    expect(await come(`sha256=${VECTOR}`)).toBe("signature_malformed");
    expect(await come("")).toBe("signature_missing");
  });

  it.for(["gitea", "forgejo", "gogs"])("of %s is that of a form's payload, whatever stands around it", async (type) => {
    const source = await sourceOf(type);
    const come = (body: string) => {
      const headers = {
        [`x-${type}-event`]: "push",
        [`x-${type}-signature`]: VECTOR,
        "content-type": "application/x-www-form-urlencoded",
      };
      const request = new Request("https://g.example/h", { method: "POST", headers, body });
      return receive(source, request, { door: { secret: ["It is a secret of the tests"] }, now: sampleTime });
    };
    const payload = "payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%7D";
    const received = await come(payload);
    expect(received).toMatchObject({ verdict: "ignored", isSigned: true });
    // The same, for whoever drops doubles.
    expect(await come(`other=1&${payload}`)).toEqual(received);
    for (const wrong of [payload.replace("main", "nain"), `payload=x&${payload}`, "other=1", ""])
      expect(await come(wrong)).toMatchObject({ status: 401, reason: "signature_wrong" });
  });
});
