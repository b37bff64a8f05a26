import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { createClock } from "@dingpipe/fixtures";
import { systemClock } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { createProxyFetch } from "../src/proxy-fetch.ts";
import { createCertificate } from "./certificate.ts";
import { withGroup } from "./group.ts";
import { fastClock, runCli, workFolder } from "./run-cli.ts";
import { runProgram } from "./run-program.ts";

const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${"9".repeat(64)}`;
const send = ["send", "hello", "--locale", "en", "--fail-on", "any"];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** DingTalk's own host behind TLS: says yes to everything. */
async function startTls(host: string, now: number) {
  const certificate = createCertificate(host, now);
  const server = createHttpsServer(certificate, (request, response) => {
    request.resume();
    response.end(JSON.stringify({ errcode: 0, errmsg: "ok" }));
  });
  return { server, port: await listen(server), file: workFolder({ "ca.pem": certificate.cert }) };
}

/** A proxy that leads every host to one port, and notes what it was asked for. */
async function startProxy(port: number) {
  const asked: string[] = [];
  const server = createHttpServer().on("connect", (request, socket) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  return { server, asked, port: await listen(server) };
}

/** A proxy that does this wherever it is asked for a tunnel; `asked` is how often that was. */
async function startBadProxy(answer: (socket: Socket) => void) {
  let asked = 0;
  const server = createHttpServer().on("connect", (_, socket) => {
    asked += 1;
    socket.on("error", () => socket.destroy());
    // A connection that nobody reads from is not seen to end.
    socket.resume().on("end", () => socket.end());
    answer(socket as Socket);
  });
  return { server, asked: () => asked, url: `http://127.0.0.1:${await listen(server)}` };
}

const OPEN = "HTTP/1.1 200 OK\r\n\r\n";

describe("the network of a company", () => {
  it.concurrent("HTTPS_PROXY is gone through, with its user, and an authority of SSL_CERT_FILE is trusted", async ({
    expect,
  }) => {
    const tls = await startTls("oapi.dingtalk.com", systemClock.now());
    const proxy = await startProxy(tls.port);
    const env = {
      DINGTALK_WEBHOOK: WEBHOOK,
      HTTPS_PROXY: `http://user:proxy-password@127.0.0.1:${proxy.port}`,
      SSL_CERT_FILE: `${tls.file}/ca.pem`,
    };
    const result = await runCli([...send, "--verbose"], { env });
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toEqual([`oapi.dingtalk.com:443 Basic ${btoa("user:proxy-password")}`]);
    expect(`${result.stdout}${result.stderr}`).not.toContain("proxy-password");
    proxy.server.close();
    tls.server.close();
  });

  it.concurrent.for([
    { name: "wants a login", status: 407, words: "wants a login (407)" },
    { name: "does not let DingTalk through", status: 403, words: "refuses to connect to oapi.dingtalk.com (403)" },
    { name: "is not there", status: undefined, words: "could not be reached" },
  ])("a proxy that $name is what the cure is about, without its password", async ({ status, words }, { expect }) => {
    const server = createHttpServer().on("connect", (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
    const port = await listen(server);
    if (status === undefined) await new Promise((resolve) => server.close(resolve));
    const env = { DINGTALK_WEBHOOK: WEBHOOK, https_proxy: `http://user:proxy-password@127.0.0.1:${port}` };
    const { exitCode, stderr } = await runCli(send, { env, nodeArgs: fastClock });
    expect(exitCode).toBe(12);
    expect(stderr).toContain(`the proxy 127.0.0.1:${port} of https_proxy`);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/set HTTPS_PROXY|proxy-password/);
    server.close();
  });

  it.concurrent("a gateway that no proxy leads to is told with the proxy's cure", async ({ expect }) => {
    const server = createHttpServer().on("connect", (_, socket) => socket.end("HTTP/1.1 407 No\r\n\r\n"));
    const env = { DINGPIPE_VIA_TOKEN: "token-of-ci", HTTPS_PROXY: `http://127.0.0.1:${await listen(server)}` };
    const args = ["notify", "--status", "FAIL", "--via", "https://gateway.example", "--locale", "en"];
    const { stderr } = await runCli(args, { env, nodeArgs: fastClock });
    expect(stderr).toContain("of HTTPS_PROXY wants a login (407)");
    server.close();
  });

  it.concurrent("NODE_EXTRA_CA_CERTS is trusted too", async ({ expect }) => {
    const tls = await startTls("localhost", systemClock.now());
    const env = { DINGTALK_WEBHOOK: WEBHOOK, DINGTALK_ENDPOINT: `https://localhost:${tls.port}` };
    const [without, given] = await Promise.all([
      runCli(send, { env, nodeArgs: fastClock }),
      runCli(send, { env: { ...env, NODE_EXTRA_CA_CERTS: `${tls.file}/ca.pem` } }),
    ]);
    expect(without.exitCode).toBe(12);
    expect(given.exitCode, given.stderr).toBe(0);
    tls.server.close();
  });

  it.concurrent("loopback never goes through a proxy", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const proxy = await startProxy(9);
      const url = `http://127.0.0.1:${proxy.port}`;
      const { exitCode, stderr } = await runCli(send, { env: { ...group.env, HTTP_PROXY: url, HTTPS_PROXY: url } });
      expect(exitCode, stderr).toBe(0);
      expect(proxy.asked).toEqual([]);
      proxy.server.close();
    });
  });

  it.concurrent("NO_PROXY names hosts that are called directly", async ({ expect }) => {
    const proxy = await startProxy(9);
    const settings = { httpsProxy: `http://127.0.0.1:${proxy.port}`, noProxy: ".invalid", certificates: [] };
    const proxied = createProxyFetch(settings, fetch);
    await expect(proxied("https://relay.invalid/")).rejects.toThrow("fetch failed");
    expect(proxy.asked).toEqual([]);
    proxy.server.close();
  });

  it.concurrent.for([
    { name: "a socks proxy", env: { HTTPS_PROXY: "socks5://user:hidden-1@127.0.0.1:1080" }, words: "HTTPS_PROXY" },
    {
      name: "a file of certificates that is not there",
      env: { SSL_CERT_FILE: "/nowhere/ca.pem" },
      words: "SSL_CERT_FILE",
    },
  ])("$name is refused with its cure", async ({ env, words }, { expect }) => {
    const { exitCode, stderr } = await runCli(send, { env: { DINGTALK_WEBHOOK: WEBHOOK, ...env } });
    expect(exitCode).toBe(10);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("hidden-1");
  });
});

const silent = [
  { name: "gives no answer", answer: () => undefined },
  { name: "opens a tunnel that leads nowhere", answer: (socket: Socket) => socket.write(OPEN) },
] as const;
const closing = [
  { name: "closes", answer: (socket: Socket) => socket.end() },
  { name: "breaks off", answer: (socket: Socket) => socket.resetAndDestroy() },
  { name: "is none", answer: (socket: Socket) => socket.end("220 mail\r\n") },
] as const;

describe("a proxy that fails", () => {
  it.concurrent.for([...silent, ...closing])(
    "and $name does not keep the process from its end",
    async ({ answer }, { expect }) => {
      const proxy = await startBadProxy(answer);
      const env = { DINGTALK_WEBHOOK: WEBHOOK, HTTPS_PROXY: proxy.url, FAST_TIME_LIMITS: "1" };
      const { exitCode, stdout } = await runCli([...send, "--json"], { env, nodeArgs: fastClock });
      expect(exitCode).toBe(12);
      expect(proxy.asked()).toBeGreaterThan(0);
      expect(proxy.asked()).toBeLessThanOrEqual(JSON.parse(stdout).deliveries[0].attempts);
      proxy.server.close();
    },
  );

  it.concurrent.for(closing)("and $name got nothing, which is said at once", async ({ answer }, { expect }) => {
    const proxy = await startBadProxy(answer);
    const clock = createClock(undefined, { autoAdvance: true });
    const proxied = createProxyFetch({ httpsProxy: proxy.url, certificates: [] }, fetch);
    const { stdout } = await runProgram([...send, "--json"], {
      clock,
      // Not a moment passes while an answer may come.
      fetch: async (input, init) => {
        const release = clock.hold();
        return proxied(input, init).finally(release);
      },
    });
    const [delivery] = JSON.parse(stdout).deliveries;
    expect(delivery).toMatchObject({ class: "unreachable", reason: "connection_failed" });
    expect(delivery.attempts).toBeGreaterThan(1);
    expect(proxy.asked()).toBe(delivery.attempts);
    proxy.server.close();
  });

  it.concurrent.for(silent)(
    "and $name is left as soon as nobody waits for it",
    async ({ name, answer }, { expect }) => {
      const waiting = new AbortController();
      const proxy = await startBadProxy((socket) => {
        answer(socket);
        // In the tunnel, a TLS handshake begins.
        if (name === "gives no answer") waiting.abort();
        else socket.once("data", () => waiting.abort());
      });
      const proxied = createProxyFetch({ httpsProxy: proxy.url, certificates: [] }, fetch);
      await expect(proxied("https://relay.invalid/", { signal: waiting.signal })).rejects.toThrow("aborted");
      // Called once the last connection is closed.
      await new Promise((resolve) => proxy.server.close(resolve));
    },
  );
});
