import { isInGroup } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, failedTasksOf, named, refOf } from "../draft.ts";
import { at, changeNumberAt, countAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { parseState } from "../status.ts";
import { triggerOf } from "../trigger.ts";
import { type ForgePayload, repository, sourceOf, userAt } from "./forge.ts";

// The runs of Actions, GitHub's and Gitea's.

/** A run of a workflow. */
export function workflowRun(provider: "github" | "gitea", { body, event }: ForgePayload): Parsed {
  const run = at(body, "workflow_run");
  if (nameAt(run, "id") === undefined) return { invalid: "workflow_run.id" };
  const said = statusOf(provider, run);
  // Gitea says when it ended; GitHub's last change is the end where it is over.
  const end = timeAt(run, "completed_at") ?? timeAt(run, "updated_at");
  const draft: EventDraft = {
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
    ...placeOf(body, run),
    actor:
      userAt(run, "triggering_actor") ?? userAt(run, "trigger_actor") ?? userAt(run, "actor") ?? userAt(body, "sender"),
    trigger: triggerOf(nameAt(run, "event")),
  };
  return { events: [draft] };
}

/** A job of a run: the run's own end tells of it. */
export function workflowJob(provider: "github" | "gitea", { body, event }: ForgePayload): Parsed {
  const job = at(body, "workflow_job");
  const name = nameAt(job, "name");
  if (name === undefined) return { invalid: "workflow_job.name" };
  const said = statusOf(provider, job);
  const run = nameAt(job, "run_id");
  const page = pageAt(job, "html_url");
  const steps = listAt(job, "steps").filter((step) => isInGroup(statusOf(provider, step).state, "failed"));
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(job, "completed_at") ?? timeAt(job, "started_at") ?? timeAt(job, "created_at"),
    pipeline: named(nameAt(job, "workflow_name") ?? nameAt(body, "workflow", "name"), {}),
    run: {
      id: run,
      attempt: countAt(job, "run_attempt"),
      url: page?.includes("/job") === true ? page.slice(0, page.indexOf("/job")) : undefined,
    },
    task: { id: nameAt(job, "id"), name, url: page },
    ...said,
    failedTasks: failedTasksOf(steps.map((step) => named(nameAt(step, "name"), { stage: name, url: page }))),
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
function statusOf(provider: "github" | "gitea", part: unknown) {
  const statusRaw = nameAt(part, "conclusion") ?? nameAt(part, "status");
  return { state: parseState(provider, statusRaw ?? ""), statusRaw };
}

/** Where the code came from. A pull request of a fork names no number, and its branch is the fork's. */
function placeOf(
  body: unknown,
  run: unknown,
): Pick<Extract<EventDraft, { kind: "pipeline" }>, "ref" | "change" | "commit"> {
  const request = at(run, "pull_requests", 0) ?? at(body, "pull_request");
  const isChange = request !== undefined || /^pull_request/.test(nameAt(run, "event") ?? "");
  const branch = nameAt(run, "head_branch");
  const number = changeNumberAt(request, "number");
  return {
    ref: refOf(branch),
    change: isChange
      ? changeOf(number ?? "?", {
          title: nameAt(request, "title") ?? nameAt(run, "display_title"),
          url: pageAt(request, "html_url") ?? pullRequestPage(body, number),
          sourceBranch: nameAt(request, "head", "ref") ?? branch,
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

function pullRequestPage(body: unknown, number: string | undefined): string | undefined {
  const page = repository(body)?.url;
  return page === undefined || number === undefined ? undefined : `${page}/pull/${number}`;
}

/** A fork's commit stands in the fork. */
function commitPage(body: unknown, sha: string | undefined, head: string | undefined): string | undefined {
  const own = repository(body);
  const isOwn = head === undefined || head === own?.fullName;
  return own?.url === undefined || sha === undefined || !isOwn ? undefined : `${own.url}/commit/${sha}`;
}

/** `.gitea/workflows/release.yml@refs/heads/main` is `release.yml`. */
function fileOf(path: string | undefined): string | undefined {
  return path?.replace(/@.*$/, "").split("/").at(-1);
}
