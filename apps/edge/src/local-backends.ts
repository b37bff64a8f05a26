import type { Config, Fetch, Notifier, Resolve } from "@dingpipe/core";
import type { Entry, IntakeRows, OutboxRows } from "@dingpipe/outbox";
import type { Backends } from "./backends.ts";
import { createIntakeHost, type IntakeHost } from "./intake-host.ts";
import { intakeOwner } from "./intake-names.ts";
import type { Log } from "./log.ts";
import { createOutboxHost, type OutboxHost } from "./outbox-host.ts";
import { createTimer, type Timer } from "./timer.ts";

export interface LocalBackendsOptions {
  readonly config: Config;
  readonly planner: Pick<Notifier, "plan">;
  readonly outboxRows: (robot: string) => OutboxRows;
  readonly intakeRows: (intake: string) => IntakeRows;
  /** Robots and intakes that have rows, whether the configuration still has them or not; asked at the start. */
  readonly known: () => { readonly robots: readonly string[]; readonly intakes: readonly string[] };
  /** Awaited before some events are planned, at most so long: requests that come in go first. */
  readonly lull?: (longestMs: number) => Promise<void>;
  readonly resolve: Resolve;
  readonly fetch: Fetch;
  /** See `OutboxHostOptions`. */
  readonly durable?: () => Promise<void>;
  /** Nobody works while it is true; a `start` comes after. */
  readonly isHalted?: () => boolean;
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly log: Log;
}

export interface LocalBackends extends Backends {
  /**
   * Takes up what is left from before, or from a write that failed, and what was put until now. Before it all is written down, and
   * nothing runs.
   */
  start(): void;
  /** Resolves when nothing runs; what waits for a timer does not count. */
  idle(): Promise<void>;
  /** Wakes nobody any more, and resolves when what was begun has ended: a message, a batch of events. The rest is left as it waits. */
  stop(): Promise<void>;
}

/** All intakes and outboxes in this process. */
export function createLocalBackends(options: LocalBackendsOptions): LocalBackends {
  const { config, now, wait, isHalted = () => false } = options;
  const outboxes = new Map<string, Running<OutboxHost>>();
  const intakes = new Map<string, Running<IntakeHost>>();
  const busy = new Set<Promise<void>>();
  let isRunning = false;
  let isStopped = false;
  const hostOptions = { ...options, isStopped: () => isStopped || isHalted() };

  function track(run: () => Promise<void>): void {
    if (!isRunning || isHalted()) return;
    const running = run().finally(() => busy.delete(running));
    busy.add(running);
  }

  function outboxOf(robot: string): Running<OutboxHost> {
    const known = outboxes.get(robot);
    if (known !== undefined) return known;
    const timer = createTimer({ now, wait, run: () => track(() => host.run()) });
    const host = createOutboxHost({ ...hostOptions, robot, rows: options.outboxRows(robot), waker: timer, put });
    outboxes.set(robot, { host, timer });
    return { host, timer };
  }

  function intakeOf(name: string): Running<IntakeHost> {
    const known = intakes.get(name);
    if (known !== undefined) return known;
    const timer = createTimer({ now, wait, run: () => track(() => host.run()) });
    const rows = options.intakeRows(name);
    const host = createIntakeHost({ ...hostOptions, name, owner: intakeOwner(config, name), rows, waker: timer, put });
    intakes.set(name, { host, timer });
    return { host, timer };
  }

  async function put(robot: string, entries: readonly Entry[]) {
    const { host } = outboxOf(robot);
    const results = await host.put(entries);
    track(() => host.run());
    return results;
  }

  return {
    put,
    async accept(name, arrival) {
      const { host } = intakeOf(name);
      const status = await host.accept(arrival);
      track(() => host.run());
      return status;
    },
    outbox(robot) {
      const { host } = outboxOf(robot);
      const { log } = host;
      const andRun = async <Result>(change: Promise<Result>) => {
        const result = await change;
        track(() => host.run());
        return result;
      };
      return {
        ...log,
        retry: (id, instant) => andRun(log.retry(id, instant)),
        resume: (instant) => andRun(log.resume(instant)),
      };
    },
    intakeAccounts: (name) => intakeOf(name).host.accounts(),
    start() {
      if (isStopped) return;
      isRunning = true;
      const { robots, intakes: names } = options.known();
      for (const robot of robots) track(() => outboxOf(robot).host.run());
      for (const name of names) track(() => intakeOf(name).host.run());
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy);
    },
    async stop() {
      isStopped = true;
      isRunning = false;
      for (const { timer } of [...outboxes.values(), ...intakes.values()]) timer.stop();
      await Promise.all(busy);
    },
  };
}

interface Running<Host> {
  readonly host: Host;
  readonly timer: Timer;
}
