import { changeOf, commitOf, type EventDraft, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { at, changeNumberAt, countAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { parseState } from "../status.ts";
import { triggerOf } from "../trigger.ts";

/**
 * GitHub's webhooks of a repository or an organisation.
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
  verification: {
    secret: { header: "x-hub-signature-256", hash: "SHA-256", encoding: "hex", prefix: "sha256=" },
  },
  eventHeader: "x-github-event",
  foreignHeaders: ["x-gitea-event", "x-gogs-event", "x-forgejo-event"],
  formField: "payload",
  deliveryId: ({ headers }) => nameAt({ id: headers.get("x-github-delivery") }, "id"),
  parse: (payload) => {
    const event = payload.headers.get("x-github-event") ?? "";
    return Object.hasOwn(readers, event)
      ? (readers[event]?.(payload) ?? { ignored: "event" })
      : { ignored: "event", detail: event };
  },
};

const readers: Readonly<Record<string, (payload: WebhookPayload) => Parsed>> = {
  ping: () => ({ ignored: "ping" }),
  workflow_run: ({ body }) => {
    const run = at(body, "workflow_run");
    if (nameAt(run, "id") === undefined) return { invalid: "workflow_run.id" };
    return { events: [workflowRun(body, run)] };
  },
};

function workflowRun(body: unknown, run: unknown): EventDraft {
  // The conclusion says more than the action: a "requested" run may already wait for approval.
  const statusRaw = nameAt(run, "conclusion") ?? nameAt(run, "status");
  const state = parseState("github", statusRaw ?? "");
  const isOver = nameAt(run, "conclusion") !== undefined && nameAt(body, "action") === "completed";
  return {
    kind: "pipeline",
    source: sourceOf(body, "workflow_run"),
    time: timeAt(run, "updated_at"),
    pipeline: named(nameAt(body, "workflow", "name") ?? nameAt(run, "name"), {
      id: nameAt(run, "workflow_id"),
      url: pageAt(body, "workflow", "html_url"),
    }),
    run: {
      id: nameAt(run, "id"),
      number: nameAt(run, "run_number"),
      attempt: countAt(run, "run_attempt"),
      name: nameAt(run, "display_title"),
      url: pageAt(run, "html_url"),
    },
    state,
    statusRaw,
    queuedAt: timeAt(run, "created_at"),
    startedAt: timeAt(run, "run_started_at"),
    finishedAt: isOver ? timeAt(run, "updated_at") : undefined,
    repository: repository(body),
    ref: refOf(nameAt(run, "head_branch")),
    change: changeOf(changeNumberAt(run, "pull_requests", 0, "number"), {
      sourceBranch: nameAt(run, "pull_requests", 0, "head", "ref"),
      targetBranch: nameAt(run, "pull_requests", 0, "base", "ref"),
    }),
    commit: commitOf(nameAt(run, "head_sha"), {
      message: textAt(run, "head_commit", "message"),
      author: {
        name: nameAt(run, "head_commit", "author", "name"),
        email: nameAt(run, "head_commit", "author", "email"),
      },
    }),
    actor: user(run, "triggering_actor") ?? user(run, "actor") ?? user(body, "sender"),
    trigger: triggerOf(nameAt(run, "event")),
  };
}

function sourceOf(body: unknown, event: string): EventDraft["source"] {
  return { event, action: nameAt(body, "action") };
}

function repository(body: unknown) {
  return repositoryOf(nameAt(body, "repository", "full_name"), nameAt(body, "repository", "html_url"));
}

function user(value: unknown, key: string) {
  return personOf({ username: nameAt(value, key, "login"), name: nameAt(value, key, "name") });
}
