import { describe, expect, it } from "vitest";
import * as states from "./states.ts";
import { parseState } from "./status.ts";

// What each sender calls the states of a run, as its own documentation and code have it.
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gitee-pipeline": { success: "SUCC", failure: "FAIL", canceled: "CANCEL", skipped: "SKIP" },
  "gitee-go": { waiting: "wait", success: "success", failure: "fail", canceled: "cancel", skipped: "skip" },
  "aliyun-flow": {
    waiting: "WAITING wait",
    running: "RUNNING CANCELLING",
    success: "SUCCESS FINISH",
    failure: "FAIL",
    canceled: "CANCELED",
    skipped: "SKIP",
    unknown: "UNKOWN",
  },
  coding: {
    queued: "QUEUED",
    running: "RUNNING",
    success: "SUCCEED SUCCESS",
    unstable: "UNSTABLE",
    failure: "FAILED FAILURE",
    canceled: "ABORTED CANCELED",
    timed_out: "TIMEOUT",
    skipped: "NOT_BUILT",
  },
  cnb: { success: "success", failure: "error", canceled: "cancel" },
  "bk-ci": {
    queued: "QUEUE QUEUE_CACHE PREPARE_ENV LOOP_WAITING CALL_WAITING DEPENDENT_WAITING UNEXEC",
    waiting: "REVIEWING TRIGGER_REVIEWING QUALITY_CHECK_WAIT PAUSE STAGE_SUCCESS",
    running: "RUNNING RETRY REVIEW_PROCESSED QUALITY_CHECK_PASS",
    success: "SUCCEED",
    failure: "FAILED QUALITY_CHECK_FAIL",
    error: "HEARTBEAT_TIMEOUT QUOTA_FAILED TERMINATE",
    canceled: "CANCELED REVIEW_ABORT",
    timed_out: "QUEUE_TIMEOUT EXEC_TIMEOUT",
    skipped: "SKIP",
    unknown: "UNKNOWN",
  },
  volcengine: {
    queued: "Pending",
    waiting: "Waiting",
    running: "Running",
    success: "Succeeded",
    failure: "Failed",
    canceled: "Canceled",
    timed_out: "Timeout",
  },
  github: {
    queued: "queued requested pending",
    waiting: "waiting action_required",
    running: "in_progress",
    success: "success",
    unstable: "neutral",
    failure: "failure",
    error: "startup_failure error",
    canceled: "cancelled stale",
    timed_out: "timed_out",
    skipped: "skipped inactive",
  },
  gitea: {
    queued: "queued requested",
    waiting: "waiting pending",
    running: "in_progress",
    success: "success",
    unstable: "warning",
    failure: "failure",
    error: "error",
    canceled: "cancelled",
    skipped: "skipped",
  },
  forgejo: {
    queued: "queued waiting",
    waiting: "blocked",
    running: "running in_progress",
    success: "success action_run_success action_run_recover",
    failure: "failure action_run_failure",
    canceled: "cancelled",
    skipped: "skipped",
    unknown: "unknown",
  },
  gitlab: {
    queued: "created preparing pending waiting_for_resource waiting_for_callback",
    waiting: "manual scheduled blocked approved",
    running: "running canceling",
    success: "success",
    failure: "failed",
    canceled: "canceled rejected",
    skipped: "skipped",
  },
  jenkins: {
    queued: "QUEUED",
    running: "STARTED",
    success: "SUCCESS",
    unstable: "UNSTABLE",
    failure: "FAILURE",
    canceled: "ABORTED",
    skipped: "NOT_BUILT",
  },
  drone: {
    queued: "pending waiting_on_dependencies created",
    waiting: "blocked",
    running: "running",
    success: "success",
    failure: "failure",
    error: "error",
    canceled: "killed declined canceled",
    skipped: "skipped",
  },
  tekton: { success: "Succeeded Completed", failure: "Failed", unknown: "None" },
  azure: {
    success: "Succeeded",
    unstable: "SucceededWithIssues partiallySucceeded",
    failure: "Failed",
    canceled: "Canceled stopped",
    skipped: "Skipped",
  },
  teamcity: { success: "success", failure: "failure", canceled: "cancelled" },
  buildkite: {
    queued: "scheduled creating pending waiting limiting limited assigned accepted",
    waiting: "blocked",
    running: "running failing canceling timing_out",
    success: "passed",
    failure: "failed",
    error: "expired",
    canceled: "canceled",
    timed_out: "timed_out",
    skipped: "skipped not_run broken waiting_failed blocked_failed",
  },
  circleci: {
    waiting: "on_hold",
    running: "running",
    success: "success",
    failure: "failed failing",
    error: "error unauthorized",
    canceled: "canceled",
    skipped: "not_run",
  },
};

const rows = Object.entries(table).flatMap(([provider, states]) =>
  Object.entries(states).flatMap(([state, words]) => words.split(" ").map((word) => ({ provider, word, state }))),
);

describe("the words of each sender", () => {
  it.for(rows)("$provider: $word is $state, in any case", ({ provider, word, state }) => {
    expect([word, word.toLowerCase(), word.toUpperCase()].map((spelling) => parseState(provider, spelling))).toEqual([
      state,
      state,
      state,
    ]);
  });

  it.for(Object.keys(table))("%s: no other word is a success", (provider) => {
    expect(
      ["", "ok?", "succes", "null", "0", "true", "__proto__", "constructor"].map((word) => parseState(provider, word)),
    ).toEqual(Array(8).fill("unknown"));
  });
});

it("knows no words that --status and the documentation don't", () => {
  const own = Object.entries(states).filter(([name]) => name.endsWith("Words") && name !== "statusWords");
  const told: readonly states.StateWords[] = Object.values(states.statusWords);
  expect(own.filter(([, words]) => !told.includes(words as states.StateWords)).map(([name]) => name)).toEqual([]);
});
