import { channel } from "node:diagnostics_channel";
import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it, vi } from "vitest";
import { configFile, runProgram, webhook } from "../../test/run-program.ts";

const event = {
  "/repo/event.json": JSON.stringify({
    id: "e1",
    kind: "pipeline",
    time: "2026-11-20T08:00:00Z",
    source: { provider: "generic", via: "manual" },
    pipeline: { name: "x" },
    state: "failure",
  }),
};

describe("notify --via", () => {
  const args = ["notify", "--event", "event.json", "--via", "https://gateway.example", "--fail-on", "any"];
  const answering = (status: number, body: object = {}) => {
    const requests: Request[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      requests.push(new Request(input, init));
      return Response.json(body, { status });
    };
    return { requests, fetch };
  };
  const env = { DINGPIPE_VIA_TOKEN: "via-token-that-nobody-may-read" };

  it("hands the event over, with the token and a key", async () => {
    const { requests, fetch } = answering(202, { status: "accepted" });
    const { exitCode, stderr, stdout } = await runProgram([...args, "--json"], { files: event, env, fetch });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, via: { url: "https://gateway.example", status: "accepted" } });
    expect(requests.map(({ url }) => url)).toEqual(["https://gateway.example/v1/events"]);
    expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${env.DINGPIPE_VIA_TOKEN}`);
    expect(requests[0]?.headers.get("idempotency-key")).toMatch(/^\S+$/);
    expect(stderr + stdout).not.toContain(env.DINGPIPE_VIA_TOKEN);
  });

  it.for([
    { status: 401, code: 10, tries: 1 },
    { status: 403, code: 10, tries: 1 },
    { status: 400, code: 11, tries: 1 },
    { status: 413, code: 11, tries: 1 },
    { status: 429, code: 13, tries: 5 },
    { status: 503, code: 12, tries: 5 },
  ])(
    "ends with $code where the gateway answers $status, with one key for all tries",
    async ({ status, code, tries }) => {
      const { requests, fetch } = answering(status, { error: { code: "x", message: "words of the gateway" } });
      const { exitCode, stderr } = await runProgram(args, { files: event, env, fetch });
      expect([exitCode, requests.length]).toEqual([code, tries]);
      expect(new Set(requests.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
      expect(stderr).toContain("words of the gateway");
    },
  );

  it("sends directly only where no connection was made and there is a webhook", async () => {
    const refused = () =>
      Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }));
    const { exitCode } = await runProgram(args, {
      files: event,
      env: { ...env, DINGTALK_WEBHOOK: "" },
      fetch: refused,
    });
    expect(exitCode).toBe(12);
    const posts: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      posts.push(new URL(String(input)).host);
      if (posts.at(-1) === "gateway.example") return refused();
      return Response.json({ errcode: 0, errmsg: "ok" });
    };
    const direct = await runProgram(args, { files: event, env, fetch });
    expect([direct.exitCode, posts.at(-1)]).toEqual([0, "oapi.dingtalk.com"]);
  });

  it.for([
    { name: "never came about", channels: ["beforeConnect"], host: "oapi.dingtalk.com" },
    { name: "came about", channels: ["beforeConnect", "connected"], host: "gateway.example" },
    { name: "is not known of", channels: [], host: "gateway.example" },
  ])("ends at $host where no answer came in time on a connection that $name", async ({ channels, host }) => {
    const hosts: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      hosts.push(new URL(String(input)).host);
      if (hosts.at(-1) !== "gateway.example") return Response.json({ errcode: 0, errmsg: "ok" });
      for (const name of channels) channel(`undici:client:${name}`).publish({});
      throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
    };
    await runProgram(args, { files: event, env, fetch });
    expect(hosts.at(-1)).toBe(host);
  });

  it("sends no second message where the answer was lost", async () => {
    const hosts: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      hosts.push(new URL(String(input)).host);
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
    };
    const { exitCode } = await runProgram(args, { files: event, env, fetch });
    expect(exitCode).toBe(12);
    expect(new Set(hosts)).toEqual(new Set(["gateway.example"]));
  });

  it.for(["http://gateway.example", "https://user:pw@gateway.example", "https://gateway.example?x=1", "gateway"])(
    "refuses the address %s",
    async (url) => {
      const { exitCode } = await runProgram(["notify", "--event", "event.json", "--via", url], { files: event, env });
      expect(exitCode).toBe(2);
    },
  );

  it.for([
    { name: "a page of another server", status: 200, body: "<html>log in</html>" },
    { name: "another server's JSON", status: 202, body: '{"ok":true}' },
    { name: "a redirect", status: 302, body: "" },
  ])("takes $name for no acceptance, and sends nothing itself", async ({ status, body }) => {
    const hosts: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      hosts.push(new URL(String(input)).host);
      return new Response(body, { status, headers: { location: "https://elsewhere.example/" } });
    };
    const { exitCode } = await runProgram(args, { files: event, env, fetch });
    expect([exitCode, hosts]).toEqual([12, ["gateway.example"]]);
  });

  it.for([
    { status: 302, body: "" },
    { status: 404, body: "<html>nginx</html>" },
    { status: 401, body: '{"message":"log in"}' },
  ])("says that an answer $status of $body is not a gateway's", async ({ status, body }) => {
    const fetch = async () => new Response(body, { status });
    const { stderr } = await runProgram([...args, "--locale", "en"], { files: event, env, fetch });
    expect(stderr).toContain(`the answer (${status}) is not a dingpipe gateway's: check the address of --via`);
  });

  it("says that the gateway had it already", async () => {
    const { fetch } = answering(200, { status: "duplicate" });
    const { exitCode, stdout } = await runProgram([...args, "--json"], { files: event, env, fetch });
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { ok: true, via: { status: "duplicate" } }]);
  });

  it("hands nothing over in a dry run", async () => {
    const { requests, fetch } = answering(202, { status: "accepted" });
    const { exitCode, stdout, stderr } = await runProgram([...args, "--dry-run", "--json", "--locale", "en"], {
      files: event,
      env,
      fetch,
    });
    expect([exitCode, requests]).toEqual([0, []]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, dryRun: true, via: { status: "not_sent" } });
    expect(stderr).toContain("would go to the gateway https://gateway.example");
  });

  it("hands over what a webhook's body says", async () => {
    const { requests, fetch } = answering(202, { status: "accepted" });
    const body = { action: "opened", pull_request: { number: 7, title: "x", user: { login: "zhangsan" } } };
    const { exitCode } = await runProgram(
      [
        "notify",
        "--event",
        "pr.json",
        "--source",
        "github",
        "--header",
        "X-GitHub-Event=pull_request",
        ...args.slice(3),
      ],
      { files: { "/repo/pr.json": JSON.stringify({ ...body, repository: { full_name: "acme/shop" } }) }, env, fetch },
    );
    expect([exitCode, requests.map(({ url }) => url)]).toEqual([0, ["https://gateway.example/v1/events"]]);
  });

  it("reads the token from the file that DINGPIPE_VIA_TOKEN_FILE names", async () => {
    const { requests, fetch } = answering(202, { status: "accepted" });
    await runProgram(args, {
      files: { ...event, "/run/token": "token-of-a-file\n" },
      env: { DINGPIPE_VIA_TOKEN_FILE: "/run/token" },
      fetch,
    });
    expect(requests[0]?.headers.get("authorization")).toBe("Bearer token-of-a-file");
  });

  it("refuses a token that no header can hold, and does not show it", async () => {
    const { requests, fetch } = answering(202);
    const { exitCode, stderr } = await runProgram(args, {
      files: event,
      env: { DINGPIPE_VIA_TOKEN: "two\nlines-of-token" },
      fetch,
    });
    expect([exitCode, requests]).toEqual([10, []]);
    expect(stderr).not.toContain("lines-of-token");
  });

  it("sends directly by the configuration's own webhook, whatever its name", async () => {
    const hosts: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      hosts.push(new URL(String(input)).host);
      if (hosts.at(-1) === "gateway.example")
        throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
      return Response.json({ errcode: 0, errmsg: "ok" });
    };
    const { exitCode, stderr } = await runProgram([...args, "--locale", "en"], {
      files: { ...event, ...configFile('robots: { ops: { webhook: "${OPS_WEBHOOK}" } }\nrules: [{}]\n') },
      env: { ...env, DINGTALK_WEBHOOK: "", OPS_WEBHOOK: webhook },
      fetch,
    });
    expect([exitCode, hosts.at(-1)]).toEqual([0, "oapi.dingtalk.com"]);
    expect(stderr).toContain("the message is sent directly");
  });

  it("warns and succeeds without the token in a pull request", async () => {
    const { requests, fetch } = answering(202);
    const { exitCode, stderr, stdout } = await runProgram(
      ["notify", "--status", "failure", "--via", "https://gateway.example", "--fail-on", "any", "--json"],
      { env: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge" }, fetch },
    );
    expect([exitCode, requests]).toEqual([0, []]);
    expect(stderr).toContain("DINGPIPE_VIA_TOKEN");
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, via: { status: "not_sent" } });
  });

  it("names the token that is missing", async () => {
    const { exitCode, stderr } = await runProgram(args, { files: event });
    expect([exitCode, stderr.includes("DINGPIPE_VIA_TOKEN")]).toEqual([10, true]);
  });

  it("takes thirty seconds at most, though the last try begins late", async () => {
    const clock = createClock(undefined, { autoAdvance: true });
    const startedAt = clock.now();
    const limits: number[] = [];
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      limits.push(clock.now() - startedAt + ms);
      return new AbortController().signal;
    });
    // The fifth try begins after 29 s.
    const fetch: typeof globalThis.fetch = async () => {
      await clock.wait(3_500);
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
    };
    expect((await runProgram(args, { files: event, env, clock, fetch })).exitCode).toBe(12);
    expect(limits).toHaveLength(5);
    expect(Math.max(...limits)).toBe(30_000);
  });
});
