import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server } from "node:net";
import { systemClock } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { createCertificate } from "../../cli/test/certificate.ts";
import { runStep } from "./fake-runner.ts";
import { environment, WEBHOOK } from "./samples.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

describe("a runner inside a company", () => {
  it.concurrent("sends through its proxy, and trusts its authority", async ({ expect }) => {
    const certificate = createCertificate("oapi.dingtalk.com", systemClock.now());
    const dingtalk = createHttpsServer(certificate, (request, response) => {
      request.resume();
      response.end(JSON.stringify({ errcode: 0, errmsg: "ok" }));
    });
    const port = await listen(dingtalk);
    const asked: (string | undefined)[] = [];
    const proxy = createServer().on("connect", (request, socket) => {
      asked.push(request.url);
      const upstream = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [upstream, socket]) end.on("error", () => upstream.destroy());
    });
    const result = await runStep({
      with: { webhook: WEBHOOK },
      env: {
        ...environment("github-complete"),
        HTTPS_PROXY: `http://user:proxy-password@127.0.0.1:${await listen(proxy)}`,
        SSL_CERT_FILE: "ca.pem",
      },
      files: { "ca.pem": certificate.cert },
    });
    expect(result.outputs, result.log).toMatchObject({ ok: "true", outcome: "delivered" });
    expect(asked).toEqual(["oapi.dingtalk.com:443"]);
    expect(result.raw).not.toContain("proxy-password");
    proxy.close();
    dingtalk.close();
  });
});

describe("via a gateway", () => {
  const TOKEN = "gateway-token-0123456789";

  async function handOver(answer: RequestListener, { host = "127.0.0.1", env = {} } = {}) {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (piece: string) => {
        body += piece;
      });
      request.on("end", () => {
        bodies.push(body);
        answer(request, response);
      });
    });
    const url = `http://${host}:${await listen(server)}`;
    const result = await runStep({
      with: { via: url, needs: '{"build":{"result":"failure"}}' },
      env: { ...environment("github-complete"), DINGPIPE_VIA_TOKEN: TOKEN, ...env },
    });
    server.close();
    return { result, bodies };
  }

  it.concurrent("the event is handed over, and its token masked", async ({ expect }) => {
    const { result, bodies } = await handOver((request, response) => {
      response.statusCode = request.headers.authorization === `Bearer ${TOKEN}` ? 202 : 401;
      response.end(JSON.stringify({ status: "accepted" }));
    });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toMatchObject({ ok: "true", outcome: "accepted", messages: "0" });
    expect(result.masks).toContain(TOKEN);
    const event = JSON.parse(bodies[0] ?? "{}");
    expect(event).toMatchObject({ kind: "pipeline", state: "failure", tasks: [{ name: "build", state: "failure" }] });
  });

  it.concurrent("without TLS it must be asked for, as the refusal says", async ({ expect }) => {
    const accept: RequestListener = (_, response) => {
      response.statusCode = 202;
      response.end(JSON.stringify({ status: "accepted" }));
    };
    // To the program this machine's by no name.
    const host = "0.0.0.0";
    const refused = await handOver(accept, { host });
    expect(refused.result.outputs).toMatchObject({ ok: "false", outcome: "not_tried", reason: "via_invalid" });
    const [name = "", value = ""] =
      /(DINGPIPE_\w+): "(\w+)"/.exec(refused.result.said("error")[0] ?? "")?.slice(1) ?? [];
    const { result } = await handOver(accept, { host, env: { [name]: value } });
    expect(result.outputs, result.log).toMatchObject({ ok: "true", outcome: "accepted" });
  });

  it.concurrent("a refusal is the gateway's own", async ({ expect }) => {
    const { result } = await handOver((_, response) => {
      response.statusCode = 403;
      response.end(JSON.stringify({ error: { message: "may not send" } }));
    });
    expect(result.exitCode).toBe(10);
    expect(result.said("error")[0]).toContain("may not send");
    expect(result.outputs).toMatchObject({ ok: "false", outcome: "failed" });
  });
});
