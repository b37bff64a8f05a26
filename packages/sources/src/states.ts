import { type State, states } from "@dingpipe/core";

/** What a source calls the states of a run, a job or a task, in lower case. */
export type StateWords = Readonly<Partial<Record<State, readonly string[]>>>;

/** The state of a source's own word, in any case. Ours are known everywhere; any other word, or none, is `unknown`. Never throws. */
export function stateOf(words: StateWords, raw: string | undefined): State {
  const word = normalWord(raw ?? "");
  const known = states.find((state) => words[state]?.includes(word)) ?? states.find((state) => state === word);
  return known ?? "unknown";
}

/** A word as the tables have it. */
export function normalWord(raw: string): string {
  return raw.trim().toLowerCase();
}

// A name for each source's words: who reads one source takes no other's along. None is made of another: a bundler keeps what is spread.

// "neutral" is shown grey and blocks nothing; "stale" was given up; "action_required" waits for a person.
export const githubWords = {
  queued: ["queued", "requested", "pending"],
  waiting: ["waiting", "action_required"],
  running: ["in_progress"],
  success: ["success"],
  unstable: ["neutral"],
  failure: ["failure"],
  error: ["startup_failure", "error"],
  canceled: ["cancelled", "stale"],
  timed_out: ["timed_out"],
  skipped: ["skipped", "inactive"],
} as const satisfies StateWords;

// The codes of a notice, the words of a condition, and the labels of the form.
export const giteeWords = {
  waiting: ["wait"],
  success: ["succ", "success", "成功", "任务成功"],
  failure: ["fail", "失败", "任务失败"],
  canceled: ["cancel", "取消", "任务取消"],
  skipped: ["skip", "跳过", "任务跳过"],
} as const satisfies StateWords;

export const woodpeckerWords = {
  queued: ["pending", "waiting_on_dependencies", "created"],
  waiting: ["blocked"],
  running: ["running"],
  success: ["success"],
  failure: ["failure"],
  error: ["error"],
  canceled: ["killed", "declined", "canceled"],
  skipped: ["skipped"],
} as const satisfies StateWords;

// Builds, runs with their stages and jobs, and releases. A release that failed is "rejected", and "abandoned" is what lost its agent.
export const azureWords = {
  queued: ["notstarted", "queued"],
  waiting: ["pending", "postponed", "scheduled"],
  running: ["inprogress", "running", "cancelling", "canceling"],
  success: ["succeeded"],
  unstable: ["succeededwithissues", "partiallysucceeded"],
  failure: ["failed", "rejected"],
  error: ["abandoned"],
  canceled: ["canceled", "stopped"],
  skipped: ["skipped"],
} as const satisfies StateWords;

export const giteaWords = {
  queued: ["queued", "requested"],
  waiting: ["waiting", "pending"],
  running: ["in_progress"],
  success: ["success"],
  unstable: ["warning"],
  failure: ["failure"],
  error: ["error"],
  canceled: ["cancelled"],
  skipped: ["skipped"],
} as const satisfies StateWords;

export const gitlabWords = {
  queued: ["created", "preparing", "pending", "waiting_for_resource", "waiting_for_callback"],
  // Those of deployments, too: "blocked" waits for an approval, "approved" has still to run.
  waiting: ["manual", "scheduled", "blocked", "approved"],
  running: ["running", "canceling"],
  success: ["success"],
  unstable: ["passed with warnings"],
  failure: ["failed"],
  // Why a job failed, where it was not the job's own doing.
  error: [
    "api_failure",
    "archived_failure",
    "builds_disabled",
    "ci_quota_exceeded",
    "data_integrity_failure",
    "environment_creation_failure",
    "missing_dependency_failure",
    "no_matching_runner",
    "project_deleted",
    "runner_system_failure",
    "runner_unsupported",
    "scheduler_failure",
    "secrets_provider_not_found",
    "stale_schedule",
    "unmet_prerequisites",
    "user_blocked",
  ],
  canceled: ["canceled", "rejected"],
  timed_out: ["job_execution_timeout", "stuck_or_timeout_failure"],
  skipped: ["skipped"],
} as const satisfies StateWords;

// Its jobs have Gitea's own words where Gitea speaks as GitHub does: "waiting" is for a runner. Its runs' events name their ends.
export const forgejoWords = {
  queued: ["queued", "requested", "waiting"],
  waiting: ["blocked", "pending"],
  running: ["in_progress", "running"],
  success: ["success", "action_run_success", "action_run_recover"],
  unstable: ["warning"],
  failure: ["failure", "action_run_failure"],
  error: ["error"],
  canceled: ["cancelled"],
  skipped: ["skipped"],
  unknown: ["unknown"],
} as const satisfies StateWords;

export const aliyunFlowWords = {
  waiting: ["waiting", "wait"],
  running: ["running", "cancelling"],
  success: ["success", "finish"],
  failure: ["fail"],
  canceled: ["canceled", "cancel"],
  skipped: ["skip"],
  unknown: ["unkown"], // sic
} as const satisfies StateWords;

export const codingWords = {
  queued: ["queued"],
  running: ["running"],
  success: ["succeed", "success"],
  unstable: ["unstable"],
  failure: ["failed", "failure"],
  canceled: ["aborted", "canceled"],
  timed_out: ["timeout"],
  skipped: ["not_built"],
} as const satisfies StateWords;

// CNB has one word for every failure; it is the work's far more often than the machine's.
export const cnbWords = {
  success: ["success"],
  failure: ["error"],
  canceled: ["cancel"],
} as const satisfies StateWords;

export const bkCiWords = {
  queued: ["queue", "queue_cache", "prepare_env", "loop_waiting", "call_waiting", "dependent_waiting", "unexec"],
  waiting: ["reviewing", "trigger_reviewing", "quality_check_wait", "pause", "stage_success"],
  running: ["running", "retry", "review_processed", "quality_check_pass"],
  success: ["succeed"],
  failure: ["failed", "quality_check_fail"],
  error: ["heartbeat_timeout", "quota_failed", "terminate"],
  canceled: ["canceled", "review_abort"],
  timed_out: ["queue_timeout", "exec_timeout"],
  skipped: ["skip"],
  unknown: ["unknown"],
} as const satisfies StateWords;

export const volcengineWords = {
  queued: ["pending"],
  waiting: ["waiting"],
  running: ["running"],
  success: ["succeeded"],
  failure: ["failed"],
  canceled: ["canceled"],
  timed_out: ["timeout"],
} as const satisfies StateWords;

// Phases of a sync, then what an application's health or its conditions say of it.
export const argocdWords = {
  waiting: ["suspended"],
  running: ["running", "terminating", "progressing"],
  success: ["succeeded"],
  unstable: ["degraded"],
  failure: ["failed"],
  error: ["error", "comparisonerror", "invalidspecerror", "syncerror", "deletionerror", "unknownerror"],
  unknown: ["unknown", "missing"],
} as const satisfies StateWords;

// Types of a notice of a scan, and the words of jobs: of replications, and of tag retentions in upper case.
export const harborWords = {
  queued: ["pending", "scheduled"],
  running: ["running", "inprogress"],
  success: ["scanning_completed", "success", "succeed"],
  failure: ["scanning_failed", "failed", "fail", "error"],
  canceled: ["scanning_stopped", "stopped"],
} as const satisfies StateWords;

export const jenkinsWords = {
  queued: ["queued"],
  running: ["started"],
  success: ["success"],
  unstable: ["unstable"],
  failure: ["failure"],
  canceled: ["aborted"],
  skipped: ["not_built"],
} as const satisfies StateWords;

// Its documentation says "started" where its code says "running".
export const droneWords = {
  queued: ["pending", "waiting_on_dependencies", "created"],
  waiting: ["blocked"],
  running: ["running", "started"],
  success: ["success"],
  failure: ["failure"],
  error: ["error"],
  canceled: ["killed", "declined", "canceled"],
  skipped: ["skipped"],
} as const satisfies StateWords;

// Outcomes; those of tests were "pass" and "fail" up to version 0.4.
export const cdeventsWords = {
  queued: ["queued"],
  running: ["started"],
  success: ["success", "pass"],
  failure: ["failure", "fail"],
  error: ["error"],
  canceled: ["cancel"],
  skipped: ["skipped"],
} as const satisfies StateWords;

// Words of a type, reasons of a condition, and `$(tasks.status)`. What failed has many more reasons: webhooks/tekton.ts.
export const tektonWords = {
  queued: ["queued", "pending", "pipelinerunpending", "resolvingtaskref", "resolvingpipelineref"],
  running: ["started", "running", "toberetried", "pipelinerunstopping"],
  success: ["successful", "succeeded", "completed"],
  unstable: ["failureignored"],
  failure: ["failed"],
  canceled: ["cancelled", "taskruncancelled", "pipelineruncancelled"],
  timed_out: ["taskruntimeout", "pipelineruntimeout"],
  unknown: ["none"],
} as const satisfies StateWords;

export const bitbucketWords = {
  running: ["inprogress"],
  success: ["successful"],
  failure: ["failed"],
  canceled: ["stopped"],
} as const satisfies StateWords;

export const teamcityWords = {
  success: ["success"],
  failure: ["failure"],
  canceled: ["cancelled"],
} as const satisfies StateWords;

// Of builds and of jobs: a job is "waiting" at a wait step, "limited" by a group's concurrency, and "expired" where no agent took it.
export const buildkiteWords = {
  queued: ["scheduled", "creating", "pending", "waiting", "limiting", "limited", "assigned", "accepted"],
  waiting: ["blocked"],
  running: ["running", "failing", "canceling", "timing_out"],
  success: ["passed"],
  failure: ["failed"],
  error: ["expired"],
  canceled: ["canceled"],
  timed_out: ["timed_out"],
  skipped: ["skipped", "not_run", "broken", "waiting_failed", "blocked_failed"],
} as const satisfies StateWords;

export const circleciWords = {
  waiting: ["on_hold"],
  running: ["running"],
  success: ["success"],
  failure: ["failed", "failing"],
  error: ["error", "unauthorized"],
  canceled: ["canceled"],
  skipped: ["not_run"],
} as const satisfies StateWords;

/** The words of every source, for `--status` and for the documentation. */
export const statusWords = {
  "gitee-go": giteeWords,
  "gitee-enterprise": giteeWords,
  "gitee-pipeline": giteeWords,
  github: githubWords,
  gitlab: gitlabWords,
  gitea: giteaWords,
  forgejo: forgejoWords,
  "aliyun-flow": aliyunFlowWords,
  coding: codingWords,
  cnb: cnbWords,
  "bk-ci": bkCiWords,
  volcengine: volcengineWords,
  argocd: argocdWords,
  harbor: harborWords,
  jenkins: jenkinsWords,
  drone: droneWords,
  woodpecker: woodpeckerWords,
  cdevents: cdeventsWords,
  tekton: tektonWords,
  azure: azureWords,
  "azure-devops": azureWords,
  bitbucket: bitbucketWords,
  teamcity: teamcityWords,
  buildkite: buildkiteWords,
  circleci: circleciWords,
} as const satisfies Readonly<Record<string, StateWords>>;
