import { createHmac } from "node:crypto";
import { type Config, type Fetch, parseConfig } from "@dingpipe/core";
import { createClock, createMockDingTalk, type MockDingTalk, type MockRobot } from "@dingpipe/fixtures";
import {
  createMemoryIntakeRows,
  createMemoryOutboxRows,
  createSqlIntakeRows,
  createSqlOutboxRows,
} from "@dingpipe/outbox";
import { loadSource, sourceTypes } from "@dingpipe/sources";
import { createGateway, type GatewayApp } from "../src/gateway.ts";
import { createPlanner } from "../src/intake-host.ts";
import { createLocalBackends, type LocalBackends } from "../src/local-backends.ts";
import type { LogLine } from "../src/log.ts";
import { createRateLimit } from "../src/rate-limit.ts";
import { sha256 } from "../src/sha256.ts";
import { openSqlite } from "../src/sqlite.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
export const HOOK_SECRET = "a-hook-secret-of-some-length";
export const API_TOKEN = "api-token-of-some-length";

/** A gateway in this process over the mock, on a virtual clock. */
export interface Stage {
  readonly app: GatewayApp;
  readonly backends: LocalBackends;
  readonly mock: MockDingTalk;
  readonly clock: ReturnType<typeof createClock>;
  readonly lines: readonly LogLine[];
  /** All that the database holds, as text. */
  dump(): string;
  /** The gateway's clock is set, and nobody waited. */
  jump(ms: number): void;
  /** Posts a GitHub workflow run that came to this. */
  github(
    body: object | string,
    options?: { readonly event?: string; readonly id?: string; readonly secret?: string },
  ): Promise<Response>;
  api(
    method: string,
    path: string,
    body?: object | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

export const baseConfig = {
  robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" } },
  rules: [{ on: ["failed", "fixed", "success"], kinds: ["pipeline", "alert", "change"] }],
  sources: { github: { type: "github", secret: "${HOOK_SECRET}" } },
  access: [{ name: "ci", token: "${API_TOKEN}", may: ["send", "read", "admin"] }],
};

export async function openStage(
  changes: object = {},
  options: {
    readonly robots?: Record<string, Partial<MockRobot>>;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly store?: "memory" | "sqlite";
    readonly fetch?: (mock: MockDingTalk) => Fetch;
    readonly durable?: () => Promise<void>;
  } = {},
): Promise<Stage> {
  const clock = createClock(Date.UTC(2026, 10, 20, 8));
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {}, ...options.robots } });
  const env: Readonly<Record<string, string | undefined>> = {
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    HOOK_SECRET,
    API_TOKEN,
    ...options.env,
  };
  const config: Config = await parseConfig({ ...baseConfig, ...changes }, { sourceTypes });
  const lines: LogLine[] = [];
  const resolve = (name: string) => env[name];
  let ids = 0;
  const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
  const file = options.store === "sqlite" ? openSqlite(":memory:") : undefined;
  let jumped = 0;
  const now = () => clock.now() + jumped;
  const outside = {
    now,
    wait: clock.wait,
    random: () => 0.5,
    uuid,
    log: (line: LogLine) => void lines.push(line),
  };
  const backends = createLocalBackends({
    ...outside,
    config,
    planner: await createPlanner(config, { resolve, random: () => 0.5 }),
    outboxRows: (robot) => (file === undefined ? createMemoryOutboxRows() : createSqlOutboxRows(file.sql, robot)),
    intakeRows: (intake) => (file === undefined ? createMemoryIntakeRows() : createSqlIntakeRows(file.sql, intake)),
    known: () => ({ robots: [], intakes: [] }),
    resolve,
    fetch: options.fetch?.(mock) ?? mock.fetch,
  });
  backends.start();
  const types = [...new Set(Object.values(config.sources).map(({ type }) => type))];
  const sources = new Map(
    await Promise.all(
      types.map(async (type) => {
        const source = await loadSource(type);
        if (source === undefined) throw new RangeError(type);
        return [type, source] as const;
      }),
    ),
  );
  const app = createGateway({
    ...outside,
    config,
    sources,
    resolve,
    backends,
    rateLimit: createRateLimit({ max: 10_000, now }),
    addressOf: () => "203.0.113.7",
    isSpread: false,
    sha256,
    ...(options.durable === undefined ? {} : { durable: options.durable }),
  });
  return {
    app,
    backends,
    mock,
    clock,
    lines,
    dump: () =>
      ["robots", "deliveries", "batches", "arrivals", "seen", "states", "gathered", "intakes"]
        .map((table) => JSON.stringify(file?.sql.all(`SELECT * FROM ${table}`)))
        .join("\n"),
    jump: (ms) => {
      jumped += ms;
    },
    github: async (body, { id = uuid(), ...options } = {}) =>
      app.request("/hooks/github", githubRequest(body, { id, ...options })),
    api: async (method, path, body, headers) => app.request(path, apiRequest(method, body, headers)),
  };
}

export function githubRequest(
  body: object | string,
  { event = "workflow_run", id, secret = HOOK_SECRET }: { event?: string; id: string; secret?: string },
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    method: "POST",
    body: text,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": id,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
    },
  };
}

export function apiRequest(method: string, body?: object | string, headers: Readonly<Record<string, string>> = {}) {
  return {
    method,
    headers: {
      authorization: `Bearer ${API_TOKEN}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

/** A GitHub workflow run, as its webhook tells it. */
export function workflowRun(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    action: "completed",
    workflow_run: {
      id: 4242,
      name: "ci",
      workflow_id: 7,
      run_number: 12,
      run_attempt: 1,
      status: "completed",
      conclusion: "failure",
      event: "push",
      head_branch: "main",
      head_sha: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31",
      html_url: "https://github.com/acme/shop/actions/runs/4242",
      created_at: "2026-11-20T07:58:00Z",
      updated_at: "2026-11-20T07:59:00Z",
      run_started_at: "2026-11-20T07:58:00Z",
      actor: { login: "zhangsan" },
      head_commit: { id: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31", message: "fix", author: { name: "张三" } },
      pull_requests: [],
      ...changes,
    },
    repository: { full_name: "acme/shop", name: "shop", html_url: "https://github.com/acme/shop" },
    sender: { login: "zhangsan" },
  };
}
