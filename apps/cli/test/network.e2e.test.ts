import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { systemClock } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { createProxyFetch } from "../src/proxy-fetch.ts";
import { createCertificate } from "./certificate.ts";
import { withGroup } from "./group.ts";
import { fastClock, runCli, workFolder } from "./run-cli.ts";

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
