import { commitOf, type EventDraft, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { standardWebhooksScheme } from "../standard-webhooks-scheme.ts";
import { gitlabWords, stateOf } from "../states.ts";
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
  verification: { secret: standardWebhooksScheme, token: { header: "x-gitlab-token" } },
  eventHeader: "x-gitlab-event",
  // Those of its older headers are of a request or of a try, not of an event.
  deliveryId: ({ headers }) => nameAt(headers.get("webhook-id")) ?? nameAt(headers.get("idempotency-key")),
  parse: (payload) => {
    const kind = kindOf(payload.body);
    if (kind === undefined) return { invalid: "object_kind" };
    return ownOf(readers, kind)?.(shared(payload, kind)) ?? { ignored: "event", detail: kind };
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
  const said = nameAt(headers.get("x-gitlab-event"));
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
    state: stateOf(gitlabWords, statusRaw),
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
