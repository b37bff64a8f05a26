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
    [{ status: "completed", conclusion: null }, "unknown"],
  ] as const)("%j is %s", async ([changes, state]) => {
    expect((await readSample("gitea/workflow_run.failure", withRun(changes)))[0]).toMatchObject({ state });
  });

  it("without a name is called by its file", async () => {
    const [event] = await readSample("gitea/workflow_run.failure", (body: object) => ({ ...body, workflow: {} }));
    expect(event).toMatchObject({ pipeline: { name: "release.yml" } });
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

describe("a run of Forgejo's", () => {
  it("that came back says what was before", async () => {
    expect((await readSample("forgejo/action_run_recover.fixed"))[0]).toMatchObject({
      source: { provider: "forgejo", instance: "forgejo.example.com" },
      state: "success",
      previousState: "failure",
      run: { number: "7", url: "https://forgejo.example.com/acme/shop/actions/runs/7" },
      repository: { fullName: "acme/shop" },
      actor: { username: "lisi" },
      durationMs: 201_000,
    });
  });

  it.for([
    ["action_run_failure.first", "failure", "success"],
    ["action_run_success.again", "success", "success"],
  ] as const)("%s is %s", async ([name, state, previousState]) => {
    expect((await readSample(`forgejo/${name}`))[0]).toMatchObject({ state, previousState });
  });

  it("that recovers without a word of the past was a failure", async () => {
    const [event] = await readSample("forgejo/action_run_recover.fixed", (body: object) => ({
      ...body,
      prior_status: null,
    }));
    expect(event).toMatchObject({ previousState: "failure" });
  });

  it("of a pull request has its number and no branch", async () => {
    const [event] = await readSample("forgejo/action_run_failure.pull-request");
    expect(event).toMatchObject({ change: { number: "42" }, trigger: { type: "change" } });
    expect(event).not.toHaveProperty("ref");
  });
});

// printf '{"ref":"refs/heads/main"}' | openssl dgst -sha256 -hmac 'It is a secret of the tests'
const VECTOR = "1d742cec6c6e0a5a55e56e3c7e9ac7e03cc10205da4c27235da5167a6f44844a";

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
});

describe("a change at Gogs", () => {
  it.for([
    ["push.branch", "pushed"],
    ["pull_request.opened", "opened"],
    ["release.published", "released"],
  ] as const)("in %s is %s", async ([name, action]) => {
    expect((await readSample(`gogs/${name}`))[0]).toMatchObject({
      kind: "change",
      action,
      source: { provider: "gogs", instance: "gogs.example.com" },
    });
  });
});
