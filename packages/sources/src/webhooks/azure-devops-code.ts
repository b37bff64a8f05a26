import type { ChangeAction } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, personOf, refOf, repositoryOf } from "../draft.ts";
import { gitUrl, parseUrl } from "../git-url.ts";
import { at, changeNumberAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { decodedPart, pageUnder, parseRef } from "../values.ts";

// What Azure DevOps says of Git: its repositories, pushes and pull requests.

/** A push to any number of branches and tags: an Event for each that is still there. */
export function push(body: unknown): Parsed {
  const resource = at(body, "resource");
  const repository = repositoryAt(resource, "repository");
  if (repository === undefined) return { invalid: "resource.repository.name" };
  const updates = listAt(resource, "refUpdates").filter((update) => !/^0*$/.test(nameAt(update, "newObjectId") ?? ""));
  const commits = commitsOf(resource, repository.url);
  const events = updates.flatMap((update): EventDraft[] => {
    const ref = refOf(nameAt(update, "name"));
    const tip = nameAt(update, "newObjectId");
    // The commits of a push to several branches are in one list: they belong to the branch that ends in one of them.
    const own = updates.length === 1 || commits.some(({ sha }) => sha === tip) ? commits : [];
    if (ref === undefined || (own.length === 0 && ref.tag === undefined)) return [];
    return [
      {
        kind: "change",
        source: sourceOf(body, repository.url),
        time: timeAt(resource, "date") ?? timeAt(body, "createdDate"),
        action: "pushed",
        repository,
        ref,
        commits: own,
        actor: identityAt(resource, "pushedBy"),
        url: versionPage(repository.url, ref),
      },
    ];
  });
  return events.length === 0 ? { ignored: "empty" } : { events };
}

/** Something happened to a pull request. */
export function pullRequest(body: unknown, event: "created" | "merged" | "updated"): Parsed {
  const resource = at(body, "resource");
  const number = changeNumberAt(resource, "pullRequestId");
  const repository = repositoryAt(resource, "repository");
  if (number === undefined) return { invalid: "resource.pullRequestId" };
  const action = actionOf(body, event);
  if (typeof action === "object") return { ignored: "action", detail: action.detail };
  const page = pageUnder(repository?.url, "pullrequest", number);
  const events: EventDraft[] = [
    {
      kind: "change",
      source: { ...sourceOf(body, repository?.url), action: nameAt(resource, "status") },
      time: timeAt(resource, action === "opened" ? "creationDate" : "closedDate") ?? timeAt(body, "createdDate"),
      action,
      repository,
      change: changeOf(number, {
        title: nameAt(resource, "title"),
        url: pageAt(resource, "_links", "web", "href") ?? page,
        sourceBranch: branchAt(resource, "sourceRefName"),
        targetBranch: branchAt(resource, "targetRefName"),
      }),
      commits: action === "updated" ? commitsOf(resource, repository?.url) : [],
      actor: action === "opened" ? identityAt(resource, "createdBy") : actorOf(body),
      url: page,
    },
  ];
  // The update of the status tells the same.
  return event === "merged" ? { events, untold: "told_elsewhere" } : { events };
}

/**
 * What was done. An update says that by a sentence alone, in which a title may follow: only what stands before it is read. A merge
 * that is only tried makes a commit, too, and is no merge.
 */
function actionOf(body: unknown, event: string): ChangeAction | { readonly detail: string } {
  const status = nameAt(body, "resource", "status");
  if (event === "created") return "opened";
  if (status === "completed") return "merged";
  if (event === "merged") return { detail: `merge ${nameAt(body, "resource", "mergeStatus") ?? "tried"}` };
  if (status === "abandoned") return "closed";
  const said = (textAt(body, "message", "text") ?? "").split(/ pull request/i, 1)[0] ?? "";
  if (/ reviewer/.test(said)) return { detail: "reviewers" };
  return / (?:approved|rejected|voted|waiting for the author|vote)\b/.test(said) ? "reviewed" : "updated";
}

/** Who did it: whoever the sentence begins with, of those whom the pull request knows. */
function actorOf(body: unknown) {
  const resource = at(body, "resource");
  const closer = identityAt(resource, "closedBy");
  if (closer !== undefined) return closer;
  const said = textAt(body, "message", "text") ?? "";
  const known = [at(resource, "createdBy"), ...listAt(resource, "reviewers")];
  return identityAt(known.find((identity) => said.startsWith(`${nameAt(identity, "displayName") ?? "\n"} `)));
}

/** A person. The unique name is mostly an address, and on a server of one's own `DOMAIN\user`. */
export function identityAt(value: unknown, ...path: readonly string[]) {
  const identity = at(value, ...path);
  const unique = nameAt(identity, "uniqueName");
  return personOf({
    name: nameAt(identity, "displayName"),
    username: unique,
    email: /^[^\s\\@]+@[^\s\\@]+$/.test(unique ?? "") ? unique : undefined,
  });
}

/** A repository as `project/name`, or as its forge calls it, with its page. */
export function repositoryAt(value: unknown, ...path: readonly string[]) {
  const repository = at(value, ...path);
  const address = (textAt(repository, "remoteUrl") ?? textAt(repository, "url"))?.replace(
    /^https:\/\/api\.github\.com\/repos\//,
    "https://github.com/",
  );
  const url = /\/_apis\//.test(address ?? "") ? undefined : gitUrl(address);
  // A project's first repository is called as the project is, and its address may leave one of them out.
  const [, owner, own] = /\/([^/]+)\/_git\/([^/]+)$/.exec(url ?? "") ?? [];
  const name = nameAt(repository, "name") ?? (own && decodedPart(own));
  const project =
    nameAt(repository, "project", "name") ?? nameAt(value, "project", "name") ?? (owner && decodedPart(owner));
  return repositoryOf(name === undefined || name.includes("/") ? name : [project, name].filter(Boolean).join("/"), url);
}

/** What the sender calls the event, and where it is, unless that is Microsoft's own. */
export function sourceOf(body: unknown, page: string | undefined): EventDraft["source"] {
  const host = parseUrl(page ?? "")?.host;
  const isHosted = host === undefined || /^(?:github\.com|dev\.azure\.com|(?:[\w-]+\.)+visualstudio\.com)$/.test(host);
  return { event: nameAt(body, "eventType"), instance: isHosted ? undefined : host };
}

/** The short name of a branch. */
export function branchAt(value: unknown, ...path: readonly string[]): string | undefined {
  const raw = nameAt(value, ...path);
  return raw === undefined ? undefined : parseRef(raw).branch;
}

/** The commits, newest last: a push lists them newest first. */
function commitsOf(resource: unknown, repository: string | undefined) {
  const commits = listAt(resource, "commits")
    .map((commit) => {
      const sha = nameAt(commit, "commitId");
      return commitOf(sha, {
        message: textAt(commit, "comment"),
        url: pageUnder(repository, "commit", sha),
        author: { name: nameAt(commit, "author", "name"), email: nameAt(commit, "author", "email") },
      });
    })
    .filter((commit) => commit !== undefined);
  const tips = listAt(resource, "refUpdates").map((update) => nameAt(update, "newObjectId"));
  return tips.includes(commits[0]?.sha) ? commits.reverse() : commits;
}

function versionPage(repository: string | undefined, ref: { readonly branch?: string; readonly tag?: string }) {
  if (repository === undefined) return undefined;
  if (ref.tag !== undefined) return `${repository}?version=GT${encodeURIComponent(ref.tag)}`;
  return ref.branch === undefined ? repository : `${repository}?version=GB${encodeURIComponent(ref.branch)}`;
}
