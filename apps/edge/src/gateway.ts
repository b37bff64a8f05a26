import type { Config, Resolve } from "@dingpipe/core";
import type { WebhookSource } from "@dingpipe/sources";
import { Hono } from "hono";
import type { Backends } from "./backends.ts";
import { type Credentials, createCredentials } from "./credentials.ts";
import type { Log } from "./log.ts";
import { networkOf } from "./network-of.ts";
import type { RateLimit } from "./rate-limit.ts";
import { Refusal } from "./refusal.ts";
import { addDeliveries } from "./routes/deliveries.ts";
import { addEvents } from "./routes/events.ts";
import { addHealth } from "./routes/health.ts";
import { addHooks } from "./routes/hooks.ts";
import { addMessages } from "./routes/messages.ts";
import { addMetrics } from "./routes/metrics.ts";
import { addOpenapi } from "./routes/openapi.ts";
import { addRobots } from "./routes/robots.ts";

export interface GatewayOptions {
  readonly config: Config;
  /** The kinds of sender that the doors of the configuration are for, by type. */
  readonly sources: ReadonlyMap<string, WebhookSource>;
  readonly resolve: Resolve;
  readonly backends: Backends;
  readonly rateLimit: RateLimit;
  /** The address of who sent a request, from the connection or a proxy that is trusted. */
  readonly addressOf: (request: Request) => string;
  /** Each robot is an object of its own somewhere else: what concerns all of them comes in pages. */
  readonly isSpread: boolean;
  /**
   * Resolves when all that was written so far is on disk; no answer leaves before. Absent where the runtime holds answers back itself, as
   * a Durable Object does.
   */
  readonly durable?: () => Promise<void>;
  /** A request's body is no longer than its Content-Length says. */
  readonly isFramed?: boolean;
  /** Hexadecimal. Node's own is quicker than WebCrypto's, which asks another thread. */
  readonly sha256: (bytes: Uint8Array<ArrayBuffer>) => Promise<string> | string;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly log: Log;
}

/** What the routes work with. */
export interface Gateway extends GatewayOptions {
  readonly credentials: Credentials;
}

export type GatewayApp = Hono<{ Variables: { requestId: string; fields: Record<string, string | number> } }>;

/**
 * The gateway's HTTP side: webhooks and events come in, operators ask. Whatever a request holds, the answer is a status that its sender
 * understands; 202 only after what came in is on disk.
 */
export function createGateway(options: GatewayOptions): GatewayApp {
  const { config, now, log, uuid } = options;
  const gateway: Gateway = {
    ...options,
    addressOf: (request) => networkOf(options.addressOf(request)),
    credentials: createCredentials(config, options.resolve),
  };
  const app: GatewayApp = new Hono();

  app.use(async (c, next) => {
    const startedAt = now();
    const requestId = uuid();
    const fields: Record<string, string | number> = {};
    c.set("requestId", requestId);
    c.set("fields", fields);
    // Before there is an answer: one that has them already is not made anew.
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
    await next();
    const { status } = c.res;
    // The route and not the path, which may hold a token; a query is never looked at.
    const route = routeOf(c.req.matchedRoutes.map(({ path }) => path));
    const level = status >= 500 ? "error" : status >= 400 ? "warn" : "info";
    log({
      level,
      event: "request",
      id: requestId,
      method: c.req.method,
      route,
      status,
      ms: now() - startedAt,
      ...fields,
    });
  });

  app.use(async (_, next) => {
    await next();
    await options.durable?.();
  });

  app.onError((error, c) => {
    const refusal = error instanceof Refusal ? error : new Refusal("store_failed");
    if (refusal !== error) {
      // Its message may hold anything.
      log({ level: "error", event: "failed", id: c.get("requestId"), error: error.name, stack: placesOf(error) });
    }
    c.get("fields")["reason"] = refusal.detail ?? refusal.code;
    if (refusal.status === 429 || refusal.status === 503) c.header("retry-after", "60");
    return c.json(refusal.json(config.locale), refusal.status);
  });
  app.notFound((c) => c.json(new Refusal("route_unknown").json(config.locale), 404));

  addHooks(app, gateway);
  addHealth(app, gateway);
  addEvents(app, gateway);
  addMessages(app, gateway);
  addDeliveries(app, gateway);
  addRobots(app, gateway);
  addMetrics(app, gateway);
  addOpenapi(app);
  return app;
}

function routeOf(paths: readonly string[]): string {
  return paths.findLast((path) => path !== "/*" && path !== "*") ?? "?";
}

/** Where an error arose, without its message. */
function placesOf(error: Error): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, 4)
    .map((line) => line.trim().replace(/\(?(?:file:\/\/)?\/\S*\/(?=[^/]+$)/, "("))
    .join(" < ");
}
