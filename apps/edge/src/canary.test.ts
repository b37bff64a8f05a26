// Secrets that nobody can know by heart, through every way into the gateway and every failure on the way out: none of them is to be found in
// an answer, a log line, a metric or the database's file.
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@dingpipe/core";
import { createClock, createMockDingTalk, faultKinds } from "@dingpipe/fixtures";
import { sourceTypes } from "@dingpipe/sources";
import { request } from "undici";
import { describe, expect, it } from "vitest";
import { workflowRun } from "../test/stage.ts";
import { startGateway } from "./node.ts";

const random = () => randomBytes(24).toString("hex");

describe("a secret", () => {
  it("leaves the gateway in no answer, log line, metric or file", async () => {
    const secrets = {
      TOKEN: randomBytes(32).toString("hex"),
      SECRET: `SEC${randomBytes(32).toString("hex")}`,
      HOOK_SECRET: random(),
      PATH_TOKEN: random(),
      API_TOKEN: random(),
    };
    const canary = `canary${random()}`;
    const folder = mkdtempSync(join(tmpdir(), "dingpipe-canary-"));
    const seen: string[] = [];
    const signatures: string[] = [];
    const clock = createClock(Date.UTC(2026, 10, 20, 8));
    const mock = createMockDingTalk({ clock, robots: { [secrets.TOKEN]: { secret: secrets.SECRET } } });
    const config = await parseConfig(
      {
        robots: {
          ops: { webhook: "${WEBHOOK}", secret: "${SECRET}" },
        },
        rules: [{ on: ["failed"] }],
        sources: {
          github: { type: "github", secret: "${HOOK_SECRET}" },
          gitee: { type: "gitee-pipeline", token: "${PATH_TOKEN}" },
        },
        access: [{ name: "ci", token: "${API_TOKEN}", may: ["send", "read", "admin"] }],
      },
      { sourceTypes },
    );
    const env: Readonly<Record<string, string>> = {
      ...secrets,
      WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${secrets.TOKEN}`,
    };
    const gateway = await startGateway({
      ...{ config, data: folder, port: 0, host: "127.0.0.1", trustProxy: false },
      resolve: (name) => env[name],
      fetch: (url, init) => {
        signatures.push(new URL(url).searchParams.get("sign") ?? "");
        return mock.fetch(url, init);
      },
      now: clock.now,
      wait: clock.wait,
      random: Math.random,
      log: (line) => void seen.push(JSON.stringify(line)),
    });
    const ask = async (
      path: string,
      options: { method?: string; headers?: Record<string, string>; body?: string } = {},
    ) => {
      const answer = await request(`${gateway.url}${path}`, { method: "GET", ...options } as never);
      seen.push(JSON.stringify(answer.headers), await answer.body.text());
      return answer.statusCode;
    };
    const authorization = `Bearer ${secrets.API_TOKEN}`;
    const json = { "content-type": "application/json" };

    for (const [index, fault] of (Object.keys(faultKinds) as (keyof typeof faultKinds)[]).entries()) {
      mock.faults.push({ fault });
      const body = JSON.stringify(
        workflowRun({
          id: index,
          head_commit: { id: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31", message: canary, author: {} },
        }),
      );
      const signature = createHmac("sha256", secrets.HOOK_SECRET).update(body).digest("hex");
      signatures.push(signature);
      await ask("/hooks/github", {
        method: "POST",
        body,
        headers: { ...json, "x-github-event": "workflow_run", "x-hub-signature-256": `sha256=${signature}` },
      });
    }
    await ask("/hooks/github", {
      method: "POST",
      body: "{}",
      headers: { ...json, "x-hub-signature-256": secrets.HOOK_SECRET },
    });
    await ask(`/hooks/gitee/${secrets.PATH_TOKEN}`, { method: "POST", body: "not json", headers: json });
    await ask(`/hooks/gitee/${secrets.PATH_TOKEN}?token=${secrets.API_TOKEN}`, {
      method: "POST",
      body: "{}",
      headers: json,
    });
    await ask(`/hooks/${secrets.PATH_TOKEN}`, { method: "POST", body: "{}", headers: json });
    await ask(`/${secrets.API_TOKEN}`);
    await ask("/v1/robots", { headers: { authorization: `Bearer ${secrets.API_TOKEN}x` } });
    await ask("/v1/messages", {
      method: "POST",
      headers: { ...json, authorization },
      body: JSON.stringify({ robot: secrets.TOKEN, message: secrets.SECRET }),
    });
    await ask("/v1/events", {
      method: "POST",
      headers: { ...json, authorization },
      body: JSON.stringify({ kind: secrets.TOKEN }),
    });
    for (const path of [
      "/v1/robots",
      "/v1/deliveries",
      "/v1/deliveries/ops-1",
      "/metrics",
      "/readyz",
      "/healthz",
      "/openapi.json",
    ])
      await ask(path, { headers: { authorization } });

    await clock.advance(3 * 3_600_000);
    await ask("/v1/robots", { headers: { authorization } });
    expect(seen.at(-1)).toContain('"waiting":0');
    await gateway.stop();
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
    rmSync(folder, { recursive: true });

    const haystack = seen.join("\n");
    const needles = [...Object.values(secrets), ...signatures.filter(Boolean)];
    for (const needle of needles) {
      for (const form of [needle, encodeURIComponent(needle), Buffer.from(needle).toString("base64")]) {
        expect(haystack.includes(form)).toBe(false);
        expect(files.some((file) => file.includes(form))).toBe(false);
      }
    }
    expect(haystack.includes(canary)).toBe(false);
    expect(signatures.length).toBeGreaterThan(40);
  });
});
