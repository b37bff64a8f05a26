import { commitOf, type EventDraft, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { standardWebhooksScheme } from "../standard-webhooks-scheme.ts";
import { parseState } from "../status.ts";
import { parseRef } from "../values.ts";
import { type CodePayload, commitAt, mergeRequest, push, userAt } from "./gitlab-code.ts";
import { job, pipeline } from "./gitlab-run.ts";

/**
 * GitLab's webhooks of a project or a group, and the system hooks of an installation.
 *
 * @see https://docs.gitlab.com/user/project/integrations/webhook_events/
 */
export const gitlab: WebhookSource = {
  id: "gitlab",
  names: { "zh-CN": "GitLab", en: "GitLab" },
  setup: {
    "zh-CN":
      "项目（或群组）Settings → Webhooks → Add new webhook：URL 填网关地址；有 Signing token 的版本生成签名令牌（`whsec_` 开头），填到 `secret`；旧版本在 Secret token 填与 `token` 相同的令牌。触发器勾选 Pipeline events，需要时再勾选 Push events、Tag push events、Merge request events、Deployment events、Releases events。不要设置 Custom webhook template。",
    en: "Settings → Webhooks → Add new webhook of the project or group: the gateway's address as URL; where there is a signing token, generate one (`whsec_…`) and make it the door's `secret`, else the secret token is the door's `token`. Trigger: Pipeline events (and Push, Tag push, Merge request, Deployment and Releases events where they are wanted). No custom webhook template.",
  },
  lacks: {
    "zh-CN":
      "Secret token 以明文发送，不保护正文，请尽量使用签名令牌。测试结果和发布人不在其中；流水线变量不会进入通知。不公开邮箱的用户只有姓名和用户名。",
    en: "A secret token is sent as it is and protects no body: prefer the signing token. Tests, and who made a release, are not told; variables of a pipeline never reach a message. A user who shows no address has a name and a username alone.",
  },
  verification: { secret: standardWebhooksScheme, token: { header: "x-gitlab-token" } },
  eventHeader: "x-gitlab-event",
  // Those of its older headers are of a request or of a try, not of an event.
  deliveryId: ({ headers }) =>
    nameAt({ id: headers.get("webhook-id") }, "id") ?? nameAt({ id: headers.get("idempotency-key") }, "id"),
  parse: (payload) => {
    const kind = kindOf(payload.body);
    if (kind === undefined) return { invalid: "object_kind" };
    return Object.hasOwn(readers, kind)
      ? (readers[kind]?.(shared(payload, kind)) ?? { ignored: "event" })
      : { ignored: "event", detail: kind };
  },
};

const readers: Readonly<Record<string, (payload: CodePayload) => Parsed>> = {
  pipeline,
  build: job,
  deployment,
  push,
  tag_push: push,
  merge_request: mergeRequest,
  release,
  // A system hook that says of every push that there was one.
  repository_update: () => ({ ignored: "told_elsewhere", detail: "repository_update" }),
};

/** Hooks of groups and of the system name themselves by an event alone. */
function kindOf(body: unknown): string | undefined {
  return nameAt(body, "object_kind") ?? nameAt(body, "event_name");
}

function shared({ body, headers }: WebhookPayload, kind: string): CodePayload {
  const project = at(body, "project");
  // Hooks of jobs had no project for years.
  const address = textAt(project, "web_url") ?? textAt(body, "repository", "homepage");
  const repository = repositoryOf(nameAt(project, "path_with_namespace"), address);
  const host = (parseUrl(headers.get("x-gitlab-instance") ?? "") ?? parseUrl(repository?.url ?? ""))?.host;
  const said = nameAt({ event: headers.get("x-gitlab-event") }, "event");
  return {
    body,
    source: {
      event: said === "System Hook" ? kind : said,
      instance: host === "gitlab.com" ? undefined : host,
    },
    repository,
    pageOfPush: ({ before, after, branch, tag }) => {
      if (tag !== undefined) return `-/tags/${encodePath(tag)}`;
      return before === undefined ? `-/commits/${encodePath(branch ?? after)}` : `-/compare/${before}...${after}`;
    },
  };
}

/** A name below a page: its slashes are the path's. */
function encodePath(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

function deployment({ body, source, repository }: CodePayload): Parsed {
  const environment = nameAt(body, "environment");
  // Nobody can be told where something was deployed to.
  if (environment === undefined) return { ignored: "empty", detail: "environment" };
  const service = nameAt(body, "project", "name") ?? repository?.name;
  if (service === undefined) return { invalid: "project.name" };
  const statusRaw = nameAt(body, "status");
  const commitPage = textAt(body, "commit_url");
  const sha = /\/([\da-f]{40,64})$/.exec(commitPage ?? "")?.[1] ?? nameAt(body, "short_sha");
  const ref = nameAt(body, "ref");
  const draft: EventDraft = {
    kind: "deployment",
    source,
    time: timeAt(body, "status_changed_at"),
    state: parseState("gitlab", statusRaw ?? ""),
    statusRaw,
    reason: textAt(body, "approval", "comment"),
    environment: {
      name: environment,
      url: pageAt(body, "environment_external_url"),
      tier: nameAt(body, "environment_tier"),
    },
    service: { name: service, url: repository?.url },
    repository,
    ref: ref === undefined ? undefined : parseRef(ref),
    commit: commitOf(sha, { message: textAt(body, "commit_title"), url: commitPage }),
    actor: userAt(body, "approver") ?? userAt(body, "user"),
    url: pageAt(body, "deployable_url"),
  };
  return { events: [draft] };
}

function release({ body, source, repository }: CodePayload): Parsed {
  const action = nameAt(body, "action");
  const tag = nameAt(body, "tag");
  const name = nameAt(body, "name") ?? tag;
  if (name === undefined) return { invalid: "tag" };
  if (action !== "create") return action === undefined ? { ignored: "action" } : { ignored: "action", detail: action };
  const url = pageAt(body, "url");
  const commit = commitAt(at(body, "commit"));
  const draft: EventDraft = {
    kind: "change",
    source: { ...source, action },
    time: timeAt(body, "created_at"),
    action: "released",
    repository,
    ref: tag === undefined ? undefined : { tag },
    release: { name, tag, url },
    commits: commit === undefined ? [] : [commit],
    url,
  };
  return { events: [draft] };
}
