import type { FailedTask } from "@dingpipe/core";
import type { IntakeAccounts, IntakeRows, LastState, WaitingEvent } from "./intake-rows.ts";

/** The rows of an intake in memory: for tests, and for tools that need no more. */
export function createMemoryIntakeRows(): IntakeRows {
  const seen = new Map<string, number>();
  const states = new Map<string, { readonly state: LastState; readonly at: number }>();
  const runs = new Map<string, Map<string, { readonly failed: FailedTask | undefined; readonly until: number }>>();
  let events: readonly WaitingEvent[] = [];
  let accounts: IntakeAccounts = { received: 0, planned: 0, ignored: 0 };
  let lastId = 0;

  return {
    // Nothing below throws, so there is nothing to take back.
    transaction: (run) => run(),
    isAnySeen: (keys, now) => keys.some((key) => (seen.get(key) ?? 0) > now),
    remember(keys) {
      for (const [key, until] of keys) seen.set(key, until);
    },
    add(arrived) {
      lastId += 1;
      events = [...events, { ...arrived, id: lastId }];
    },
    waiting: (limit) => events.slice(0, limit),
    countWaiting: () => events.length,
    remove(id) {
      events = events.filter((event) => event.id !== id);
    },
    lastState: (key) => states.get(key)?.state,
    saveLastState: (key, state, at) => states.set(key, { state, at }),
    gather(run, task, failed, until) {
      const tasks = runs.get(run) ?? new Map();
      runs.set(run, tasks.set(task, { failed, until }));
    },
    gathered: (run) =>
      [...(runs.get(run) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, { failed }]) => failed ?? []),
    forgetRun: (run) => runs.delete(run),
    accounts: () => accounts,
    count({ received = 0, planned = 0, ignored = 0 }) {
      accounts = {
        received: accounts.received + received,
        planned: accounts.planned + planned,
        ignored: accounts.ignored + ignored,
      };
    },
    purge(now, statesBefore) {
      for (const [key, until] of seen) if (until <= now) seen.delete(key);
      for (const [key, { at }] of states) if (at <= statesBefore) states.delete(key);
      for (const [run, tasks] of runs) {
        for (const [task, { until }] of tasks) if (until <= now) tasks.delete(task);
        if (tasks.size === 0) runs.delete(run);
      }
    },
  };
}
