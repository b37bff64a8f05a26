import { type Change, isInGroup, type Ref, type State } from "@dingpipe/core";
import { changeOf, commitOf, dropEmpty, filled, listed, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { parseUrl } from "../git-url.ts";
import type { CiFacts, CiOptions } from "../source.ts";
import { type StateWords, stateOf } from "../states.ts";
import { stateOfExitCode } from "../status.ts";
import { triggerOf } from "../trigger.ts";
import { firstLine, parsePage, parseTime } from "../values.ts";

/** The fields that an environment may say something of. */
export type CiField =
  | "pipeline.id"
  | "pipeline.name"
  | "pipeline.url"
  | "run.id"
  | "run.number"
  | "run.attempt"
  | "run.name"
  | "run.url"
  | "stage"
  | "task.id"
  | "task.name"
  | "task.url"
  | "environment.name"
  | "environment.url"
  /** A word of the CI; one that is not final says nothing of the result. */
  | "status"
  | "exitCode"
  | "previousStatus"
  | "reason"
  /** Names, with `,` or `;` between them. */
  | "failedTasks"
  | "queuedAt"
  | "startedAt"
  | "finishedAt"
  /** Its full name. */
  | "repository"
  /** Any of git's addresses, or its page. */
  | "repository.url"
  | "commit.sha"
  | "commit.shortSha"
  | "commit.message"
  | "commit.url"
  | "commit.author.name"
  | "commit.author.username"
  | "commit.author.email"
  /** In any of git's spellings. */
  | "ref"
  | "branch"
  | "tag"
  | "change.number"
  | "change.title"
  | "change.url"
  | "change.sourceBranch"
  | "change.targetBranch"
  /** The head of the source branch, where `commit.sha` is a merge or the target's. */
  | "change.sha"
  /** Who opened it: the author of its head, where `commit.author` is another commit's. */
  | "change.author.name"
  | "change.author.username"
  | "change.author.email"
  | "actor.name"
  | "actor.username"
  | "actor.email"
  /** The CI's word for the cause. */
  | "trigger"
  /** The host of a self-managed CI. */
  | "instance";

/** Where a value stands: the variables, the first that holds something counts; or how it is made of them. */
export type CiValue =
  | readonly string[]
  | {
      /** The variables that it is made of, for the documentation. */
      readonly of: readonly string[];
      readonly read: (env: Environment, options: CiOptions) => string | undefined;
    };

export type CiFields = Readonly<Partial<Record<CiField, CiValue>>>;

/**
 * What `change.number` says of a pull request whose number is not told. It must still not pass for a push to its target: a
 * fork's failure would turn the target's state.
 */
export const UNNUMBERED = "?";

// Of subversion's tags git makes branches; some CIs write a tag in the same way.
const TAG_BRANCH = /^(?:refs\/heads\/|refs\/remotes\/origin\/|origin\/)tags\/(.+)$/s;

/**
 * Reads what the fields say, by the rules that hold for every CI: what is empty or unresolved is absent, addresses lose
 * their user info, refs their prefix, and in a pull request branch and commit are the source's.
 */
export function readFields(words: StateWords, fields: CiFields, env: Environment, options: CiOptions): CiFacts {
  const say: Say = (field, read = nameIn) => {
    const value = fields[field];
    if (value === undefined) return undefined;
    return "of" in value ? read({ value: value.read(env, options) }, "value") : read(env, ...value);
  };
  const page = (field: CiField) => parsePage(say(field, messageIn));
  const time = (field: CiField) => parseTime(say(field));
  const stage = say("stage");
  const change = changeIn(say, page);
  const ref = change === undefined ? ownRef(say) : sourceRef(change.sourceBranch);
  return dropEmpty({
    instance: say("instance"),
    pipeline: named(say("pipeline.name"), { id: say("pipeline.id"), url: page("pipeline.url") }),
    run: filled({
      id: say("run.id"),
      number: say("run.number"),
      attempt: wholeNumber(say("run.attempt")),
      name: say("run.name"),
      url: page("run.url"),
    }),
    stage: named(stage),
    task: named(say("task.name"), { id: say("task.id"), url: page("task.url") }),
    environment: named(say("environment.name"), { url: page("environment.url") }),
    ...resultOf(words, say("status"), say("exitCode")),
    previousState: finalState(words, say("previousStatus")),
    reason: say("reason", messageIn),
    failedTasks: listed(namesIn(say("failedTasks", messageIn)).map((name) => ({ name }))),
    queuedAt: time("queuedAt"),
    startedAt: time("startedAt"),
    finishedAt: time("finishedAt"),
    repository: repositoryIn(say),
    ref,
    change,
    commit: commitIn(say, page, change !== undefined),
    actor: personIn(say, "actor"),
    trigger: triggerIn(say("trigger"), ref, change),
  }) as CiFacts;
}

/** The host of an address or the host itself, unless it is the service that everybody shares. */
export function ownHost(address: string | undefined, ...shared: readonly string[]): string | undefined {
  const host = address === undefined || !address.includes("://") ? address : parseUrl(address)?.host;
  return host === undefined || shared.includes(host.toLowerCase()) ? undefined : host;
}

type Say = (
  field: CiField,
  read?: (env: Environment, ...variables: readonly string[]) => string | undefined,
) => string | undefined;

type Page = (field: CiField) => string | undefined;

function changeIn(say: Say, page: Page) {
  const title = say("change.title", messageIn);
  const isUnnumbered = (number: string | undefined) => (number === UNNUMBERED ? number : undefined);
  return changeOf(say("change.number", changeNumberIn) ?? isUnnumbered(say("change.number")), {
    title: title === undefined ? undefined : firstLine(title),
    url: page("change.url"),
    sourceBranch: refIn(say("change.sourceBranch"))?.branch,
    targetBranch: refIn(say("change.targetBranch"))?.branch,
  });
}

/** What is said of a merge that only the CI has made is not said of the head of the pull request. */
function commitIn(say: Say, page: Page, isChange: boolean) {
  const [own, head] = [say("commit.sha"), isChange ? say("change.sha") : undefined];
  const isOther = head !== undefined && head !== own;
  const opener = isChange ? personIn(say, "change.author") : undefined;
  return commitOf(head ?? own, {
    message: isOther ? undefined : say("commit.message", messageIn),
    shortSha: say("commit.shortSha"),
    url: page("commit.url"),
    author: (isOther ? undefined : personIn(say, "commit.author")) ?? opener,
  });
}

function repositoryIn(say: Say) {
  return repositoryOf(say("repository"), say("repository.url", messageIn));
}

function personIn(say: Say, role: "actor" | "commit.author" | "change.author") {
  return personOf({ name: say(`${role}.name`), username: say(`${role}.username`), email: say(`${role}.email`) });
}

/** To some CIs a tag and a pull request are a push like any other. */
function triggerIn(raw: string | undefined, ref: Ref | undefined, change: Change | undefined): CiFacts["trigger"] {
  const trigger = triggerOf(raw);
  if (trigger?.type !== "push") return trigger;
  if (change !== undefined) return { ...trigger, type: "change" };
  return ref?.tag === undefined ? trigger : { ...trigger, type: "tag" };
}

/** A word that is not final was true when the job began: it is no result, and is not said to be one. */
function resultOf(words: StateWords, status: string | undefined, exitCode: string | undefined): Partial<CiFacts> {
  const state = status === undefined ? undefined : stateOf(words, status);
  if (status !== undefined && state !== undefined && (state === "unknown" || isInGroup(state, "finished"))) {
    return { state, statusRaw: status };
  }
  const stateOfCode = exitCode === undefined ? undefined : stateOfExitCode(Number(exitCode));
  if (exitCode === undefined || stateOfCode === undefined) return {};
  // What a signal ended has failed there: a CI says itself what somebody canceled.
  return { state: stateOfCode === "canceled" ? "failure" : stateOfCode, statusRaw: exitCode };
}

/** A run before this one that has not ended says nothing of how the last one ended. */
function finalState(words: StateWords, status: string | undefined): State | undefined {
  const state = status === undefined ? undefined : stateOf(words, status);
  return state !== undefined && isInGroup(state, "finished") ? state : undefined;
}

function ownRef(say: Say): Ref | undefined {
  const tag = say("tag");
  if (tag === undefined) return refIn(say("ref")) ?? refIn(say("branch"));
  const own = refIn(say("ref"));
  return { ...(own?.tag === undefined ? {} : own), tag: refIn(tag)?.tag ?? tag };
}

function refIn(raw: string | undefined): Ref | undefined {
  const tag = raw?.match(TAG_BRANCH)?.[1];
  return raw !== undefined && tag !== undefined ? { full: raw, tag } : refOf(raw);
}

/** In a pull request the branch of the job may be the target's: without the source's there is none. */
function sourceRef(branch: string | undefined): Ref | undefined {
  return branch === undefined ? undefined : { branch };
}

function namesIn(list: string | undefined): readonly string[] {
  return (list ?? "")
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
