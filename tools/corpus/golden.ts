// drone/go-scm's reading of a webhook beside ours, field by field: repository, ref, commit, pull request, sender. Its states are left out:
// its own README says that they are wrong.
import type { Event } from "@dingpipe/core";

/** A field of both readings. */
export interface ComparedField {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

type Golden = Readonly<Record<string, unknown>>;

/** The fields that both readings have a word for, and that theirs fills. */
export function compareGolden(golden: unknown, event: Event): readonly ComparedField[] {
  const change = "change" in event ? event.change : undefined;
  const ref = "ref" in event ? event.ref : undefined;
  const commits = event.kind === "change" ? event.commits : [];
  const commit = "commit" in event ? event.commit : commits.at(-1);
  const pairs: readonly (readonly [string, string, string | undefined])[] = [
    ["repository.fullName", fullNameOf(golden), event.repository?.fullName],
    ["repository.url", textOf(golden, "Repo", "Link"), event.repository?.url],
    ["change.number", textOf(golden, "PullRequest", "Number"), change?.number],
    ["change.title", textOf(golden, "PullRequest", "Title"), change?.title],
    ["change.url", textOf(golden, "PullRequest", "Link"), change?.url],
    ["change.sourceBranch", shortRef(textOf(golden, "PullRequest", "Source")), change?.sourceBranch],
    ["change.targetBranch", shortRef(textOf(golden, "PullRequest", "Target")), change?.targetBranch],
    ["repository.name", textOf(golden, "Repo", "Name"), event.repository?.name],
    ["release.tag", textOf(golden, "Release", "Tag"), event.kind === "change" ? event.release?.tag : undefined],
    ["release.url", textOf(golden, "Release", "Link"), event.kind === "change" ? event.release?.url : undefined],
    ["actor.username", textOf(golden, "Sender", "Login"), event.actor?.username],
    ...(change === undefined
      ? ([
          ["ref", shortRef(refOf(golden)), ref?.tag ?? ref?.branch],
          ["commit.sha", shaOf(golden), commit?.sha],
          ["commit.title", firstLine(textOf(golden, "Commit", "Message")), commit?.title],
          ["commit.author.name", textOf(golden, "Commit", "Author", "Name"), commit?.author?.name],
          ["commit.author.email", textOf(golden, "Commit", "Author", "Email"), commit?.author?.email],
        ] as const)
      : []),
  ];
  return pairs
    .filter(([, expected]) => expected !== "" && expected !== "0")
    .map(([field, expected, actual]) => ({ field, expected, actual: actual ?? "(absent)" }));
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.trim() ?? "";
}

function fullNameOf(golden: unknown): string {
  const [namespace, name] = [textOf(golden, "Repo", "Namespace"), textOf(golden, "Repo", "Name")];
  return name === "" ? "" : `${namespace}/${name}`;
}

function refOf(golden: unknown): string {
  const own = textOf(golden, "Ref");
  return own === "" ? textOf(golden, "Ref", "Name") : own;
}

function shaOf(golden: unknown): string {
  return textOf(golden, "Commit", "Sha") || textOf(golden, "Ref", "Sha");
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}

function textOf(golden: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((value, key) => (value as Golden | undefined)?.[key], golden);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
