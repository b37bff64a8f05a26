// The gateway in workerd: one bundle with every sender, a Worker for each scenario, its configuration as a binding.
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  type Adapter,
  type Attempt,
  type Report,
  runScenario,
  type Scenario,
  type ScenarioVerdict,
} from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { sourceTypes } from "@dingpipe/sources";
import { Miniflare } from "miniflare";
import { bundleModule, configOf, workerOptions } from "../../../tools/bundle-worker.ts";
import { API_TOKEN, gatewayConfig, gatewayRequest } from "./contract-input.ts";

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));
const name = (type: string) => type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const entry = `
import { env } from "cloudflare:workers";
import { createWorker } from ${source("apps/edge/src/worker.ts")};
${sourceTypes.map((type) => `import { ${name(type)} } from ${source(`packages/sources/src/webhooks/${type}.ts`)};`).join("\n")}
const sources = { ${sourceTypes.map((type) => `${JSON.stringify(type)}: ${name(type)}`).join(", ")} };
const worker = createWorker({ config: JSON.parse(env.CONFIG), sources });
export default worker.handler;
export const { IntakeObject, OutboxObject } = worker;
`;

const SIDE_BY_SIDE = 10;
const WAIT_MS = 60;
const LONGEST_MS = 30_000;
// Longer than a request to DingTalk may take: what did not change for so long is not tried by itself.
const QUIET_MS = 7_000;

// No batch takes longer: a wait of LONGEST_MS for each of its steps.
const HUNG_MS = 100_000;

let bundled: Promise<string> | undefined;

interface DeliveryStory {
  readonly robot: string;
  readonly status: string;
  readonly batch?: {
    readonly attempts: readonly { readonly outcome?: Omit<Attempt, "robot" | "outcome"> & { class: string } }[];
  };
}

interface Gateway {
  readonly robots: readonly string[];
  fetch(path: string, request: object): Promise<Response>;
}

/** Scenarios that share a runtime: as many Workers in it as there are scenarios, each with its own configuration and objects. */
function createShared(count: number) {
  const output: string[] = [];
  const waiting: { config: object; bindings: Record<string, string>; ready: (gateway: Gateway) => void }[] = [];
  let runtime: Miniflare | undefined;

  async function start(): Promise<void> {
    bundled ??= bundleModule(entry);
    const { handleRuntimeStdio, ...shared } = workerOptions(await bundled, {}, { onLog: (text) => output.push(text) });
    runtime = new Miniflare({
      handleRuntimeStdio,
      workers: waiting.map(({ config, bindings }, index) => ({
        ...shared,
        name: `worker${index}`,
        bindings: { ...bindings, CONFIG: JSON.stringify(config) },
      })),
    });
    for (const [index, { config, ready }] of waiting.entries()) {
      const worker = (await runtime.getWorker(`worker${index}`)) as unknown as {
        fetch(url: string, request: never): Promise<Response>;
      };
      ready({
        robots: Object.keys((config as { robots: object }).robots),
        fetch: async (path, request) =>
          (await worker.fetch(`http://gateway.example${path}`, request as never)) as never,
      });
    }
  }

  return {
    output,
    dispose: async () => runtime?.dispose(),
    open: (config: object, bindings: Record<string, string>): Promise<Gateway> =>
      new Promise((ready, reject) => {
        waiting.push({ config, bindings, ready });
        if (waiting.length === count) start().catch(reject);
      }),
  };
}

/** The gateway in workerd, to ask what it is held to. */
export const workerAdapter: Pick<Adapter, "name" | "takes"> = {
  name: "gateway in workerd",
  takes: ["event", "message", "webhook"],
};

/** Judges scenarios, some side by side. */
export async function judgeInWorkerd(
  all: readonly Scenario[],
  tell: (verdict: ScenarioVerdict) => void,
): Promise<void> {
  for (let from = 0; from < all.length; from += SIDE_BY_SIDE) {
    const batch = all.slice(from, from + SIDE_BY_SIDE);
    const verdicts = (await judgeBatch(batch)) ?? (await judgeBatch(batch));
    if (verdicts === undefined)
      throw new RangeError(`workerd hung twice over: ${batch.map(({ name }) => name).join("; ")}`);
    for (const verdict of verdicts) tell(verdict);
  }
}

/**
 * Verdicts of one runtime; `undefined`: it hung. workerd 1.20260721.1 spins now and then: its thread pumps cppgc's IncrementalSweepTask
 * without end, while Maglev's thread waits for that thread to collect garbage.
 */
async function judgeBatch(batch: readonly Scenario[]): Promise<readonly ScenarioVerdict[] | undefined> {
  const shared = createShared(batch.length);
  const patience = new AbortController();
  try {
    return await Promise.race([
      Promise.all(batch.map((scenario) => runScenario(scenario, createAdapter(shared)))),
      setTimeout(HUNG_MS, undefined, { signal: patience.signal }),
    ]);
  } finally {
    patience.abort();
    await shared.dispose();
  }
}

function createAdapter(shared: ReturnType<typeof createShared>): Adapter {
  const gateways = new Map<string, Gateway>();
  return {
    ...workerAdapter,
    clock: systemClock,
    retries: false,
    async open(mock) {
      const server = await startMockDingTalk({ mock });
      return { endpoint: server.url, close: server.close };
    },
    async deliver(input, { secrets, endpoint = "" }) {
      const config = await configOf(withEndpoint(gatewayConfig(input), endpoint));
      const gateway = await shared.open(config, { ...secrets, API_TOKEN });
      gateways.set(endpoint, gateway);
      const [path, request] = gatewayRequest(input);
      const response = await gateway.fetch(path, request);
      const answer = `${response.status} ${await response.text()}`;
      const { events = [] } = (answer.startsWith("20") ? JSON.parse(answer.slice(4)) : {}) as {
        events?: readonly string[];
      };
      const isPlanned = () =>
        events.every((id) =>
          shared.output.some((text) => text.includes(`"planned"`) && text.includes(JSON.stringify(id).slice(1, -1))),
        );
      await until(isPlanned);
      return report(
        gateway,
        [answer],
        (stories) => stories.every((story) => tried(story).length > 0) || stories.some(isRefusedForNow),
      );
    },
    settle: ({ endpoint = "" }) => {
      const gateway = gateways.get(endpoint);
      if (gateway === undefined) throw new RangeError("nothing was delivered");
      return report(gateway, [], (stories) => stories.every((story) => story.status !== "waiting"));
    },
  };

  async function report(
    gateway: Gateway,
    answers: readonly string[],
    isOver: (stories: readonly DeliveryStory[]) => boolean,
  ): Promise<Report> {
    let stories: readonly DeliveryStory[] = [];
    let changedAt = systemClock.now();
    await until(async () => {
      const before = JSON.stringify(stories);
      stories = await storiesOf(gateway);
      if (JSON.stringify(stories) !== before) changedAt = systemClock.now();
      return isOver(stories) || systemClock.now() - changedAt > QUIET_MS;
    });
    const attempts = stories.flatMap((story) =>
      tried(story)
        .slice(-1)
        .map((outcome) => ({ ...outcome, robot: story.robot })),
    );
    return { attempts, output: [...answers, JSON.stringify(stories), ...shared.output].join("\n") };
  }
}

/** Waits for it; what never comes is told by the verdict. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = systemClock.now() + LONGEST_MS;
  while (!(await isSo()) && systemClock.now() < end) await systemClock.wait(WAIT_MS);
}

/** The outcomes of a delivery's tries, as the contract tells them. */
function tried({ batch }: DeliveryStory): readonly Omit<Attempt, "robot">[] {
  return (batch?.attempts ?? []).flatMap(({ outcome }) => {
    if (outcome === undefined) return [];
    const { class: kind, reason, errcode } = outcome;
    return [
      { outcome: kind, ...(reason === undefined ? {} : { reason }), ...(errcode === undefined ? {} : { errcode }) },
    ];
  });
}

/** What waits behind it is not tried before this is. */
function isRefusedForNow(story: DeliveryStory): boolean {
  return story.status === "waiting" && tried(story).length > 0;
}

async function storiesOf({ fetch, robots }: Gateway): Promise<readonly DeliveryStory[]> {
  const ask = async (path: string) =>
    (await (await fetch(path, { headers: { authorization: `Bearer ${API_TOKEN}` } })).json()) as Record<
      string,
      unknown
    >;
  const stories: DeliveryStory[] = [];
  for (const robot of robots) {
    const { deliveries } = (await ask(`/v1/deliveries?robot=${encodeURIComponent(robot)}&limit=100`)) as {
      deliveries: { id: string }[];
    };
    for (const { id } of deliveries.toReversed())
      stories.push((await ask(`/v1/deliveries/${encodeURIComponent(id)}`)) as unknown as DeliveryStory);
  }
  return stories;
}

function withEndpoint(config: object, endpoint: string): object {
  const { robots } = config as { robots: Record<string, object> };
  return {
    ...config,
    robots: Object.fromEntries(Object.entries(robots).map(([robot, settings]) => [robot, { ...settings, endpoint }])),
  };
}
