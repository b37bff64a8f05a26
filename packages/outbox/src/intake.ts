import {
  type Config,
  type DeploymentEvent,
  type Event,
  type FailedTask,
  isInGroup,
  isVerdict,
  isVerdictState,
  type PipelineEvent,
  type Plan,
  type PlanOptions,
  type State,
  stateKey,
  transitionOf,
} from "@dingpipe/core";
import type { Entry } from "./entry.ts";
import { entryOfEvent } from "./event-entry.ts";
import type { IntakeAccounts, IntakeRows, LastState, WaitingEvent } from "./intake-rows.ts";
import type { PutResult } from "./store.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KNOWN_MS = 24 * HOUR_MS;
const UNSIGNED_KNOWN_MS = 5 * MINUTE_MS;
const GATHERED_MS = 6 * HOUR_MS;
const STATES_MS = 90 * 24 * HOUR_MS;
const PURGE_EVERY_MS = HOUR_MS;
// So long is an event tried that can't be planned, before those behind it go on without it.
const UNPLANNED_MS = HOUR_MS;
const BATCH = 20;
// A burst is mostly taken in before it is planned; who comes without end holds up each batch a little.
const FIRST_LULL_MS = 250;
const LULL_MS = 50;

/** What a sender handed in: verified, parsed. */
export interface Arrival {
  readonly events: readonly Event[];
  /** The events are told by nobody; tasks of a run are gathered for its end all the same. */
  readonly untold?: "part_of_run" | "other";
  /** Tasks of runs that came along: told by nobody, and gathered. */
  readonly parts?: readonly Event[];
  /** The sender's own id of the delivery, or a client's idempotency key. */
  readonly deliveryId?: string;
  /** SHA-256 of the body, hexadecimal; absent where the id says all. */
  readonly digest?: string;
  /** The signature covers the body: it is the same event only if somebody repeats it. Else a sender may mean it again. */
  readonly isSigned: boolean;
  /** So long after it came a repeated signed body would be taken for the sender's, at most; absent: for ever. */
  readonly replayableMs?: number;
}

/** Puts into the outbox of a robot, in this order. Rejects where that can't be reached now. */
export type PutEntries = (robot: string, entries: readonly Entry[]) => Promise<readonly PutResult[]>;

export interface IntakeOptions {
  /** The name of its door or `access` entry, a part of the keys of what it puts. */
  readonly name: string;
  /** Set for the events of an `access` entry. */
  readonly access?: string;
  readonly rows: IntakeRows;
  readonly config: Config;
  /** The robots that may be told; absent: all. */
  readonly robots?: readonly string[];
  readonly plan: (event: Event, options: PlanOptions) => Promise<Plan>;
  readonly put: PutEntries;
  /** Awaited before each batch, at most so long: what is more urgent goes first. */
  readonly lull?: (longestMs: number) => Promise<void>;
  /** Asked before each batch: somebody else goes on with what is left. */
  readonly isStopped?: () => boolean;
  readonly now: () => number;
  /** Told of each event that was planned. */
  readonly onPlanned?: (event: Event, plan: Plan) => void;
  /** Told of each event that was given up: what plans it failed for an hour. */
  readonly onGivenUp?: (event: Event, error: unknown) => void;
}

/** Takes events in, and hands them to the outboxes of the robots that the rules name. */
export interface Intake {
  /** Writes the events down. What was accepted is on disk when the promise resolves; `duplicate`: it was there before. */
  accept(arrival: Arrival): Promise<"accepted" | "duplicate">;
  /**
   * Plans what waits, in order, until nothing does. Rejects where an outbox can't be reached or an event can't be planned: what is left is
   * to be tried again later.
   */
  work(): Promise<void>;
  accounts(): Promise<IntakeAccounts & { readonly waiting: number }>;
}

/** Makes an intake over its rows. */
export function createIntake(options: IntakeOptions): Intake {
  const { name, rows, config, now } = options;
  let running: Promise<void> | undefined;
  let purgedAt = Number.NEGATIVE_INFINITY;

  /** A task tells its run's end what became of it. */
  function gather(event: Event): void {
    if (event.kind !== "pipeline" || event.task === undefined || !isInGroup(event.state, "finished")) return;
    const run = runKey(event);
    if (run === undefined) return;
    const { name: task, id, url } = event.task;
    // Where a run counts its attempts, no job of one attempt is tried twice; elsewhere the second try is another job of the same name.
    const place = event.run?.attempt === undefined ? [event.stage?.name, task] : [id ?? task];
    const failed: FailedTask | undefined = isInGroup(event.state, "failed")
      ? {
          name: task,
          ...(event.stage === undefined ? {} : { stage: event.stage.name }),
          ...(url === undefined ? {} : { url }),
          ...(event.reason === undefined ? {} : { reason: event.reason }),
        }
      : undefined;
    rows.gather(run, JSON.stringify(place), failed, now() + GATHERED_MS);
  }

  /** What the rules tell of an event, and to whom. */
  async function plan({ id, event, receivedAt }: WaitingEvent): Promise<Planned> {
    const key = keyOfState(event);
    const last = key === undefined ? undefined : rows.lastState(key);
    const isLate = last !== undefined && isOlder(event, last, now());
    const previous = toldState(event) ?? last?.state;
    const whole = withGathered(event, rows);
    const planned = await options.plan(whole, {
      hasStore: !isPastHidden(event),
      // One rule's mistake must not keep the others from telling.
      tolerant: true,
      unkeyed: true,
      ...(previous === undefined ? {} : { previous }),
      isLate,
      ...(options.robots === undefined ? {} : { robots: options.robots }),
    });
    const entries = planned.deliveries.map((delivery) => {
      // As its rule sees it, and so its message.
      const unstable = config.rules.find((rule) => rule.name === delivery.rule)?.unstable;
      const transition = isLate ? undefined : transitionOf(event, previous, unstable);
      const entry = entryOfEvent(delivery, {
        event: whole,
        receivedAt,
        key: `${name}/${id}`,
        locale: config.locale,
        openLinksIn: config.robots[delivery.robot]?.openLinksIn ?? "browser",
        ...(transition && { transition }),
        ...(unstable && { unstable }),
        ...(options.access === undefined ? {} : { access: options.access }),
      });
      return { robot: delivery.robot, entry };
    });
    const settle = () => {
      if (key !== undefined && isVerdict(event) && !isLate)
        rows.saveLastState(key, lastState(event, receivedAt), now());
      const run = isEndOfRun(event) ? runKey(event) : undefined;
      if (run !== undefined) rows.forgetRun(run);
      rows.remove(id);
      rows.count({ planned: 1 });
    };
    return { entries, settle, tell: () => options.onPlanned?.(whole, planned) };
  }

  /** An event that can't be planned is tried for an hour, then it is out of the way of those behind it. */
  async function planOrGiveUp(waiting: WaitingEvent): Promise<Planned> {
    const { id, event, receivedAt } = waiting;
    try {
      return await plan(waiting);
    } catch (error) {
      if (now() - receivedAt < UNPLANNED_MS) throw error;
      const settle = () => {
        rows.remove(id);
        rows.count({ ignored: 1 });
      };
      return { entries: [], settle, tell: () => options.onGivenUp?.(event, error) };
    }
  }

  /** What was put and not settled is planned again, alike: the outboxes know it by its key. */
  async function handOn(waiting: readonly WaitingEvent[]): Promise<void> {
    const results = await Promise.allSettled(waiting.map(planOrGiveUp));
    const broken = results.find((result) => result.status === "rejected");
    const upTo = broken === undefined ? results.length : results.indexOf(broken);
    const planned = results.slice(0, upTo).flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    const all = planned.flatMap(({ entries }) => entries);
    for (const robot of new Set(all.map((one) => one.robot)))
      await options.put(
        robot,
        all.flatMap((one) => (one.robot === robot ? one.entry : [])),
      );
    rows.transaction(() => {
      for (const { settle } of planned) settle();
    });
    for (const { tell } of planned) tell();
    if (broken !== undefined) throw broken.reason;
  }

  async function drain(): Promise<void> {
    for (let longestMs = FIRST_LULL_MS; ; longestMs = LULL_MS) {
      await options.lull?.(longestMs);
      if (options.isStopped?.() === true) return;
      const waiting = independent(rows.waiting(BATCH));
      if (waiting.length === 0) return;
      await handOn(waiting);
    }
  }

  return {
    async accept(arrival) {
      const { events, untold, parts = [], deliveryId, digest, isSigned, replayableMs } = arrival;
      const instant = now();
      return rows.transaction(() => {
        if (instant - purgedAt >= PURGE_EVERY_MS || instant < purgedAt) {
          rows.purge(instant, instant - STATES_MS);
          purgedAt = instant;
        }
        const keys = [
          ...(digest === undefined ? [] : [`digest ${digest}`]),
          ...(deliveryId === undefined ? [] : [`id ${deliveryId}`]),
        ];
        if (rows.isAnySeen(keys, instant)) return "duplicate";
        // The sender's id names one delivery for ever; the same body may be meant again where nobody signed it, or the time with it.
        const bodyKnownMs = isSigned ? (replayableMs ?? KNOWN_MS) : UNSIGNED_KNOWN_MS;
        const knownMs = (key: string) => (key.startsWith("id ") ? KNOWN_MS : bodyKnownMs);
        rows.remember(new Map(keys.map((key) => [key, instant + knownMs(key)])));
        if (untold !== undefined) {
          if (untold === "part_of_run") for (const event of events) gather(event);
          rows.count({ received: events.length, ignored: events.length });
          return "accepted";
        }
        for (const event of parts) gather(event);
        for (const event of events) rows.add({ event, receivedAt: instant });
        rows.count({ received: events.length + parts.length, ignored: parts.length });
        return "accepted";
      });
    },
    work() {
      running ??= drain().finally(() => {
        running = undefined;
      });
      return running;
    },
    async accounts() {
      return { ...rows.accounts(), waiting: rows.countWaiting() };
    },
  };
}

/** What can be done with one event when nothing is in the way. */
interface Planned {
  readonly entries: readonly { readonly robot: string; readonly entry: Entry }[];
  /** Inside a transaction. */
  readonly settle: () => void;
  readonly tell: () => void;
}

/** The first of these that do not need to know what became of one before them. */
function independent(waiting: readonly WaitingEvent[]): readonly WaitingEvent[] {
  const keys = new Set<string>();
  const isNew = (key: string | undefined) => key === undefined || (!keys.has(key) && keys.add(key) !== undefined);
  const end = waiting.findIndex(
    ({ event }) => !(isNew(keyOfState(event)) && isNew(isEndOfRun(event) ? runKey(event) : undefined)),
  );
  return end === -1 ? waiting : waiting.slice(0, end);
}

function keyOfState(event: Event): string | undefined {
  return (event.kind === "pipeline" || event.kind === "deployment") && !isPastHidden(event)
    ? stateKey(event)
    : undefined;
}

/** Its source says that nobody knows its past: what has the same key may be another thing. */
function isPastHidden(event: Event): boolean {
  return "previousState" in event && event.previousState === "unknown";
}

/** What the next run is compared with. One from the future, whose sender's clock is ahead, does not make all that follow late. */
function lastState(event: PipelineEvent | DeploymentEvent, receivedAt: number): LastState {
  const upToNow = (time: string) => (Date.parse(time) > receivedAt ? new Date(receivedAt).toISOString() : time);
  const start = startOf(event);
  return { state: event.state, time: upToNow(event.time), ...(start && { startedAt: upToNow(start) }) };
}

/**
 * An older run that ends late does not say how things are. Where nobody knows which one began first, the one that ended first is the older
 * one. A time that the clock has not reached was written when it was ahead.
 */
function isOlder(event: Event, last: LastState, now: number): boolean {
  const behind = (own = "", other = "") => Math.min(Date.parse(other), now) - Date.parse(own);
  return (behind(startOf(event), last.startedAt) || behind(event.time, last.time)) > 0;
}

function startOf(event: Event): string | undefined {
  return event.kind === "pipeline" ? event.startedAt : undefined;
}

/** The state before, where the sender knows it. */
function toldState(event: Event): State | undefined {
  const told = "previousState" in event ? event.previousState : undefined;
  return told !== undefined && isVerdictState(told) ? told : undefined;
}

function isEndOfRun(event: Event): event is PipelineEvent {
  return (
    event.kind === "pipeline" &&
    event.task === undefined &&
    event.stage === undefined &&
    isInGroup(event.state, "finished")
  );
}

/** The run names those of its tasks that failed, its own and those that were told one by one. */
function withGathered(event: Event, rows: IntakeRows): Event {
  const run = isEndOfRun(event) ? runKey(event) : undefined;
  if (run === undefined || event.kind !== "pipeline") return event;
  const own = event.failedTasks ?? [];
  const more = rows.gathered(run).filter((task) => !own.some(({ name }) => name === task.name));
  return more.length === 0 ? event : { ...event, failedTasks: [...own, ...more] };
}

function runKey({ source, repository, run }: PipelineEvent): string | undefined {
  const id = run?.id ?? run?.number;
  if (id === undefined) return undefined;
  return JSON.stringify([source.provider, source.instance, repository?.fullName, id, run?.attempt]);
}
