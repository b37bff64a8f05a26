import { createNotifier, type Event, type PipelineEvent, type Plan, parseConfig, textsOf } from "@dingpipe/core";
import { type Clock, createClock } from "@dingpipe/fixtures";
import { expect } from "vitest";
import type { Entry } from "../src/entry.ts";
import { type Arrival, createIntake, type Intake, type IntakeOptions } from "../src/intake.ts";
import type { IntakeRows } from "../src/intake-rows.ts";
import { createMemoryIntakeRows } from "../src/memory-intake-rows.ts";
import { createMemoryOutboxRows } from "../src/memory-outbox-rows.ts";
import { createOutbox, type Outbox } from "../src/outbox.ts";
import { createSqlIntakeRows } from "../src/sql-intake-rows.ts";
import { memoryDatabase } from "./sqlite.ts";

export const START = Date.UTC(2026, 10, 20, 8);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Over what an intake is tested. */
export const intakeStores = [
  { store: "memory", rows: createMemoryIntakeRows },
  { store: "node:sqlite", rows: () => createSqlIntakeRows(memoryDatabase(), "github") },
] as const;

/** An intake over some rows, with an outbox in memory for each robot. */
export interface IntakeStage {
  readonly clock: Clock;
  readonly intake: Intake;
  readonly outboxes: ReadonlyMap<string, Outbox>;
  /** What was put, in turn; repeats too. */
  readonly puts: readonly { readonly robot: string; readonly entry: Entry }[];
  readonly planned: readonly { readonly event: Event; readonly plan: Plan }[];
  /** Accepts, and checks the accounts. */
  accept(arrival: Partial<Arrival> & { readonly events: readonly Event[] }): Promise<"accepted" | "duplicate">;
  /** Works, and checks the accounts. */
  work(): Promise<void>;
  /** The titles that a robot's outbox has, oldest first. */
  titles(robot?: string): Promise<readonly string[]>;
}

export async function openIntakeStage(
  rows: IntakeRows,
  {
    config: changes = {},
    clock = createClock(START),
    ...options
  }: Partial<Omit<IntakeOptions, "config" | "rows">> & { readonly config?: object; readonly clock?: Clock } = {},
): Promise<IntakeStage> {
  const config = await parseConfig({
    robots: { ops: { webhook: "${OPS}" } },
    locale: "en",
    rules: [
      { name: "all", on: ["finished", "running", "firing", "resolved"], kinds: ["pipeline", "alert", "deployment"] },
    ],
    ...changes,
  });
  const unused = () => Promise.reject(new RangeError("an intake sends nothing"));
  const notifier = await createNotifier(config, { fetch: unused, now: clock.now, wait: unused, random: () => 0.5 });
  const outboxes = new Map(
    Object.keys(config.robots).map((robot) => {
      const uuid = () => crypto.randomUUID();
      return [robot, createOutbox(createMemoryOutboxRows(), { robot, keywords: [], texts: textsOf("en"), uuid })];
    }),
  );
  const puts: { robot: string; entry: Entry }[] = [];
  const planned: { event: Event; plan: Plan }[] = [];
  const intake = createIntake({
    name: "github",
    rows,
    config,
    plan: notifier.plan,
    put: async (robot, entries) => {
      puts.push(...entries.map((entry) => ({ robot, entry })));
      const outbox = outboxes.get(robot);
      if (outbox === undefined) throw new RangeError(robot);
      return Promise.all(entries.map((entry) => outbox.put(entry, clock.now())));
    },
    now: clock.now,
    onPlanned: (event, plan) => void planned.push({ event, plan }),
    ...options,
  });
  let arrivals = 0;
  const check = async () => {
    const { received, ...rest } = await intake.accounts();
    expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(received);
  };
  return {
    ...{ clock, intake, outboxes, puts, planned },
    async accept(arrival) {
      arrivals += 1;
      const status = await intake.accept({ digest: `digest ${arrivals}`, isSigned: true, ...arrival });
      await check();
      return status;
    },
    async work() {
      await intake.work().finally(check);
    },
    async titles(robot = "ops") {
      const found = await outboxes.get(robot)?.list({ limit: 100 });
      return (found ?? []).map(({ origin }) => origin.title).reverse();
    },
  };
}

/** A run of GitHub's, as its source reads `workflow_run`. */
export function githubRun(changes: Partial<PipelineEvent> = {}): PipelineEvent {
  return {
    id: "delivery-1",
    kind: "pipeline",
    time: "2026-11-20T07:59:00.000Z",
    source: { provider: "github", via: "webhook", door: "github", event: "workflow_run" },
    repository: { fullName: "acme/shop", url: "https://github.com/acme/shop" },
    pipeline: { id: "7", name: "ci" },
    run: { id: "4242", number: "12", attempt: 1, url: "https://github.com/acme/shop/actions/runs/4242" },
    state: "failure",
    ref: { branch: "main" },
    actor: { username: "zhangsan" },
    ...changes,
  };
}

/** A job of that run, as its source reads `workflow_job`. */
export function githubJob(id: string, name: string, changes: Partial<PipelineEvent> = {}): PipelineEvent {
  const url = `https://github.com/acme/shop/actions/runs/4242/job/${id}`;
  return githubRun({
    id: `delivery of ${id}`,
    source: { provider: "github", via: "webhook", door: "github", event: "workflow_job" },
    pipeline: { name: "ci" },
    run: { id: "4242", attempt: 1 },
    task: { id, name, url },
    ...changes,
  });
}

/** A pipeline of GitLab's; it counts no attempts. */
export function gitlabPipeline(changes: Partial<PipelineEvent> = {}): PipelineEvent {
  return githubRun({
    source: {
      provider: "gitlab",
      instance: "gitlab.example.com",
      via: "webhook",
      door: "gitlab",
      event: "Pipeline Hook",
    },
    repository: { fullName: "acme/shop", url: "https://gitlab.example.com/acme/shop" },
    pipeline: { name: "acme/shop" },
    run: { id: "52817", number: "31" },
    ...changes,
  });
}

/** A job of that pipeline: its retry is another job of the same name. */
export function gitlabJob(id: string, name: string, changes: Partial<PipelineEvent> = {}): PipelineEvent {
  const url = `https://gitlab.example.com/acme/shop/-/jobs/${id}`;
  return gitlabPipeline({ run: { id: "52817" }, stage: { name: "test" }, task: { id, name, url }, ...changes });
}
