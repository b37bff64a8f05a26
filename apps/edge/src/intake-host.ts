import {
  artifactActions,
  type Config,
  changeActions,
  createNotifier,
  type Notifier,
  type OnWord,
  type Resolve,
} from "@dingpipe/core";
import {
  type Arrival,
  createIntake,
  type Intake,
  type IntakeRows,
  type PutEntries,
  type Waker,
} from "@dingpipe/outbox";
import { type IntakeOwner, isOfAccess } from "./intake-names.ts";
import type { Log } from "./log.ts";

// What a group is told without `on`: a free organisation has 3,000 messages a month. Actions are told where a rule's `kinds` ask for them.
const DEFAULT_ON: readonly OnWord[] = ["failed", "fixed", "firing", "resolved", ...changeActions, ...artifactActions];
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const LONGEST_ID = 100;

export interface IntakeHostOptions {
  readonly name: string;
  /** Absent where the configuration has it no more: what a door took in is planned all the same, what a token handed in tells nobody. */
  readonly owner: IntakeOwner | undefined;
  readonly rows: IntakeRows;
  readonly config: Config;
  readonly planner: Pick<Notifier, "plan">;
  readonly waker: Waker;
  readonly put: PutEntries;
  readonly lull?: (longestMs: number) => Promise<void>;
  readonly isStopped?: () => boolean;
  readonly now: () => number;
  readonly log: Log;
}

/** One intake with all that it needs to plan. */
export interface IntakeHost {
  readonly accounts: Intake["accounts"];
  accept(arrival: Arrival): Promise<"accepted" | "duplicate">;
  /** Plans what waits; where an outbox can't be reached, later again. Never rejects. */
  run(): Promise<void>;
}

export function createIntakeHost(options: IntakeHostOptions): IntakeHost {
  const { name, owner, waker, now, log, planner } = options;
  const access = owner?.kind === "access" ? owner.access : undefined;
  // Which robots a token might tell went with it.
  const robots = owner === undefined && isOfAccess(name) ? [] : access?.robots;
  const intake = createIntake({
    ...options,
    ...(access === undefined ? {} : { access: access.name }),
    ...(robots === undefined ? {} : { robots }),
    plan: planner.plan,
    onGivenUp: ({ id }, error) => {
      log({ level: "error", event: "event_given_up", intake: name, id: cut(id), error: nameOf(error) });
    },
    onPlanned: (event, plan) => {
      log({
        level: "info",
        event: "planned",
        intake: name,
        id: cut(event.id),
        kind: event.kind,
        deliveries: plan.deliveries.length,
      });
      for (const warning of plan.warnings)
        log({
          level: "warn",
          event: "plan_warning",
          intake: name,
          id: cut(event.id),
          code: warning.code,
          rule: warning.rule,
        });
    },
  });
  let failures = 0;
  return {
    accept: intake.accept,
    accounts: intake.accounts,
    async run() {
      try {
        await intake.work();
        failures = 0;
        await waker.at(undefined);
      } catch (error) {
        failures += 1;
        log({ level: "error", event: "intake_failed", intake: name, error: nameOf(error) });
        await waker.at(now() + Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS));
      }
    },
  };
}

/** An id is the sender's word. */
function cut(id: string): string {
  return id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID)}…` : id;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "?";
}

/** What plans for all intakes: a notifier that sends nothing itself. */
export function createPlanner(
  config: Config,
  options: { resolve: Resolve; random: () => number },
): Promise<Pick<Notifier, "plan">> {
  return createNotifier(config, {
    ...options,
    defaultOn: DEFAULT_ON,
    fetch: () => Promise.reject(new RangeError("the planner sends nothing")),
    now: () => 0,
    wait: () => Promise.resolve(),
  });
}
