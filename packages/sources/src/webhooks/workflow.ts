import { isInGroup } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, listed, named, refOf } from "../draft.ts";
import { at, changeNumberAt, countAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { type StateWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { pageUnder } from "../values.ts";
import { type ForgePayload, repository, sourceOf, userAt } from "./forge.ts";

// The runs of Actions, GitHub's, Gitea's and Forgejo's.

/** What tells the forges that have them apart. */
export interface Actions {
  readonly words: StateWords;
  /** Where the pages of pull requests are, below the repository's. */
  readonly pulls: "pull" | "pulls";
}

type RunDraft = Extract<EventDraft, { readonly kind: "pipeline" }>;

/** A run of a workflow. */
export function workflowRun(actions: Actions, payload: ForgePayload): Parsed {
  const draft = runOf(actions, payload);
  return draft === undefined ? { invalid: "workflow_run.id" } : { events: [draft] };
}

/** The run that the payload is about, where it is about one. */
export function runOf(actions: Actions, { body, event }: ForgePayload): RunDraft | undefined {
  const run = at(body, "workflow_run");
  if (nameAt(run, "id") === undefined) return undefined;
  const said = statusOf(actions.words, run);
  // Gitea says when it ended; GitHub's last change is the end where it is over.
  const end = timeAt(run, "completed_at") ?? timeAt(run, "updated_at");
  return {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(run, "updated_at") ?? timeAt(run, "completed_at"),
    pipeline: named(nameAt(body, "workflow", "name") ?? nameAt(run, "name") ?? fileOf(nameAt(run, "path")), {
      id: nameAt(run, "workflow_id") ?? nameAt(body, "workflow", "id"),
      url: pageAt(body, "workflow", "html_url"),
    }),
    run: {
      id: nameAt(run, "id"),
      number: nameAt(run, "run_number"),
      attempt: countAt(run, "run_attempt"),
      name: nameAt(run, "display_title"),
      url: pageAt(run, "html_url"),
    },
    ...said,
    queuedAt: timeAt(run, "created_at"),
    startedAt: timeAt(run, "run_started_at") ?? timeAt(run, "started_at"),
    finishedAt: isInGroup(said.state, "finished") ? end : undefined,
    repository: repository(body),
    ...placeOf(actions.pulls, body, run),
    actor:
      userAt(run, "triggering_actor") ?? userAt(run, "trigger_actor") ?? userAt(run, "actor") ?? userAt(body, "sender"),
    trigger: triggerOf(nameAt(run, "event")),
  };
}

/** A job of a run: the run's own end tells of it. */
export function workflowJob({ words }: Actions, { body, event }: ForgePayload): Parsed {
  const job = at(body, "workflow_job");
  const name = nameAt(job, "name");
  if (name === undefined) return { invalid: "workflow_job.name" };
  const said = statusOf(words, job);
  const run = nameAt(job, "run_id");
  const page = pageAt(job, "html_url");
  const steps = listAt(job, "steps").filter((step) => isInGroup(statusOf(words, step).state, "failed"));
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(job, "completed_at") ?? timeAt(job, "started_at") ?? timeAt(job, "created_at"),
    pipeline: named(nameAt(job, "workflow_name") ?? nameAt(body, "workflow", "name")),
    run: {
      id: run,
      attempt: countAt(job, "run_attempt"),
      url: page?.match(/^.*\/actions\/runs\/\d+(?=\/jobs?\/)/)?.[0],
    },
    task: { id: nameAt(job, "id"), name, url: page },
    ...said,
    failedTasks: listed(steps.map((step) => named(nameAt(step, "name"), { stage: name, url: page }))),
    queuedAt: timeAt(job, "created_at"),
    startedAt: timeAt(job, "started_at"),
    finishedAt: isInGroup(said.state, "finished") ? timeAt(job, "completed_at") : undefined,
    repository: repository(body),
    ref: refOf(nameAt(job, "head_branch")),
    commit: commitOf(nameAt(job, "head_sha"), {}),
    actor: userAt(body, "sender"),
  };
  return { events: [draft], untold: "part_of_run" };
}

/** The conclusion says more than the status, and both more than the action: a "requested" run may already wait for approval. */
function statusOf(words: StateWords, part: unknown) {
  const statusRaw = nameAt(part, "conclusion") ?? nameAt(part, "status");
  return { state: stateOf(words, statusRaw), statusRaw };
}

/** Where the code came from. A branch that is pushed may have a pull request too, and is no run of that. */
function placeOf(pulls: string, body: unknown, run: unknown): Pick<RunDraft, "ref" | "change" | "commit"> {
  const request = listAt(run, "pull_requests").find((one) => isOwn(body, one)) ?? at(body, "pull_request");
  const event = nameAt(run, "event");
  // Gitea names no branch where it was a tag or a pull request; its path does.
  const ref =
    refOf(nameAt(run, "head_branch"), event === "release") ?? refOf(nameAt(run, "path")?.match(/@(refs\/.+)$/s)?.[1]);
  const isChange = event === undefined ? request !== undefined : /^pull_request/.test(event);
  const number = changeNumberAt(request, "number") ?? ref?.full?.match(/^refs\/pull\/(\d+)\//)?.[1];
  const sourceBranch = nameAt(request, "head", "ref") ?? ref?.branch;
  return {
    ref: isChange ? refOf(sourceBranch) : ref,
    change: isChange
      ? changeOf(number ?? forkOf(run), {
          title: nameAt(request, "title") ?? nameAt(run, "display_title"),
          url: pageAt(request, "html_url") ?? pageUnder(repository(body)?.url, pulls, number),
          sourceBranch,
          targetBranch: nameAt(request, "base", "ref"),
        })
      : undefined,
    commit: commitOf(nameAt(run, "head_sha"), {
      message: textAt(run, "head_commit", "message"),
      author: {
        name: nameAt(run, "head_commit", "author", "name"),
        email: nameAt(run, "head_commit", "author", "email"),
      },
      url: commitPage(body, nameAt(run, "head_sha"), nameAt(run, "head_repository", "full_name")),
    }),
  };
}

/** GitHub lists whatever pull request has the commit as its head, one that a fork made from here too. */
function isOwn(body: unknown, request: unknown): boolean {
  const [base, own] = [nameAt(request, "base", "repo", "id"), nameAt(body, "repository", "id")];
  return base === undefined || own === undefined || base === own;
}

/** GitHub gives no number of a fork's pull request. Its page calls it by the fork's owner and branch. */
function forkOf(run: unknown): string {
  const owner = nameAt(run, "head_repository", "full_name")?.split("/", 1)[0];
  const branch = nameAt(run, "head_branch");
  return owner === undefined || branch === undefined ? "?" : `${owner}:${branch}`;
}

/** A fork's commit stands in the fork. */
function commitPage(body: unknown, sha: string | undefined, head: string | undefined): string | undefined {
  const own = repository(body);
  const isOwn = head === undefined || head === own?.fullName;
  return isOwn ? pageUnder(own?.url, "commit", sha) : undefined;
}

/** `.gitea/workflows/release.yml@refs/heads/main` is `release.yml`. */
function fileOf(path: string | undefined): string | undefined {
  return path?.replace(/@.*$/, "").split("/").at(-1);
}
