import type { Repository, State } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, listed, named, refOf } from "../draft.ts";
import { at, changeNumberAt, countAt, listAt, nameAt, numberAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { gitlabWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { pageUnder } from "../values.ts";
import { type CodePayload, commitAt, emailAt, userAt } from "./gitlab-code.ts";

// What GitLab says of pipelines and their jobs. Variables of a pipeline may hold secrets: nothing of them is read.

/** A pipeline changed its state. */
export function pipeline({ body, source, repository }: CodePayload): Parsed {
  const run = at(body, "object_attributes");
  const id = nameAt(run, "id");
  if (id === undefined) return { invalid: "object_attributes.id" };
  const page = (kind: string, item: string | undefined) => pageUnder(repository?.url, "-", kind, item);
  const { state, statusRaw, culprits } = outcomeOf(run, listAt(body, "builds"));
  const request = at(body, "merge_request");
  const number = changeNumberAt(request, "iid");
  const sourceBranch = nameAt(request, "source_branch");
  const draft: EventDraft = {
    kind: "pipeline",
    source,
    time: timeAt(run, "finished_at"),
    ...identityOf(body, nameAt(run, "name"), repository),
    run: { id, number: nameAt(run, "iid"), url: pageAt(run, "url") ?? page("pipelines", id) },
    environment: environmentOf(listAt(body, "builds")),
    state,
    statusRaw,
    failedTasks: listed(
      culprits.map((job) =>
        named(nameAt(job, "name"), {
          stage: nameAt(job, "stage"),
          url: page("jobs", nameAt(job, "id")),
          reason: reasonAt(job, "failure_reason"),
        }),
      ),
    ),
    queuedAt: timeAt(run, "created_at"),
    finishedAt: timeAt(run, "finished_at"),
    durationMs: millisecondsAt(run, "duration"),
    repository,
    ref: refOf(sourceBranch ?? nameAt(run, "ref"), at(run, "tag") === true),
    change: changeOf(number, {
      title: nameAt(request, "title"),
      url: pageAt(request, "url"),
      sourceBranch,
      targetBranch: nameAt(request, "target_branch"),
    }),
    commit: headOf(body, number !== undefined, repository),
    actor: userAt(body, "user"),
    trigger: reasonOf(run),
  };
  return { events: [draft] };
}

/** A job changed its state: its pipeline has an event of its own. */
export function job({ body, source, repository }: CodePayload): Parsed {
  const id = nameAt(body, "build_id");
  if (id === undefined) return { invalid: "build_id" };
  const page = (kind: string, item: string | undefined) => pageUnder(repository?.url, "-", kind, item);
  const statusRaw = nameAt(body, "build_status");
  const failed = stateOf(gitlabWords, statusRaw) === "failure";
  const isAllowed = at(body, "build_allow_failure") === true;
  const runId = nameAt(body, "pipeline_id");
  const ref = nameAt(body, "ref");
  const number = changeNumberAt(/^refs\/merge-requests\/(\d+)\//.exec(ref ?? "")?.[1]);
  const sha = nameAt(body, "sha");
  const draft: EventDraft = {
    kind: "pipeline",
    source,
    time: ["finished", "started", "created"].map((name) => timeAt(body, `build_${name}_at`)).find(Boolean),
    ...identityOf(body, nameAt(body, "commit", "name"), repository),
    run: { id: runId, url: page("pipelines", runId) },
    stage: named(nameAt(body, "build_stage")),
    task: named(nameAt(body, "build_name"), { id, url: page("jobs", id) }),
    environment: named(nameAt(body, "environment", "name"), { tier: nameAt(body, "environment", "deployment_tier") }),
    state: failed
      ? isAllowed
        ? "unstable"
        : failureOf(body, "build_failure_reason")
      : stateOf(gitlabWords, statusRaw),
    statusRaw,
    // A job that did not fail may be told with the reason of a former try.
    reason: failed ? reasonAt(body, "build_failure_reason") : undefined,
    queuedAt: timeAt(body, "build_created_at"),
    startedAt: timeAt(body, "build_started_at"),
    finishedAt: timeAt(body, "build_finished_at"),
    durationMs: millisecondsAt(body, "build_duration"),
    repository,
    ref: refOf(ref, at(body, "tag") === true),
    change: changeOf(number, { url: page("merge_requests", number) }),
    // The id of its commit is that of the pipeline.
    commit: commitOf(sha, {
      message: textAt(body, "commit", "message"),
      url: page("commit", sha),
      author: { name: nameAt(body, "commit", "author_name"), email: emailAt(body, "commit", "author_email") },
    }),
    actor: userAt(body, "user"),
  };
  return { events: [draft], untold: "part_of_run" };
}

/**
 * A child pipeline runs on its parent's branch beside it, and must not pass for it. Where it has no name of its own (`workflow:name`),
 * nothing tells it from the other children: no last state is surely its own.
 */
function identityOf(body: unknown, name: string | undefined, repository: Repository | undefined) {
  const project = repository?.fullName;
  const known = name ?? project;
  const parent = nameAt(body, "source_pipeline", "project", "path_with_namespace");
  if (parent === undefined || parent !== project) return { pipeline: named(known) };
  return {
    pipeline: named(`${known} (child)`),
    previousState: name === undefined ? ("unknown" as const) : undefined,
  };
}

/**
 * How a pipeline is doing, and the jobs to blame. It passes "with warnings" where jobs failed that may; it failed by its
 * machinery or by a timeout where none of its jobs failed by itself.
 */
function outcomeOf(run: unknown, jobs: readonly unknown[]) {
  const status = nameAt(run, "status");
  const state = stateOf(gitlabWords, status);
  const failed = jobs.filter((one) => stateOf(gitlabWords, nameAt(one, "status")) === "failure");
  const allowed = failed.filter((one) => at(one, "allow_failure") === true);
  const blocking = failed.filter((one) => at(one, "allow_failure") !== true);
  if (state === "success") {
    const detailed = nameAt(run, "detailed_status");
    const hasWarnings = detailed === undefined ? allowed.length > 0 : stateOf(gitlabWords, detailed) === "unstable";
    return hasWarnings
      ? { state: "unstable" as const, statusRaw: detailed ?? status, culprits: allowed }
      : { state, statusRaw: status, culprits: [] };
  }
  if (state !== "failure") return { state, statusRaw: status, culprits: [] };
  const [first = "failure", ...others] = new Set(blocking.map((one) => failureOf(one, "failure_reason")));
  return { state: others.length === 0 ? first : ("failure" as const), statusRaw: status, culprits: blocking };
}

/** The kind of failure that its reason means; most of them are the work's own. */
function failureOf(value: unknown, key: string): State {
  const state = stateOf(gitlabWords, nameAt(value, key));
  return state === "error" || state === "timed_out" ? state : "failure";
}

function reasonAt(value: unknown, key: string): string | undefined {
  const reason = nameAt(value, key);
  return reason === "unknown_failure" ? undefined : reason;
}

/** The environment that a pipeline's jobs work on, where it is one. */
function environmentOf(jobs: readonly unknown[]) {
  const started = jobs.filter((one) => nameAt(one, "started_at") !== undefined);
  const names = new Set(started.flatMap((one) => nameAt(one, "environment", "name") ?? []));
  const [name] = names;
  const told = started.find((one) => nameAt(one, "environment", "name") === name);
  return names.size === 1 ? named(name, { tier: nameAt(told, "environment", "deployment_tier") }) : undefined;
}

/** The source's commit. A pipeline of merged results runs on a merge that nobody has, and whose message says of what. */
function headOf(body: unknown, isChange: boolean, repository: Repository | undefined) {
  const commit = at(body, "commit");
  const [, source] = /^Merge ([\da-f]{40}) into [\da-f]{40}$/.exec(textAt(commit, "message") ?? "") ?? [];
  if (isChange && source !== undefined) {
    return commitOf(source, {
      url: pageUnder(repository?.url, "-/commit", source),
    });
  }
  return commitAt(commit) ?? commitOf(nameAt(body, "object_attributes", "sha"), {});
}

/** Its word for a push is the same for a branch and for a tag. */
function reasonOf(run: unknown) {
  const trigger = triggerOf(nameAt(run, "source"));
  return trigger?.type === "push" && at(run, "tag") === true ? { ...trigger, type: "tag" as const } : trigger;
}

/** Seconds, with a fraction, as milliseconds. */
function millisecondsAt(value: unknown, key: string): number | undefined {
  const seconds = numberAt(value, key);
  return seconds === undefined ? undefined : countAt(seconds * 1_000);
}
