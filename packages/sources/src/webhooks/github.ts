import { commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { hmac } from "../hmac.ts";
import { at, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { githubWords, stateOf } from "../states.ts";
import { commitStatus, reasonOf } from "./commit-status.ts";
import { changeEvent, type ForgePayload, pullRequest, push, release, repository, sourceOf, userAt } from "./forge.ts";
import { type Actions, workflowJob, workflowRun } from "./workflow.ts";

/**
 * GitHub's webhooks of a repository, an organisation or an app, GitHub Enterprise Server's too.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export const github: WebhookSource = {
  id: "github",
  verification: {
    secret: hmac({ header: "x-hub-signature-256", hash: "SHA-256", encoding: "hex", prefix: "sha256=" }),
  },
  eventHeader: "x-github-event",
  foreignHeaders: ["x-gitea-event", "x-gogs-event", "x-forgejo-event"],
  formField: "payload",
  deliveryId: ({ headers }) => nameAt(headers.get("x-github-delivery")),
  parse: ({ headers, body }) => {
    const event = headers.get("x-github-event") ?? "";
    return ownOf(readers, event)?.({ body, event }) ?? { ignored: "event", detail: event };
  },
};

const actions: Actions = { words: githubWords, pulls: "pull" };

const readers: Readonly<Record<string, (payload: ForgePayload) => Parsed>> = {
  ping: () => ({ ignored: "ping" }),
  workflow_run: (payload) => workflowRun(actions, payload),
  workflow_job: (payload) => workflowJob(actions, payload),
  check_run: (payload) => check(payload, "check_run"),
  check_suite: (payload) => check(payload, "check_suite"),
  status: (payload) => commitStatus(githubWords, payload),
  deployment,
  deployment_status: deploymentStatus,
  push,
  create: () => ({ ignored: "told_elsewhere", detail: "push" }),
  pull_request: pullRequest,
  pull_request_review: review,
  release,
};

/** What begins a check anew shows how it ended before. */
const checkAgain = new Set(["rerequested", "requested_action"]);

/** A check of an app: GitHub's own Actions tell of theirs as runs. */
function check({ body, event }: ForgePayload, key: "check_run" | "check_suite"): Parsed {
  const part = at(body, key);
  const action = nameAt(body, "action") ?? "";
  const id = nameAt(part, "id");
  if (id === undefined) return { invalid: `${key}.id` };
  if (checkAgain.has(action)) return { ignored: "action", detail: action };
  const name = nameAt(part, "name") ?? nameAt(part, "app", "name");
  const isTask = key === "check_run";
  const statusRaw = nameAt(part, "conclusion") ?? nameAt(part, "status");
  const state = stateOf(githubWords, statusRaw);
  const url = pageAt(part, "details_url") ?? pageAt(part, "html_url");
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(part, "completed_at") ?? timeAt(part, "updated_at") ?? timeAt(part, "started_at"),
    pipeline: named(nameAt(part, "app", "name") ?? name),
    run: { id: isTask ? nameAt(part, "check_suite", "id") : id, url },
    task: isTask ? named(name, { id, url }) : undefined,
    state,
    statusRaw,
    reason: reasonOf(state, nameAt(part, "output", "title")),
    startedAt: timeAt(part, "started_at"),
    finishedAt: timeAt(part, "completed_at"),
    repository: repository(body),
    ref: refOf(nameAt(part, "head_branch") ?? nameAt(part, "check_suite", "head_branch")),
    commit: commitOf(nameAt(part, "head_sha"), { message: textAt(part, "head_commit", "message") }),
    actor: userAt(body, "sender"),
  };
  return { events: [draft], untold: isTask ? "part_of_run" : "told_elsewhere" };
}

/** Somebody asked for a deployment: what becomes of it is told by its statuses. */
function deployment({ body, event }: ForgePayload): Parsed {
  const asked = at(body, "deployment");
  if (nameAt(asked, "id") === undefined) return { invalid: "deployment.id" };
  const draft = deploymentOf(body, event, {
    environment: nameAt(asked, "environment"),
    state: "queued",
    time: timeAt(asked, "created_at"),
    url: pageAt(body, "workflow_run", "html_url"),
  });
  return draft === undefined ? { invalid: "deployment.environment" } : { events: [draft], untold: "told_elsewhere" };
}

function deploymentStatus({ body, event }: ForgePayload): Parsed {
  const part = at(body, "deployment_status");
  const statusRaw = nameAt(part, "state");
  if (statusRaw === undefined) return { invalid: "deployment_status.state" };
  // Another deployment took its place: nothing happened to what runs.
  if (statusRaw === "inactive") return { ignored: "action", detail: statusRaw };
  const state = stateOf(githubWords, statusRaw);
  const draft = deploymentOf(body, event, {
    environment: nameAt(part, "environment") ?? nameAt(body, "deployment", "environment"),
    environmentUrl: pageAt(part, "environment_url"),
    state,
    statusRaw,
    time: timeAt(part, "updated_at"),
    reason: reasonOf(state, textAt(part, "description")),
    url: pageAt(part, "log_url") ?? pageAt(part, "target_url") ?? pageAt(body, "workflow_run", "html_url"),
  });
  return draft === undefined ? { invalid: "deployment_status.environment" } : { events: [draft] };
}

interface DeploymentFields extends Pick<DeploymentDraft, "state" | "statusRaw" | "time" | "reason" | "url"> {
  readonly environment: string | undefined;
  readonly environmentUrl?: string | undefined;
}

type DeploymentDraft = Extract<EventDraft, { kind: "deployment" }>;

/** A deployment of the body's repository; none without an environment. */
function deploymentOf(body: unknown, event: string, fields: DeploymentFields): DeploymentDraft | undefined {
  const { environment, environmentUrl, ...rest } = fields;
  if (environment === undefined) return undefined;
  const place = repository(body);
  const ref = nameAt(body, "deployment", "ref");
  return {
    kind: "deployment",
    source: sourceOf(body, event),
    environment: { name: environment, url: environmentUrl },
    service: { name: place?.name ?? environment, url: place?.url },
    repository: place,
    // A commit may be asked for by its id.
    ref: ref !== undefined && /^[\da-f]{40}$/i.test(ref) ? undefined : refOf(ref),
    commit: commitOf(nameAt(body, "deployment", "sha"), {}),
    actor: userAt(body, "deployment", "creator") ?? userAt(body, "sender"),
    ...rest,
  };
}

/** A comment alone decides nothing. */
function review({ body, event }: ForgePayload): Parsed {
  const said = nameAt(body, "action") ?? "";
  const decision = nameAt(body, "review", "state")?.toLowerCase() ?? "";
  if (nameAt(body, "pull_request", "number") === undefined) return { invalid: "pull_request.number" };
  if (said !== "submitted" || decision === "commented")
    return { ignored: "action", detail: `${said} ${decision}`.trim() };
  return {
    events: [
      changeEvent(body, event, {
        action: "reviewed",
        actor: userAt(body, "review", "user") ?? userAt(body, "sender"),
        time: timeAt(body, "review", "submitted_at"),
        url: pageAt(body, "review", "html_url"),
      }),
    ],
  };
}
