import { changeOf, commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { at, nameAt, pageAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { parseState } from "../status.ts";
import { triggerOf } from "../trigger.ts";
import { repository, sourceOf, userAt } from "./forge.ts";
import { bareHex, giteaEvent } from "./gitea.ts";

/**
 * Forgejo's webhooks: Gitea's, with events of its own for the runs of Actions.
 *
 * @see https://forgejo.org/docs/latest/user/webhooks/
 */
export const forgejo: WebhookSource = {
  id: "forgejo",
  names: { "zh-CN": "Forgejo", en: "Forgejo" },
  setup: {
    "zh-CN":
      "仓库（或组织）设置 → Web 钩子 → 添加 → Forgejo：目标 URL 填网关地址，POST Content Type 选 application/json，密钥填与 `secret` 相同的密钥，触发条件选自定义事件，勾选 Action 运行失败、恢复、成功（需要时再勾选推送、合并请求、版本发布）。",
    en: "Repository (or organisation) settings → Webhooks → add → Forgejo: the gateway's address, POST content type application/json, the secret of the door, and custom events: action run failure, recover and success (and push, pull request, release where they are wanted).",
  },
  lacks: {
    "zh-CN": "只在运行结束时通知：没有开始、取消，也没有任务级事件。",
    en: "Only the end of a run is told: no start, no cancelling, and no jobs.",
  },
  verification: { secret: bareHex("x-forgejo-signature") },
  eventHeader: "x-forgejo-event",
  formField: "payload",
  deliveryId: ({ headers }) => nameAt({ id: headers.get("x-forgejo-delivery") }, "id"),
  parse: ({ headers, body }) => {
    const event = headers.get("x-forgejo-event") ?? "";
    return event.startsWith("action_run_") ? actionRun(event, body) : giteaEvent(event, body);
  },
};

function actionRun(event: string, body: unknown): Parsed {
  const run = at(body, "run");
  if (nameAt(run, "id") === undefined) return { invalid: "run.id" };
  // The repository stands in the run alone.
  const whole = { repository: at(run, "repository"), action: at(body, "action") };
  const prior = nameAt(body, "prior_status");
  // The header says how it ended; the run's own word is the same, where it has one.
  const statusRaw = nameAt(run, "status") ?? event;
  const state = parseState("forgejo", event);
  const pretty = nameAt(run, "prettyref");
  const number = /^#(\d+)$/.exec(pretty ?? "")?.[1];
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(whole, event),
    time: timeAt(run, "stopped") ?? timeAt(run, "updated"),
    pipeline: named(nameAt(run, "workflow_id"), {}),
    run: {
      id: nameAt(run, "id"),
      number: nameAt(run, "index_in_repo"),
      name: nameAt(run, "title"),
      url: pageAt(run, "html_url"),
    },
    state: state === "unknown" ? parseState("gitea", statusRaw) : state,
    statusRaw,
    queuedAt: timeAt(run, "created"),
    startedAt: timeAt(run, "started"),
    finishedAt: timeAt(run, "stopped"),
    repository: repository(whole),
    ref: number === undefined ? refOf(pretty) : undefined,
    change: changeOf(number, { title: nameAt(run, "title") }),
    commit: commitOf(nameAt(run, "commit_sha"), number === undefined ? { message: nameAt(run, "title") } : {}),
    actor: userAt(run, "trigger_user"),
    trigger: triggerOf(nameAt(run, "trigger_event") ?? nameAt(run, "event")),
    // A recovery is one only because the last run failed.
    previousState:
      prior === undefined ? (event === "action_run_recover" ? "failure" : undefined) : parseState("gitea", prior),
  };
  return { events: [draft] };
}
