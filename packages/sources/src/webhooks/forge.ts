import type { ChangeAction, Commit, Person, Repository } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, type Loose, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { at, changeNumberAt, listAt, nameAt, ownOf, pageAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { pageUnder } from "../values.ts";

// What GitHub says of Git, and Gitea, Forgejo, Gogs and Gitee after it: pushes, pull requests, releases.

/** The event's name, as its header says it. */
export interface ForgePayload {
  readonly body: unknown;
  readonly event: string;
}

/** A push to a branch, or of a tag; one that deletes says nothing new. */
export function push({ body, event }: ForgePayload): Parsed {
  const ref = refOf(nameAt(body, "ref"));
  if (ref === undefined) return { invalid: "ref" };
  const listed = inOrder(
    listAt(body, "commits").flatMap((commit) => commitAt(commit) ?? []),
    nameAt(body, "after"),
  );
  const head = commitAt(at(body, "head_commit"));
  const commits = listed.length > 0 || head === undefined ? listed : [head];
  const isGone = at(body, "deleted") === true || isZero(nameAt(body, "after"));
  if (isGone || (commits.length === 0 && ref.tag === undefined)) return { ignored: "empty" };
  return {
    events: [
      {
        kind: "change",
        source: sourceOf(body, event),
        // A commit may be much older than its push.
        time: timeAt(body, "repository", "pushed_at") ?? timeAt(body, "head_commit", "timestamp"),
        action: "pushed",
        repository: repository(body),
        ref,
        commits: ref.tag === undefined ? commits : commits.slice(-1),
        actor: userAt(body, "sender") ?? userAt(body, "pusher") ?? personOf({ name: nameAt(body, "user_name") }),
        url: comparePage(pageAt(body, "compare") ?? pageAt(body, "compare_url")) ?? commits.at(-1)?.url,
      },
    ],
  };
}

/** The newest last: Gitea and what is like it name it first. */
function inOrder(commits: readonly Loose<Commit>[], newest: string | undefined): readonly Loose<Commit>[] {
  return commits[0]?.sha === newest ? commits.toReversed() : commits;
}

/** With a branch or a tag that is new there is nothing to compare: some name git's zeros then, others their own home page. */
function comparePage(page: string | undefined): string | undefined {
  return page === undefined || page.endsWith("/") || /\b0{12,}\b/.test(page) ? undefined : page;
}

/** What is worth a message of what may happen to a pull request; labels, people and texts change far more often. */
const pullRequestActions: Readonly<Record<string, ChangeAction>> = {
  opened: "opened",
  open: "opened",
  reopened: "updated",
  reopen: "updated",
  ready_for_review: "updated",
  synchronize: "updated",
  synchronized: "updated",
  closed: "closed",
  close: "closed",
  merge: "merged",
  merged: "merged",
};

/** Something happened to a pull request. */
export function pullRequest({ body, event }: ForgePayload): Parsed {
  const said = nameAt(body, "action") ?? "";
  const request = at(body, "pull_request");
  const number = changeNumberAt(request, "number") ?? changeNumberAt(body, "number");
  if (number === undefined) return { invalid: "pull_request.number" };
  const action = ownOf(pullRequestActions, said);
  if (action === undefined) return { ignored: "action", detail: said };
  const isMerged = at(request, "merged") === true;
  return {
    events: [
      changeEvent(body, event, {
        action: action === "closed" && isMerged ? "merged" : action,
        actor: userAt(body, "sender") ?? userAt(request, "user"),
        time: timeAt(request, isMerged ? "merged_at" : action === "closed" ? "closed_at" : "updated_at"),
        url: pageAt(request, "html_url"),
      }),
    ],
  };
}

/** An Event of the pull request that the body has. */
export function changeEvent(
  body: unknown,
  event: string,
  fields: Pick<EventDraft, "actor" | "time" | "url"> & { readonly action: ChangeAction },
): EventDraft {
  const request = at(body, "pull_request");
  return {
    kind: "change",
    source: sourceOf(body, event),
    repository: repository(body),
    change: changeOf(changeNumberAt(request, "number") ?? changeNumberAt(body, "number"), {
      title: nameAt(request, "title"),
      url: pageAt(request, "html_url"),
      sourceBranch: nameAt(request, "head", "ref") ?? nameAt(request, "head_branch"),
      targetBranch: nameAt(request, "base", "ref") ?? nameAt(request, "base_branch"),
    }),
    commits: [],
    ...fields,
  };
}

/** A release that everybody can see now. */
export function release({ body, event }: ForgePayload): Parsed {
  const said = nameAt(body, "action") ?? "";
  const tag = nameAt(body, "release", "tag_name");
  if (tag === undefined) return { invalid: "release.tag_name" };
  if (said !== "published") return { ignored: "action", detail: said };
  const place = repository(body);
  const url = pageAt(body, "release", "html_url") ?? pageUnder(place?.url, "releases");
  return {
    events: [
      {
        kind: "change",
        source: sourceOf(body, event),
        time: timeAt(body, "release", "published_at"),
        action: "released",
        repository: place,
        release: named(nameAt(body, "release", "name") ?? tag, { tag, url }),
        commits: [],
        actor: userAt(body, "sender") ?? userAt(body, "release", "author"),
        url,
      },
    ],
  };
}

/** What the sender calls it, and the host of one that a company runs itself. */
export function sourceOf(body: unknown, event: string): NonNullable<EventDraft["source"]> {
  const page = pageAt(body, "repository", "html_url");
  const host = page?.split("/")[2];
  const isPublic = host === "github.com" || host === "gitee.com";
  return { event, action: nameAt(body, "action"), instance: isPublic ? undefined : host };
}

export function repository(body: unknown): Repository | undefined {
  const place = at(body, "repository") ?? at(body, "project");
  const owner = nameAt(place, "owner", "login") ?? nameAt(place, "owner", "name");
  const name = nameAt(place, "name");
  const path = owner === undefined || name === undefined ? undefined : `${owner}/${name}`;
  return repositoryOf(nameAt(place, "full_name") ?? path, nameAt(place, "html_url"));
}

/** A user of a forge; where nobody wrote a name it is empty. */
export function userAt(value: unknown, ...path: readonly string[]): Loose<Person> | undefined {
  return personOf({
    username: nameAt(value, ...path, "login") ?? nameAt(value, ...path, "username"),
    name: nameAt(value, ...path, "full_name") ?? nameAt(value, ...path, "name"),
    email: nameAt(value, ...path, "email"),
  });
}

function commitAt(commit: unknown): Loose<Commit> | undefined {
  const author = at(commit, "author");
  return commitOf(nameAt(commit, "id") ?? nameAt(commit, "sha"), {
    message: at(commit, "message"),
    url: at(commit, "url"),
    author: { name: at(author, "name"), username: at(author, "username"), email: at(author, "email") },
  });
}

function isZero(sha: string | undefined): boolean {
  return sha !== undefined && /^0+$/.test(sha);
}
