import { changeOf, commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { at, changeNumberAt, jsonAt, listAt, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { azureWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { pageUnder } from "../values.ts";
import { branchAt, identityAt, pullRequest, push, repositoryAt, sourceOf } from "./azure-devops-code.ts";

/**
 * Service hooks of Azure DevOps Services and Server.
 *
 * @see https://learn.microsoft.com/en-us/azure/devops/service-hooks/events
 */
export const azureDevops: WebhookSource = {
  id: "azure-devops",
  verification: { password: {}, bearer: true },
  // The samples of the Test button have zeros.
  deliveryId: ({ body }) => (/[1-9a-f]/.test(nameAt(body, "id") ?? "") ? nameAt(body, "id") : undefined),
  parse: ({ body }) => {
    const event = nameAt(body, "eventType");
    if (event === undefined) return { invalid: "eventType" };
    // The reference spells the same events with its product's new name.
    const known = event.replace(/^ms\.azure-devops-/, "ms.vss-");
    return ownOf(readers, known)?.(body) ?? { ignored: "event", detail: event };
  },
};

const readers: Readonly<Record<string, (body: unknown) => Parsed>> = {
  "build.complete": build,
  "ms.vss-pipelines.run-state-changed-event": (body) => run(body, {}),
  "ms.vss-pipelines.stage-state-changed-event": (body) => {
    const stage = at(body, "resource", "stage");
    const name = nameAt(stage, "displayName") ?? nameAt(stage, "name");
    return run(body, { part: stage, stage: named(name) });
  },
  "ms.vss-pipelines.job-state-changed-event": (body) => {
    const job = at(body, "resource", "job");
    const stage = at(body, "resource", "stage");
    const name = nameAt(stage, "displayName") ?? nameAt(stage, "name");
    return run(body, {
      part: job,
      stage: name === "__default" ? undefined : named(name),
      task: named(nameAt(job, "name"), { id: nameAt(job, "id"), url: pageAt(job, "_links", "web", "href") }),
    });
  },
  "ms.vss-pipelinechecks-events.approval-pending": approval,
  "git.push": push,
  "git.pullrequest.created": (body) => pullRequest(body, "created"),
  "git.pullrequest.merged": (body) => pullRequest(body, "merged"),
  "git.pullrequest.updated": (body) => pullRequest(body, "updated"),
  "ms.vss-release.deployment-started-event": deployment,
  "ms.vss-release.deployment-completed-event": deployment,
  "ms.vss-release.deployment-approval-pending-event": deployment,
};

function build(body: unknown): Parsed {
  const resource = at(body, "resource");
  const id = nameAt(resource, "id");
  if (id === undefined) return { invalid: "resource.id" };
  // The first version of the resource has the result as its status.
  const status = nameAt(resource, "status");
  const statusRaw = nameAt(resource, "result") ?? (status === "completed" ? undefined : status);
  const repository = repositoryAt(resource, "repository");
  const page = pageOf(resource, `results?buildId=${id}`);
  const { ref, change, sha } = checkoutOf(resource, repository?.url);
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, page),
    time: timeAt(resource, "finishTime") ?? timeAt(body, "createdDate"),
    pipeline: named(nameAt(resource, "definition", "name"), {
      id: nameAt(resource, "definition", "id"),
      url: pageOf(at(resource, "definition"), `definition?definitionId=${nameAt(resource, "definition", "id")}`),
    }),
    run: { id, number: nameAt(resource, "buildNumber"), url: page },
    state: stateOf(azureWords, statusRaw),
    statusRaw,
    queuedAt: timeAt(resource, "queueTime"),
    startedAt: timeAt(resource, "startTime"),
    finishedAt: timeAt(resource, "finishTime"),
    repository,
    ref,
    change,
    commit: commitOf(sha, {
      message: textAt(resource, "triggerInfo", "ci.message"),
      url: pageUnder(repository?.url, "commit", sha),
    }),
    actor: identityAt(resource, "requestedFor") ?? identityAt(listAt(resource, "requests")[0], "requestedFor"),
    trigger: reasonOf(resource, ref?.tag !== undefined),
  };
  return { events: [draft] };
}

/** Its word for a push is the same for a branch and for a tag. */
function reasonOf(resource: unknown, isTag: boolean) {
  const trigger = triggerOf(nameAt(resource, "reason"));
  return trigger?.type === "push" && isTag ? { ...trigger, type: "tag" as const } : trigger;
}

/** What was built. Of a pull request Azure builds a merge that nobody has: the source's commit is said elsewhere, or not at all. */
function checkoutOf(resource: unknown, repository: string | undefined) {
  const [, oldRef, oldSha] = /^L?G:(.+):([\da-f]{40})$/.exec(nameAt(resource, "sourceGetVersion") ?? "") ?? [];
  const raw = nameAt(resource, "sourceBranch") ?? oldRef;
  const fromRef = /^refs\/pull\/(\d+)\//.exec(raw ?? "")?.[1];
  if (nameAt(resource, "reason")?.toLowerCase() !== "pullrequest" && fromRef === undefined) {
    return { ref: refOf(raw), change: undefined, sha: nameAt(resource, "sourceVersion") ?? oldSha };
  }
  const told = at(resource, "triggerInfo");
  const asked = jsonAt(resource, "parameters");
  const number =
    changeNumberAt(told, "pr.number") ?? changeNumberAt(asked, "system.pullRequest.pullRequestId") ?? fromRef;
  const sourceBranch = branchAt(told, "pr.sourceBranch") ?? branchAt(asked, "system.pullRequest.sourceBranch");
  return {
    ref: refOf(sourceBranch),
    change: changeOf(number, {
      title: nameAt(told, "pr.title"),
      url: changePage(repository, number),
      sourceBranch,
      targetBranch: branchAt(asked, "system.pullRequest.targetBranch"),
    }),
    sha: nameAt(told, "pr.sourceSha") ?? nameAt(asked, "system.pullRequest.sourceCommitId"),
  };
}

function changePage(repository: string | undefined, number: string | undefined): string | undefined {
  return pageUnder(repository, repository?.startsWith("https://github.com/") === true ? "pull" : "pullrequest", number);
}

/** The page of a build or its definition: the one that it names, else where the API's address is. */
function pageOf(resource: unknown, path: string): string | undefined {
  const url = pageAt(resource, "url");
  const [project] = url?.split("/_apis/") ?? [];
  return pageAt(resource, "_links", "web", "href") ?? (project === url ? url : pageAt(`${project}/_build/${path}`));
}

/** The fields that tell of a part of a run. */
interface RunPart {
  readonly part?: unknown;
  readonly stage?: { readonly name: string } | undefined;
  readonly task?:
    | { readonly name: string; readonly id: string | undefined; readonly url: string | undefined }
    | undefined;
}

function run(body: unknown, { part, stage, task }: RunPart): Parsed {
  const resource = at(body, "resource");
  const whole = at(resource, "run");
  const told = part ?? whole;
  if (nameAt(told, "state") === undefined) return { invalid: "resource.run.state" };
  const statusRaw = nameAt(told, "state") === "completed" ? nameAt(told, "result") : nameAt(told, "state");
  const isWhole = part === undefined;
  const page = pageAt(whole, "_links", "web", "href") ?? pageAt(told, "_links", "web", "href");
  const draft: EventDraft = {
    ...runOf(body, page),
    stage,
    task,
    time: timeAt(told, isWhole ? "finishedDate" : "finishTime") ?? timeAt(body, "createdDate"),
    state: stateOf(azureWords, statusRaw),
    statusRaw,
    queuedAt: isWhole ? timeAt(whole, "createdDate") : undefined,
    startedAt: timeAt(told, "startTime"),
    finishedAt: timeAt(told, isWhole ? "finishedDate" : "finishTime"),
  };
  return isWhole ? { events: [draft] } : { events: [draft], untold: "part_of_run" };
}

function approval(body: unknown): Parsed {
  const resource = at(body, "resource");
  if (nameAt(resource, "run", "id") === undefined && nameAt(resource, "pipeline", "name") === undefined) {
    return { ignored: "empty" };
  }
  const statusRaw = nameAt(resource, "approval", "status");
  const draft: EventDraft = {
    ...runOf(body, pageAt(resource, "run", "_links", "web", "href")),
    stage: named(nameAt(resource, "stageName") ?? nameAt(resource, "stage", "name")),
    time: timeAt(resource, "approval", "createdOn") ?? timeAt(body, "createdDate"),
    state: stateOf(azureWords, statusRaw),
    statusRaw,
    reason: textAt(resource, "approval", "instructions"),
  };
  return { events: [draft] };
}

function runOf(body: unknown, page: string | undefined) {
  const resource = at(body, "resource");
  const whole = at(resource, "run");
  const pipeline = at(resource, "pipeline") ?? at(whole, "pipeline");
  const first = listAt(resource, "repositories")[0];
  const self = at(whole, "resources", "repositories", "self");
  const repository = repositoryAt(first);
  const raw = nameAt(self, "refName");
  // Of a pull request all that is said of the code is Azure's merge.
  const number = /^refs\/pull\/(\d+)\//.exec(raw ?? "")?.[1];
  const sha = number === undefined ? nameAt(self, "version") : undefined;
  return {
    kind: "pipeline" as const,
    source: sourceOf(body, page),
    pipeline: named(nameAt(pipeline, "name"), {
      id: nameAt(pipeline, "id"),
      url: pageAt(whole, "_links", "pipeline.web", "href"),
    }),
    run: { id: nameAt(whole, "id"), number: nameAt(whole, "name") ?? nameAt(whole, "id"), url: page },
    repository,
    ref: number === undefined ? refOf(raw) : undefined,
    change: changeOf(number, { url: changePage(repository?.url, number) }),
    commit: commitOf(sha, {
      url: pageUnder(repository?.url, "commit", sha),
      message: textAt(first, "change", "message"),
      author: { name: nameAt(first, "change", "author", "name"), email: nameAt(first, "change", "author", "email") },
    }),
    // Without a branch all branches would share one past.
    previousState: raw === undefined ? ("unknown" as const) : undefined,
  };
}

/** A classic release on its way to an environment; what it is made of is said in many places, and in none of them always. */
function deployment(body: unknown): Parsed {
  const resource = at(body, "resource");
  const told = at(resource, "deployment");
  const asked = at(resource, "approval");
  const places = [at(resource, "environment"), told, at(told, "release"), asked, resource];
  const firstAt = (...path: readonly string[]) => places.map((place) => nameAt(place, ...path)).find(Boolean);
  const environment =
    nameAt(resource, "environment", "name") ?? firstAt("releaseEnvironment", "name") ?? firstAt("environment", "name");
  if (environment === undefined) return { invalid: "resource.environment.name" };
  const service = firstAt("releaseDefinition", "name") ?? firstAt("release", "releaseDefinition", "name");
  const project = nameAt(resource, "project", "name");
  const statusRaw =
    nameAt(asked, "status") ??
    nameAt(resource, "environment", "status") ??
    firstAt("deploymentStatus") ??
    nameAt(told, "status");
  const page = places.map((place) => pageAt(place, "release", "_links", "web", "href")).find(Boolean);
  const artifacts = listAt(told, "release", "artifacts");
  const source = at(
    artifacts.find((artifact) => at(artifact, "isPrimary") === true),
    "definitionReference",
  );
  const draft: EventDraft = {
    kind: "deployment",
    source: sourceOf(body, page),
    time: timeAt(told, "completedOn") ?? timeAt(body, "createdDate"),
    state: stateOf(azureWords, statusRaw),
    statusRaw,
    environment: { name: environment },
    service: { name: service ?? project ?? environment },
    revision: firstAt("release", "name"),
    ref: refOf(nameAt(source, "branch", "id") ?? nameAt(source, "branch", "name")),
    commit: commitOf(nameAt(source, "sourceVersion", "id"), {}),
    actor: identityAt(told, "requestedFor") ?? identityAt(told, "requestedBy"),
    url: page,
  };
  return { events: [draft] };
}
