import { commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { at, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { parseState } from "../status.ts";
import { changeEvent, type ForgePayload, pullRequest, push, release, repository, sourceOf, userAt } from "./forge.ts";
import { workflowJob, workflowRun } from "./workflow.ts";

/**
 * GitHub's webhooks of a repository, an organisation or an app, GitHub Enterprise Server's too.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export const github: WebhookSource = {
  id: "github",
  names: { "zh-CN": "GitHub", en: "GitHub" },
  setup: {
    "zh-CN":
      "仓库 Settings → Webhooks → Add webhook：Payload URL 填网关地址，Content type 选 application/json，Secret 填与 `secret` 相同的密钥，事件勾选 Workflow runs（需要时再勾选 Pushes、Pull requests、Releases、Deployment statuses）。",
    en: "Repository Settings → Webhooks → Add webhook: the gateway's address as payload URL, content type application/json, the secret of the door, and the events Workflow runs (and Pushes, Pull requests, Releases, Deployment statuses where they are wanted).",
  },
  lacks: {
    "zh-CN":
      "Workflow runs 事件不带失败的任务：要在消息里列出它们，请同时勾选 Workflow jobs。签名只覆盖请求体，投递 ID 不在签名范围内。来自 fork 的合并请求没有编号。",
    en: "A run does not name the jobs that failed: send Workflow jobs too where they are wanted in the message. The signature covers the body alone, not the delivery's id. A pull request of a fork has no number.",
  },
  verification: {
    secret: { header: "x-hub-signature-256", hash: "SHA-256", encoding: "hex", prefix: "sha256=" },
  },
  eventHeader: "x-github-event",
  foreignHeaders: ["x-gitea-event", "x-gogs-event", "x-forgejo-event"],
  formField: "payload",
  deliveryId: ({ headers }) => nameAt({ id: headers.get("x-github-delivery") }, "id"),
  parse: ({ headers, body }) => {
    const event = headers.get("x-github-event") ?? "";
    const read = Object.hasOwn(readers, event) ? readers[event] : undefined;
    return read === undefined ? { ignored: "event", detail: event } : read({ body, event });
  },
};

const readers: Readonly<Record<string, (payload: ForgePayload) => Parsed>> = {
  ping: () => ({ ignored: "ping" }),
  workflow_run: (payload) => workflowRun("github", payload),
  workflow_job: (payload) => workflowJob("github", payload),
  check_run: (payload) => check(payload, "check_run"),
  check_suite: (payload) => check(payload, "check_suite"),
  status,
  deployment: () => ({ ignored: "told_elsewhere", detail: "deployment_status" }),
  deployment_status: deploymentStatus,
  push,
  create: () => ({ ignored: "told_elsewhere", detail: "push" }),
  pull_request: pullRequest,
  pull_request_review: review,
  release,
};

/** A check of an app: GitHub's own Actions tell of theirs as runs. */
function check({ body, event }: ForgePayload, key: "check_run" | "check_suite"): Parsed {
  const part = at(body, key);
  const name = nameAt(part, "name") ?? nameAt(part, "app", "name");
  if (nameAt(part, "id") === undefined) return { invalid: `${key}.id` };
  const statusRaw = nameAt(part, "conclusion") ?? nameAt(part, "status");
  const url = pageAt(part, "details_url") ?? pageAt(part, "html_url");
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(part, "completed_at") ?? timeAt(part, "updated_at") ?? timeAt(part, "started_at"),
    pipeline: named(nameAt(part, "app", "name") ?? name, {}),
    run: { id: nameAt(part, "id"), url },
    task: key === "check_run" ? named(name, { url }) : undefined,
    state: parseState("github", statusRaw ?? ""),
    statusRaw,
    reason: nameAt(part, "output", "title"),
    startedAt: timeAt(part, "started_at"),
    finishedAt: timeAt(part, "completed_at"),
    repository: repository(body),
    ref: refOf(nameAt(part, "head_branch") ?? nameAt(part, "check_suite", "head_branch")),
    commit: commitOf(nameAt(part, "head_sha"), { message: textAt(part, "head_commit", "message") }),
    actor: userAt(body, "sender"),
  };
  return { events: [draft], untold: key === "check_run" ? "part_of_run" : "told_elsewhere" };
}

/** What another CI noted on a commit. */
function status({ body, event }: ForgePayload): Parsed {
  const statusRaw = nameAt(body, "state");
  if (statusRaw === undefined) return { invalid: "state" };
  const url = pageAt(body, "target_url");
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(body, "updated_at"),
    pipeline: named(nameAt(body, "context"), { url }),
    run: url === undefined ? undefined : { url },
    state: parseState("github", statusRaw),
    statusRaw,
    reason: textAt(body, "description"),
    repository: repository(body),
    ref: refOf(nameAt(body, "branches", 0, "name")),
    commit: commitOf(nameAt(body, "sha"), {
      message: textAt(body, "commit", "commit", "message"),
      url: textAt(body, "commit", "html_url"),
      author: { name: nameAt(body, "commit", "commit", "author", "name") },
    }),
    actor: userAt(body, "sender"),
  };
  return { events: [draft], untold: "told_elsewhere" };
}

function deploymentStatus({ body, event }: ForgePayload): Parsed {
  const part = at(body, "deployment_status");
  const environment = nameAt(part, "environment") ?? nameAt(body, "deployment", "environment");
  const statusRaw = nameAt(part, "state");
  if (statusRaw === undefined) return { invalid: "deployment_status.state" };
  if (environment === undefined) return { invalid: "deployment_status.environment" };
  // Another deployment took its place: nothing happened to what runs.
  if (statusRaw === "inactive") return { ignored: "action", detail: statusRaw };
  const place = repository(body);
  const draft: EventDraft = {
    kind: "deployment",
    source: sourceOf(body, event),
    time: timeAt(part, "updated_at"),
    state: parseState("github", statusRaw),
    statusRaw,
    reason: textAt(part, "description"),
    environment: { name: environment, url: pageAt(part, "environment_url") },
    service: { name: place?.name ?? environment, url: place?.url },
    repository: place,
    ref: refOf(nameAt(body, "deployment", "ref")),
    commit: commitOf(nameAt(body, "deployment", "sha"), {}),
    actor: userAt(body, "deployment", "creator") ?? userAt(body, "sender"),
    url: pageAt(part, "log_url") ?? pageAt(part, "target_url") ?? pageAt(body, "workflow_run", "html_url"),
  };
  return { events: [draft] };
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
