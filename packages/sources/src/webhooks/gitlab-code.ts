import type { ChangeAction, Repository } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, personOf, refOf } from "../draft.ts";
import { at, changeNumberAt, listAt, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { pageUnder } from "../values.ts";

// What GitLab says of Git: pushes and merge requests. Alibaba's Codeup has the same bodies.

/** A body, and what its sender says in a way of its own. */
export interface CodePayload {
  readonly body: unknown;
  readonly source: EventDraft["source"];
  readonly repository: Repository | undefined;
  /** The page of what was pushed, below the repository's. */
  readonly pageOfPush?: (push: {
    readonly before: string | undefined;
    readonly after: string;
    readonly branch?: string | undefined;
    readonly tag?: string | undefined;
  }) => string;
}

const actions: Readonly<Record<string, ChangeAction>> = {
  open: "opened",
  reopen: "updated",
  close: "closed",
  merge: "merged",
  // By everybody who has to, and by one of them.
  approved: "reviewed",
  approval: "reviewed",
};

/** A push to a branch or of a tag. */
export function push({ body, source, repository, pageOfPush }: CodePayload): Parsed {
  const ref = refOf(nameAt(body, "ref"), nameAt(body, "object_kind") === "tag_push");
  if (ref === undefined) return { invalid: "ref" };
  const after = shaAt(body, "after");
  const commits = listAt(body, "commits")
    .map(commitAt)
    .filter((commit) => commit !== undefined);
  if (after === undefined || (commits.length === 0 && ref.tag === undefined)) return { ignored: "empty" };
  const path = pageOfPush?.({ before: shaAt(body, "before"), after, branch: ref.branch, tag: ref.tag });
  const draft: EventDraft = {
    kind: "change",
    source,
    action: "pushed",
    repository,
    ref,
    commits,
    actor: personOf({
      name: nameAt(body, "user_name"),
      username: nameAt(body, "user_username"),
      email: emailAt(body, "user_email"),
    }),
    url: pageUnder(repository?.url, path),
  };
  return { events: [draft] };
}

/** Something happened to a merge request. */
export function mergeRequest({ body, source, repository }: CodePayload): Parsed {
  const request = at(body, "object_attributes");
  // Codeup's newer bodies have another word for it.
  const number = changeNumberAt(request, "iid") ?? changeNumberAt(request, "local_id");
  if (number === undefined) return { invalid: "object_attributes.iid" };
  const said = nameAt(request, "action") ?? "";
  const action = ownOf(actions, said) ?? updateOf(body);
  if (action === undefined) return said === "" ? { ignored: "action" } : { ignored: "action", detail: said };
  const url = pageAt(request, "url");
  const pushed = action === "updated" ? commitAt(at(request, "last_commit")) : undefined;
  const draft: EventDraft = {
    kind: "change",
    source: { ...source, action: said },
    time: timeAt(request, action === "opened" ? "created_at" : "updated_at"),
    action,
    repository,
    change: changeOf(number, {
      title: nameAt(request, "title"),
      url,
      sourceBranch: nameAt(request, "source_branch"),
      targetBranch: nameAt(request, "target_branch"),
    }),
    commits: pushed === undefined || said !== "update" ? [] : [pushed],
    actor: userAt(body, "user"),
    url,
  };
  return { events: [draft] };
}

/** An update is worth a message where it has new commits, or is no draft any more; labels, people and texts change far more often. */
function updateOf(body: unknown): ChangeAction | undefined {
  const request = at(body, "object_attributes");
  if (nameAt(request, "action") !== "update") return undefined;
  const hasCommits = shaAt(request, "oldrev") !== undefined || at(request, "is_update_by_push") === true;
  const isReady = ["draft", "work_in_progress"].some(
    (name) => at(body, "changes", name, "previous") === true && at(body, "changes", name, "current") === false,
  );
  return hasCommits || isReady ? "updated" : undefined;
}

/** A commit as every hook of GitLab's but the one of jobs writes it. */
export function commitAt(commit: unknown) {
  return commitOf(nameAt(commit, "id"), {
    message: textAt(commit, "message") ?? textAt(commit, "title"),
    url: textAt(commit, "url"),
    author: { name: nameAt(commit, "author", "name"), email: emailAt(commit, "author", "email") },
  });
}

/** A user of GitLab's. */
export function userAt(value: unknown, ...path: readonly string[]) {
  return personOf({
    name: nameAt(value, ...path, "name"),
    username: nameAt(value, ...path, "username"),
    email: emailAt(value, ...path, "email"),
  });
}

/** An address; GitLab writes `[REDACTED]` where a person shows none. */
export function emailAt(value: unknown, ...path: readonly string[]): string | undefined {
  const email = nameAt(value, ...path);
  return email === "[REDACTED]" ? undefined : email;
}

/** Git's id of an object; zeros stand for none. */
function shaAt(value: unknown, ...path: readonly string[]): string | undefined {
  const sha = nameAt(value, ...path);
  return sha !== undefined && /^[\da-f]{7,64}$/i.test(sha) && !/^0+$/.test(sha) ? sha : undefined;
}
