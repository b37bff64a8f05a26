import { isInGroup, type Ref } from "@dingpipe/core";
import {
  changeOf,
  commitOf,
  dropEmpty,
  failedTasksOf,
  filled,
  named,
  personOf,
  refOf,
  repositoryOf,
} from "../draft.ts";
import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiFacts, CiOptions } from "../source.ts";
import { parseState, stateOfExitCode } from "../status.ts";
import { triggerOf } from "../trigger.ts";
import { firstLine, parsePage, parseRef, parseTime } from "../values.ts";

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
 * Reads what the fields say, by the rules that hold for every CI: what is empty or unresolved is absent, addresses lose
 * their user info, refs their prefix, and in a pull request branch and commit are the source's.
 */
export function readFields(provider: string, fields: CiFields, env: Environment, options: CiOptions): CiFacts {
  const say: Say = (field, read = nameIn) => {
    const value = fields[field];
    if (value === undefined) return undefined;
    return "of" in value ? read({ value: value.read(env, options) }, "value") : read(env, ...value);
  };
  const page = (field: CiField) => parsePage(say(field, messageIn));
  const time = (field: CiField) => parseTime(say(field));
  const title = say("change.title", messageIn);
  const change = changeOf(say("change.number", changeNumberIn), {
    title: title === undefined ? undefined : firstLine(title),
    url: page("change.url"),
    sourceBranch: refOf(say("change.sourceBranch"))?.branch,
    targetBranch: refOf(say("change.targetBranch"))?.branch,
  });
  const stage = say("stage");
  const previousStatus = say("previousStatus");
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
    stage: stage === undefined ? undefined : { name: stage },
    task: named(say("task.name"), { id: say("task.id"), url: page("task.url") }),
    environment: named(say("environment.name"), { url: page("environment.url") }),
    ...resultOf(provider, say("status"), say("exitCode")),
    previousState: previousStatus === undefined ? undefined : parseState(provider, previousStatus),
    reason: say("reason", messageIn),
    failedTasks: failedTasksOf(namesIn(say("failedTasks", messageIn)).map((name) => ({ name }))),
    queuedAt: time("queuedAt"),
    startedAt: time("startedAt"),
    finishedAt: time("finishedAt"),
    repository: repositoryOf(say("repository"), say("repository.url", messageIn)),
    ref: change === undefined ? ownRef(say) : sourceRef(change.sourceBranch),
    change,
    commit: commitOf((change === undefined ? undefined : say("change.sha")) ?? say("commit.sha"), {
      message: say("commit.message", messageIn),
      shortSha: say("commit.shortSha"),
      url: page("commit.url"),
      author: {
        name: say("commit.author.name"),
        username: say("commit.author.username"),
        email: say("commit.author.email"),
      },
    }),
    actor: personOf({ name: say("actor.name"), username: say("actor.username"), email: say("actor.email") }),
    trigger: triggerOf(say("trigger")),
  }) as CiFacts;
}

type Say = (
  field: CiField,
  read?: (env: Environment, ...variables: readonly string[]) => string | undefined,
) => string | undefined;

/** A word that is not final was true when the job began: it is no result, and is not said to be one. */
function resultOf(provider: string, status: string | undefined, exitCode: string | undefined): Partial<CiFacts> {
  const state = status === undefined ? undefined : parseState(provider, status);
  if (status !== undefined && state !== undefined && (state === "unknown" || isInGroup(state, "finished"))) {
    return { state, statusRaw: status };
  }
  const stateOfCode = exitCode === undefined ? undefined : stateOfExitCode(Number(exitCode));
  return exitCode === undefined || stateOfCode === undefined ? {} : { state: stateOfCode, statusRaw: exitCode };
}

function ownRef(say: Say): Ref | undefined {
  const tag = say("tag");
  if (tag !== undefined) return { ...refOf(say("ref")), tag: parseRef(tag).tag ?? tag };
  return refOf(say("ref")) ?? refOf(say("branch"));
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
