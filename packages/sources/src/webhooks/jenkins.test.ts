import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import type { DoorSecrets } from "../signature.ts";
import { jenkins } from "./jenkins.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Notified {
  url: string;
  build: Record<string, unknown>;
}

interface Listened {
  type: string;
  data: { result: unknown; actions: unknown[] };
}

const withBuild = (changes: Record<string, unknown>) => (body: Notified) => ({
  ...body,
  build: { ...body.build, ...changes },
});

describe("the Notification plugin", () => {
  it("tells of a run that is over, with its tests and artifacts", async () => {
    const [event] = await readSample("jenkins/finalized.success");
    expect(event).toMatchObject({
      kind: "pipeline",
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "jenkins", instance: "jenkins.example.com", event: "FINALIZED" },
      state: "success",
      statusRaw: "SUCCESS",
      pipeline: { id: "acme/shop", name: "acme/shop", url: "https://jenkins.example.com/job/acme/job/shop/" },
      run: { number: "57", url: "https://jenkins.example.com/job/acme/job/shop/57/" },
      finishedAt: "2026-11-20T08:30:00.000Z",
      durationMs: 192_340,
      repository: { fullName: "acme/shop", url: "https://git.example.com/acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "7d1c0b8" },
      tests: { total: 412, passed: 409, failed: 0, skipped: 3 },
      artifacts: [
        { name: "shop.tar.gz", url: "https://jenkins.example.com/job/acme/job/shop/57/artifact/dist/shop.tar.gz" },
        { name: "shop.map", url: "https://s3.example.com/acme/shop.map" },
      ],
    });
  });

  it.for([
    ["FINALIZED", "SUCCESS", "success"],
    ["FINALIZED", "UNSTABLE", "unstable"],
    ["FINALIZED", "FAILURE", "failure"],
    ["FINALIZED", "ABORTED", "canceled"],
    ["FINALIZED", "NOT_BUILT", "skipped"],
    ["FINALIZED", "PAUSED_FOR_LUNCH", "unknown"],
    ["FINALIZED", undefined, "unknown"],
    ["COMPLETED", "FAILURE", "failure"],
    ["STARTED", undefined, "running"],
    ["STARTED", "UNSTABLE", "running"],
    ["QUEUED", undefined, "queued"],
  ] as const)("reads the phase %s with the status %s as %s", async ([phase, status, state]) => {
    const [event] = await readSample("jenkins/finalized.failure", withBuild({ phase, status }));
    expect(event).toMatchObject({ state });
  });

  it("leaves what COMPLETED says to FINALIZED, unless a door asks for it", async () => {
    const name = "jenkins/completed.success";
    expect(await receiveSample(name)).toMatchObject({ verdict: "events", untold: "told_elsewhere" });
    expect(await receiveSample(name, undefined, { events: ["COMPLETED"] })).not.toHaveProperty("untold");
  });

  it("names the tests that fail", async () => {
    const [event] = await readSample("jenkins/finalized.unstable");
    expect(event).toMatchObject({
      state: "unstable",
      failedTasks: [
        { name: "com.example.shop.CartTest.totalsWithCoupon" },
        { name: "com.example.shop.CartTest.emptyCart" },
      ],
    });
  });

  it.for([
    ["queued", { queuedAt: "2026-11-20T08:26:30.000Z" }],
    ["started", { startedAt: "2026-11-20T08:26:47.000Z" }],
  ] as const)("takes the time of a run that is %s for what it is, and no duration from it", async ([phase, times]) => {
    const [event] = await readSample(`jenkins/${phase}.folder`);
    expect(event).toMatchObject(times);
    for (const field of ["finishedAt", "durationMs"]) expect(event).not.toHaveProperty(field);
  });

  it("never hands on parameters, the log or a password of the repository's address", async () => {
    const texts = await Promise.all(
      ["jenkins/finalized.failure", "jenkins/finalized.hostile"].map(async (name) =>
        JSON.stringify(await readSample(name)),
      ),
    );
    for (const text of texts) expect(text).not.toMatch(/fake-|API_TOKEN|DEPLOY_TO|params/);
  });

  it("reads a multibranch job's branch, encoded as it is in the job's name", async () => {
    const [event] = await readSample("jenkins/finalized.branch");
    expect(event).toMatchObject({
      pipeline: { id: "acme/shop/feature%2Fcoupons", name: "acme/shop/feature/coupons" },
      ref: { branch: "feature/coupons" },
    });
  });

  it("reads a multibranch job of a pull request as that, not as a branch of its name", async () => {
    const [event] = await readSample("jenkins/finalized.pull-request");
    expect(event).toMatchObject({ change: { number: "31" } });
    expect(event).not.toHaveProperty("ref");
  });

  it.for([
    ["origin/main", { branch: "main" }],
    ["refs/tags/v1.2.0", { tag: "v1.2.0" }],
    ["detached", undefined],
  ] as const)("reads the branch %s", async ([branch, ref]) => {
    const [event] = await readSample("jenkins/finalized.success", withBuild({ scm: { branch } }));
    if (ref === undefined) expect(event).not.toHaveProperty("ref");
    else expect(event).toMatchObject({ ref });
  });

  it("says what it can where Jenkins has no root address", async () => {
    const [event] = await readSample("jenkins/finalized.success", withBuild({ full_url: null }));
    expect(event).toMatchObject({ pipeline: { name: "acme/shop" }, run: { number: "57" } });
    expect(event?.source).not.toHaveProperty("instance");
    expect(JSON.stringify(event)).not.toContain('"url":"job/');
  });

  it.for([
    ["phase", "build.phase"],
    ["number", "build.number"],
  ])("refuses a build without a %s", async ([field, detail]) => {
    const received = await receiveSample("jenkins/finalized.success", withBuild({ [field ?? ""]: undefined }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });
});

describe("the Generic Event plugin", () => {
  it("tells of a run that is over, with who started it and the commit", async () => {
    const [event] = await readSample("jenkins/run.finalized.success");
    expect(event).toMatchObject({
      time: "2026-11-20T08:20:00.512Z",
      source: {
        instance: "jenkins.example.com",
        event: "run.finalized",
        deliveryId: "00000000-0000-4000-8000-000000000004",
      },
      state: "success",
      pipeline: { id: "acme/shop/main", url: "https://jenkins.example.com/job/acme/job/shop/job/main/" },
      run: { id: "12", number: "12", url: "https://jenkins.example.com/job/acme/job/shop/job/main/12/" },
      durationMs: 179_882,
      repository: { fullName: "acme/shop" },
      ref: { branch: "main" },
      commit: {
        shortSha: "7d1c0b8",
        title: "fix: 修复优惠券金额",
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "李四", username: "lisi" },
      trigger: { type: "manual", raw: "hudson.model.Cause$UserIdCause" },
    });
    expect(JSON.stringify(event)).not.toMatch(/fake-|API_TOKEN/);
  });

  it.for([
    ["run.initialize.queued", "queued"],
    ["run.started.running", "running"],
    ["run.finalized.unstable", "unstable"],
    ["run.finalized.failure", "failure"],
  ])("reads %s as %s", async ([name, state]) => {
    const [event] = await readSample(`jenkins/${name}`);
    expect(event).toMatchObject({ state });
  });

  it("never takes a run without a result for a success", async () => {
    const [event] = await readSample("jenkins/run.finalized.success", (body: Listened) => {
      body.data.result = null;
      return body;
    });
    expect(event).toMatchObject({ state: "unknown" });
  });

  it("makes the run's address of the job's and the number where the plugin is older", async () => {
    const [event] = await readSample("jenkins/run.finalized.success", (body: Listened) => ({
      ...body,
      url: undefined,
    }));
    expect(event).toMatchObject({ run: { url: "https://jenkins.example.com/job/acme/job/shop/job/main/12/" } });
  });

  it.for([
    ["hudson.model.Cause$UserIdCause", "manual"],
    ["org.jenkinsci.plugins.workflow.cps.replay.ReplayCause", "manual"],
    ["hudson.triggers.SCMTrigger$SCMTriggerCause", "push"],
    ["com.cloudbees.jenkins.GitHubPushCause", "push"],
    ["hudson.triggers.TimerTrigger$TimerTriggerCause", "schedule"],
    ["hudson.model.Cause$UpstreamCause", "upstream"],
    ["hudson.model.Cause$RemoteCause", "api"],
    ["com.example.FullMoonCause", "unknown"],
  ])("reads the cause %s as %s", async ([raw, type]) => {
    const [event] = await readSample("jenkins/run.finalized.success", (body: Listened) => {
      body.data.actions = [{ causes: [{ _class: raw }] }];
      return body;
    });
    expect(event).toMatchObject({ trigger: { type, raw } });
  });

  it("reads the build of a pull request with its tests", async () => {
    const [event] = await readSample("jenkins/run.finalized.unstable");
    expect(event).toMatchObject({
      change: { number: "31" },
      trigger: { type: "change" },
      tests: { total: 40, passed: 37, failed: 2, skipped: 1 },
    });
  });

  it("says no repository where a shared library's looks the same", async () => {
    const [event] = await readSample("jenkins/run.finalized.success", (body: Listened) => {
      const library = { lastBuiltRevision: { SHA1: "aa11bb22" }, remoteUrls: ["https://git.example.com/acme/library"] };
      body.data.actions.push(library);
      return body;
    });
    for (const field of ["repository", "commit", "ref"]) expect(event).not.toHaveProperty(field);
  });

  it("leaves what run.completed says to run.finalized", async () => {
    expect(await receiveSample("jenkins/run.completed.success")).toMatchObject({ untold: "told_elsewhere" });
  });

  it.for(["run.deleted.old", "item.updated.folder"])("ignores %s", async (name) => {
    const detail = name.split(".").slice(0, 2).join(".");
    expect(await receiveSample(`jenkins/${name}`)).toMatchObject({ verdict: "ignored", reason: "event", detail });
  });
});

describe("a door for Jenkins", () => {
  const post = async (door: DoorSecrets, headers: Record<string, string> = {}, pathToken?: string) => {
    const sent = payloadOf("jenkins/finalized.success");
    for (const [name, value] of Object.entries(headers)) sent.headers.set(name, value);
    const request = new Request("https://gateway.example/hooks/ci", {
      method: "POST",
      headers: sent.headers,
      body: sent.bytes,
    });
    const received = await receive(jenkins, request, { door, pathToken, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };

  it("takes the password of the address, whatever the user", async () => {
    const door = { password: ["fake-password"] };
    // printf 'jenkins:fake-password' | openssl base64
    expect(await post(door, { authorization: "Basic amVua2luczpmYWtlLXBhc3N3b3Jk" })).toBe("events");
    // printf 'jenkins:other' | openssl base64
    expect(await post(door, { authorization: "Basic amVua2luczpvdGhlcg==" })).toBe("password_wrong");
    expect(await post(door)).toBe("password_wrong");
  });

  it("takes a token in the path, and a bearer's", async () => {
    expect(await post({ token: ["fake-token"] }, {}, "fake-token")).toBe("events");
    expect(await post({ token: ["fake-token"] }, {}, "other")).toBe("token_wrong");
    expect(await post({ bearer: ["fake-bearer"] }, { authorization: "Bearer fake-bearer" })).toBe("events");
    expect(await post({ bearer: ["fake-bearer"] })).toBe("bearer_wrong");
  });
});

describe("a page of the Generic Event plugin", () => {
  const pageOf = (referrer: string, url: string) => {
    const headers = new Headers({ referrer });
    const body = { type: "run.finalized", url, data: { number: 57 } };
    const parsed = jenkins.parse({ headers, body, now: sampleTime });
    const [draft] = "events" in parsed ? parsed.events : [];
    return draft?.kind === "pipeline" ? draft.run?.url : "no run";
  };

  it.for([
    ["https://jenkins.example.com/", "job/shop/57/", "https://jenkins.example.com/job/shop/57/"],
    ["https://jenkins.example.com", ".example.org/job/shop/57/", undefined],
    ["https://jenkins.example.com", "@example.org/job/shop/57/", undefined],
    ["https://jenkins.example.com", ":8443/job/shop/57/", undefined],
  ] as const)("below %s, by the path %s, is %s", ([referrer, path, page]) => {
    expect(pageOf(referrer, path)).toBe(page);
  });
});
