import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli, workFolder } from "./run-cli.ts";

const env = { DINGPIPE_VIA_TOKEN: "via-token-that-nobody-may-read", DINGPIPE_LOCALE: "en" };

interface Asked {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let asked: Asked[];
let answer: { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };

beforeEach(async () => {
  asked = [];
  answer = { status: 202, body: '{"status":"accepted","events":["x"]}' };
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    asked.push({ url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString() });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe("exec --via", () => {
  const failing = ["--", "sh", "-c", "echo a-line-of-output; exit 7"];

  it("hands the end over, none of the output, and ends with the command's own code", async () => {
    const { exitCode, stdout, stderr } = await runCli(["exec", "--tail", "5", "--via", url, ...failing], { env });
    expect([exitCode, stdout]).toEqual([7, "a-line-of-output\n"]);
    expect(stderr).toContain(`accepted by the gateway ${url}`);
    expect(asked.map((request) => [request.url, request.headers.authorization])).toEqual([
      ["/v1/events", `Bearer ${env.DINGPIPE_VIA_TOKEN}`],
    ]);
    expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject({ kind: "pipeline", state: "failure" });
    expect(asked[0]?.body).not.toContain("a-line-of-output");
    expect(stderr).not.toContain(env.DINGPIPE_VIA_TOKEN);
  });

  it("keeps the command's code where the gateway refuses, and says why", async () => {
    answer = { status: 403, body: '{"error":{"code":"right_missing","message":"this token may not do that"}}' };
    const { exitCode, stderr } = await runCli(["exec", "--via", url, ...failing], { env });
    expect([exitCode, stderr.includes("this token may not do that")]).toEqual([7, true]);
  });

  it("warns of a missing token before the command runs, and runs it", async () => {
    const { exitCode, stderr } = await runCli(["exec", "--via", url, "--", "sh", "-c", "echo it-ran >&2; exit 7"], {
      env: { DINGPIPE_LOCALE: "en" },
    });
    expect([exitCode, asked]).toEqual([7, []]);
    expect(stderr.indexOf("DINGPIPE_VIA_TOKEN is not set")).toBeGreaterThan(-1);
    expect(stderr.indexOf("DINGPIPE_VIA_TOKEN is not set")).toBeLessThan(stderr.indexOf("it-ran"));
  });

  it("runs nothing where the address can't be right", async () => {
    const cwd = workFolder();
    const { exitCode } = await runCli(["exec", "--via", "http://gateway.example", "--", "touch", "ran"], { env, cwd });
    expect([exitCode, existsSync(join(cwd, "ran"))]).toEqual([2, false]);
  });

  it("hands nothing over in a dry run", async () => {
    const { exitCode, stderr } = await runCli(["exec", "--dry-run", "--via", url, ...failing], { env });
    expect([exitCode, asked]).toEqual([7, []]);
    expect(stderr).toContain("would go to the gateway");
  });
});

describe("notify --via", () => {
  const args = ["notify", "--status", "FAIL", "--pipeline", "x", "--fail-on", "any"];

  it("goes to this machine without the proxy", async () => {
    const proxy = { http_proxy: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9" };
    const { exitCode } = await runCli([...args, "--via", url], { env: { ...env, ...proxy } });
    expect([exitCode, asked.length]).toEqual([0, 1]);
  });

  it("follows no redirect", async () => {
    answer = { status: 307, headers: { location: `${url}/elsewhere` }, body: "" };
    const { exitCode } = await runCli([...args, "--via", url], { env });
    expect([exitCode, asked.map((request) => request.url)]).toEqual([12, ["/v1/events"]]);
  });

  it("is what DINGPIPE_VIA says, with the path that the gateway stands under", async () => {
    const { exitCode } = await runCli(args, { env: { ...env, DINGPIPE_VIA: `${url}/gateway/` } });
    expect([exitCode, asked.map((request) => request.url)]).toEqual([0, ["/gateway/v1/events"]]);
  });

  it("gives a step that is run again the same key where its run and task are known, else another", async () => {
    const job = { GITEE_PIPELINE_NAME: "x" };
    const event = (more: object) =>
      JSON.stringify({
        id: "e1",
        kind: "pipeline",
        time: "2026-11-20T08:00:00Z",
        source: { provider: "generic", via: "manual" },
        pipeline: { name: "x" },
        state: "failure",
        ...more,
      });
    const cwd = workFolder({ "a.json": event({ run: { id: "4242" }, task: { name: "t" } }), "b.json": event({}) });
    for (const file of ["a.json", "a.json", "b.json", "b.json"])
      await runCli(["notify", "--event", file, "--via", url], { cwd, env: { ...env, ...job } });
    const keys = asked.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
  });
});
