import { type ChangeAction, isInGroup } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { hmac } from "../hmac.ts";
import { at, changeNumberAt, listAt, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { bitbucketWords, stateOf } from "../states.ts";

const AUTHOR = /^(.*?) ?<([^<>]*)>$/;
// Bitbucket's own Pipelines among the systems that set a status.
const PIPELINE = /^https:\/\/bitbucket\.org\/[^/]+\/[^/]+\/(?:addon\/pipelines\/home#!|pipelines)\/results\/(\d+)/;
// Bitbucket Data Center's own names: Cloud has no test of the connection.
const DATA_CENTER = /^(?:diagnostics:ping$|repo:refs_changed$|pr:|mirror:)/;

/**
 * Webhooks of Bitbucket Cloud.
 *
 * @see https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 */
export const bitbucket: WebhookSource = {
  id: "bitbucket",
  verification: { secret: hmac({ header: "x-hub-signature", hash: "SHA-256", encoding: "hex", prefix: "sha256=" }) },
  eventHeader: "x-event-key",
  deliveryId: ({ headers }) => nameAt(headers.get("x-request-uuid")),
  parse: ({ headers, body }) => {
    const event = headers.get("x-event-key") ?? "";
    // To ignore these would have Data Center's test of the connection succeed, and nothing come of it.
    if (DATA_CENTER.test(event)) return { invalid: "repository.full_name (Bitbucket Cloud)" };
    const action = ownOf(actions, event);
    if (action !== undefined) return pullRequest(body, event, action);
    return ownOf(readers, event)?.(body, event) ?? { ignored: "event", detail: event };
  },
};

const actions: Readonly<Record<string, ChangeAction>> = {
  "pullrequest:created": "opened",
  "pullrequest:updated": "updated",
  "pullrequest:push": "updated",
  "pullrequest:approved": "reviewed",
  "pullrequest:changes_request_created": "reviewed",
  "pullrequest:fulfilled": "merged",
  "pullrequest:rejected": "closed",
  "pullrequest:superseded": "closed",
};

const readers: Readonly<Record<string, (body: unknown, event: string) => Parsed>> = {
  "repo:push": push,
  "repo:commit_status_created": commitStatus,
  "repo:commit_status_updated": commitStatus,
  "pullrequest:unapproved": (_, event) => ({ ignored: "action", detail: event }),
  "pullrequest:changes_request_removed": (_, event) => ({ ignored: "action", detail: event }),
};

/** A push to any number of branches and tags: an Event for each that is still there. */
function push(body: unknown, event: string): Parsed {
  if (at(body, "push", "changes") === undefined) return { invalid: "push.changes" };
  const events = listAt(body, "push", "changes").flatMap((change): EventDraft[] => {
    const target = at(change, "new");
    const isTag = nameAt(target, "type") === "tag";
    const ref = refOf(nameAt(target, "name"), isTag);
    // Newest first, and none of a tag.
    const commits = (isTag ? [at(target, "target")] : listAt(change, "commits"))
      .map(commitAt)
      .filter((commit) => commit !== undefined)
      .reverse();
    if (ref === undefined || (commits.length === 0 && !isTag)) return [];
    return [
      {
        kind: "change",
        source: { event },
        action: "pushed",
        repository: repositoryAt(body),
        ref,
        commits,
        actor: accountAt(body, "actor"),
        url: linkOf(change) ?? linkOf(target),
      },
    ];
  });
  return events.length === 0 ? { ignored: "empty" } : { events };
}

function pullRequest(body: unknown, event: string, action: ChangeAction): Parsed {
  const request = at(body, "pullrequest");
  const number = changeNumberAt(request, "id");
  if (number === undefined) return { invalid: "pullrequest.id" };
  const url = linkOf(request);
  const draft: EventDraft = {
    kind: "change",
    source: { event },
    time:
      timeAt(body, "approval", "date") ??
      timeAt(body, "changes_request", "date") ??
      timeAt(request, action === "opened" ? "created_on" : "updated_on"),
    action,
    repository: repositoryAt(body),
    change: changeOf(number, {
      title: nameAt(request, "title"),
      url,
      sourceBranch: nameAt(request, "source", "branch", "name"),
      targetBranch: nameAt(request, "destination", "branch", "name"),
    }),
    commits: [],
    actor: accountAt(body, "actor"),
    url,
  };
  return { events: [draft] };
}

/** What a build system says of a commit: Bitbucket's own, or any other. */
function commitStatus(body: unknown, event: string): Parsed {
  const status = at(body, "commit_status");
  const statusRaw = nameAt(status, "state");
  if (statusRaw === undefined) return { invalid: "commit_status.state" };
  const state = stateOf(bitbucketWords, statusRaw);
  const repository = repositoryAt(body);
  const url = pageAt(status, "url");
  const number = PIPELINE.exec(url ?? "")?.[1];
  const name = nameAt(status, "name") ?? nameAt(status, "key");
  const draft: EventDraft = {
    kind: "pipeline",
    source: { event },
    time: timeAt(status, "updated_on"),
    // The name of one of its own pipelines is that of the run: "Pipeline #4 for main".
    pipeline: named(number === undefined ? name : repository?.fullName),
    run: { id: nameAt(status, "key"), number, name: number === undefined ? undefined : name, url },
    state,
    statusRaw,
    // Of a build that goes well it is a phrase of the build system's.
    reason: isInGroup(state, "failed") || state === "canceled" ? textAt(status, "description") : undefined,
    queuedAt: timeAt(status, "created_on"),
    finishedAt: isInGroup(state, "finished") ? timeAt(status, "updated_on") : undefined,
    repository,
    ref: refOf(nameAt(status, "refname")),
    commit: commitAt(at(status, "commit")),
    actor: accountAt(body, "actor"),
  };
  return { events: [draft] };
}

function commitAt(commit: unknown) {
  const raw = nameAt(commit, "author", "raw");
  const [, name, email] = AUTHOR.exec(raw ?? "") ?? [undefined, raw, undefined];
  const user = accountAt(commit, "author", "user");
  return commitOf(nameAt(commit, "hash"), {
    message: textAt(commit, "message"),
    url: linkOf(commit),
    author: { name: user?.name ?? name, username: user?.username, email },
  });
}

/** An account: a person, a team or an app. People have had no username since 2019, but a nickname. */
function accountAt(value: unknown, ...path: readonly string[]) {
  const account = at(value, ...path);
  return personOf({
    name: nameAt(account, "display_name"),
    username: nameAt(account, "username") ?? nameAt(account, "nickname"),
  });
}

function repositoryAt(body: unknown) {
  const repository = at(body, "repository");
  return repositoryOf(nameAt(repository, "full_name"), linkOf(repository));
}

/** The page of anything that Bitbucket links to. */
function linkOf(value: unknown): string | undefined {
  return pageAt(value, "links", "html", "href");
}
