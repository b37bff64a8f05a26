import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fetch } from "@dingpipe/core";
import type { Clock } from "@dingpipe/fixtures";
import { request } from "undici";
import { configOf } from "../../../tools/bundle-worker.ts";
import type { LogLine } from "../src/log.ts";
import { type NodeGateway, startGateway } from "../src/node.ts";

export const ROBOT_TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const API_TOKEN = "api-token-of-the-running-gateway";

/** A gateway that listens, with a file of its own. */
export interface RunningGateway {
  readonly url: string;
  readonly lines: readonly LogLine[];
  /** Its secrets; a change counts from the next look. */
  readonly env: Record<string, string>;
  reload(input: object): Promise<void>;
  /** The accounts of the robot `ops`. */
  accounts(): Promise<Readonly<Record<string, number>>>;
  /** What was accepted for the robot `ops`, the oldest first. */
  deliveries(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Ends it, and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a gateway on a free port with the robot `ops` and an API that may be asked. */
export async function runGateway(
  input: { readonly robot?: object; readonly rules: readonly object[]; readonly sources: object },
  { clock, fetch, env }: { clock: Pick<Clock, "now" | "wait">; fetch: Fetch; env: Readonly<Record<string, string>> },
): Promise<RunningGateway> {
  const { robot, ...rest } = input;
  const config = {
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", ...robot } },
    access: [{ name: "test", token: "${API_TOKEN}", may: ["read"] }],
    ...rest,
  };
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-gateway-"));
  const lines: LogLine[] = [];
  const values: Record<string, string> = {
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${ROBOT_TOKEN}`,
    API_TOKEN,
    ...env,
  };
  const gateway: NodeGateway = await startGateway({
    config: await configOf(config),
    data: folder,
    port: 0,
    host: "127.0.0.1",
    trustProxy: false,
    resolve: (name) => values[name],
    fetch,
    now: clock.now,
    wait: clock.wait,
    random: () => 0.5,
    log: (line) => lines.push(line),
  });
  const asked = async (path: string) => {
    const { body } = await request(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${API_TOKEN}` } });
    return (await body.json()) as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  };
  return {
    url: gateway.url,
    lines,
    env: values,
    reload: async (changes) => gateway.reload(await configOf({ ...config, ...changes })),
    async accounts() {
      const { robots = [] } = await asked("/v1/robots?robot=ops");
      return robots[0]?.["accounts"] as Readonly<Record<string, number>>;
    },
    async deliveries() {
      const { deliveries = [] } = await asked("/v1/deliveries?robot=ops&limit=100");
      return deliveries.toReversed();
    },
    async stop() {
      await gateway.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
