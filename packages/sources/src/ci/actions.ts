import { dropEmpty } from "../draft.ts";
import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { jsonAt, nameAt, textAt } from "../payload.ts";
import type { CiFacts, CiOptions, CiSource } from "../source.ts";
import type { StateWords } from "../states.ts";
import { runOf } from "../webhooks/workflow.ts";
import { type CiFields, type CiValue, ownHost, readFields, UNNUMBERED } from "./fields.ts";
import { namedFile } from "./named-file.ts";

// What GitHub Actions and those that came after it share. A field of the event's file has the name of its place in it.

const WORKFLOW_FILE = /\/workflows\/([^/@]+\.ya?ml)(?:@|$)/;
const MERGE_REF = /^refs\/pull\/(\d+)\/(?:merge|head)$/;

const EVENT_FIELDS: readonly (readonly string[])[] = [
  ["pull_request", "number"],
  ["pull_request", "title"],
  ["pull_request", "html_url"],
  ["pull_request", "user", "login"],
  ["pull_request", "head", "ref"],
  ["pull_request", "head", "sha"],
  ["pull_request", "base", "ref"],
  ["head_commit", "message"],
  ["head_commit", "author", "name"],
  ["head_commit", "author", "username"],
  ["head_commit", "author", "email"],
];

/** In what these CIs differ. */
export interface ActionsDialect {
  readonly id: string;
  readonly words: StateWords;
  /** Of the variables, the first that is set counts: `["FORGEJO_", "GITHUB_"]`. */
  readonly prefixes: readonly string[];
  /** The hosts of the service that everybody shares. */
  readonly sharedHosts: readonly string[];
  /** The pages of a pull request lie there. */
  readonly changePath: "pull" | "pulls";
  /** In a pull request the variable SHA is its head, not a merge that only the CI has made. */
  readonly shaIsHead: boolean;
  /** The page of a run below the repository's. */
  readonly runPath: (env: Environment, options: CiOptions) => string | undefined;
  /** The variables that the run's page is made of, without their prefix. */
  readonly runPathOf: readonly string[];
  /** The page of a workflow below the repository's. */
  readonly workflowPath: (file: string) => string;
}

/** A CI that has the variables of GitHub's. */
export function actionsSource(dialect: ActionsDialect): CiSource {
  const { id, words, changePath: pulls, prefixes } = dialect;
  const fields = actionsFields(dialect);
  const v = (name: string) => prefixes.map((prefix) => `${prefix}${name}`);
  return {
    id,
    fields,
    read(env, options) {
      const event = jsonAt({ text: namedFile(env, options, ...v("EVENT_PATH")) }, "text");
      const own = readFields(words, fields, withEvent(env, event), options);
      if (nameIn(env, ...v("EVENT_NAME")) !== "workflow_run") return own;
      const run = runOf({ words, pulls }, { body: event, event: "workflow_run" });
      const { ref, change, commit } = run ?? {};
      const job = { instance: own.instance, hasSecrets: true };
      // A status that somebody gives is this job's own, whose variables name the default branch, whatever it runs for. Without one it is the
      // run that ended which is told of.
      const isOwn = run === undefined || nameIn({ status: options.status }, "status") !== undefined;
      return dropEmpty(isOwn ? { ...own, ref, change, commit, ...job } : { ...factsOf(run), ...job }) as CiFacts;
    },
  };
}

function actionsFields(dialect: ActionsDialect): CiFields {
  const v = (name: string) => dialect.prefixes.map((prefix) => `${prefix}${name}`);
  const made = (of: readonly string[], read: Extract<CiValue, { of: unknown }>["read"]): CiValue => ({ of, read });
  const below = (env: Environment, path: string | undefined) => {
    const repository = nameIn(env, ...v("REPOSITORY"));
    const server = nameIn(env, ...v("SERVER_URL"))?.replace(/\/+$/, "");
    return repository === undefined || server === undefined || path === undefined
      ? undefined
      : `${server}/${repository}${path}`;
  };
  const numberIn = (env: Environment) =>
    changeNumberIn(env, "event.pull_request.number") ?? nameIn(env, ...v("REF"))?.match(MERGE_REF)?.[1];
  const isChange = (env: Environment) => numberIn(env) !== undefined || nameIn(env, ...v("HEAD_REF")) !== undefined;
  // The ref of a run for its target's sake (pull_request_target) is the target's, and so is its commit.
  const isOwnRef = (env: Environment) => MERGE_REF.test(nameIn(env, ...v("REF")) ?? "");
  const shaIn = (env: Environment) =>
    nameIn(env, "event.pull_request.head.sha") ??
    (!isChange(env) || (dialect.shaIsHead && isOwnRef(env)) ? nameIn(env, ...v("SHA")) : undefined);
  return {
    "pipeline.name": v("WORKFLOW"),
    "pipeline.url": made([...v("WORKFLOW_REF"), ...v("WORKFLOW")], (env) => {
      const file = workflowFile(env, v);
      return file === undefined ? undefined : below(env, dialect.workflowPath(file));
    }),
    "run.id": v("RUN_ID"),
    "run.number": v("RUN_NUMBER"),
    "run.attempt": v("RUN_ATTEMPT"),
    "run.url": made([...v("SERVER_URL"), ...v("REPOSITORY"), ...dialect.runPathOf.flatMap(v)], (env, options) =>
      below(env, dialect.runPath(env, options)),
    ),
    "task.name": v("JOB"),
    repository: v("REPOSITORY"),
    "repository.url": made([...v("SERVER_URL"), ...v("REPOSITORY")], (env) => below(env, "")),
    "commit.sha": made(["event.pull_request.head.sha", ...v("SHA")], shaIn),
    "commit.message": ["event.head_commit.message"],
    "commit.url": made(["event.pull_request.head.sha", ...v("SHA")], (env) => {
      const sha = shaIn(env);
      return sha === undefined ? undefined : below(env, `/commit/${encodeURIComponent(sha)}`);
    }),
    "commit.author.name": ["event.head_commit.author.name"],
    "commit.author.username": ["event.head_commit.author.username"],
    "commit.author.email": ["event.head_commit.author.email"],
    ref: v("REF"),
    "change.number": made(["event.pull_request.number", ...v("REF"), ...v("HEAD_REF")], (env) =>
      isChange(env) ? (numberIn(env) ?? UNNUMBERED) : undefined,
    ),
    "change.title": ["event.pull_request.title"],
    "change.url": made(["event.pull_request.html_url", ...v("REF")], (env) => {
      const number = numberIn(env);
      const own = number === undefined ? undefined : below(env, `/${dialect.changePath}/${number}`);
      return messageIn(env, "event.pull_request.html_url") ?? own;
    }),
    "change.sourceBranch": [...v("HEAD_REF"), "event.pull_request.head.ref"],
    "change.targetBranch": [...v("BASE_REF"), "event.pull_request.base.ref"],
    "change.author.username": ["event.pull_request.user.login"],
    "actor.username": [...v("TRIGGERING_ACTOR"), ...v("ACTOR")],
    trigger: v("EVENT_NAME"),
    instance: made(v("SERVER_URL"), (env) => ownHost(nameIn(env, ...v("SERVER_URL")), ...dialect.sharedHosts)),
  };
}

/** When and where it was told is this job's to say. */
function factsOf({ kind, source, time, ...facts }: NonNullable<ReturnType<typeof runOf>>) {
  return facts;
}

/** The variables with what the event says beside them: `event.pull_request.head.sha`. */
function withEvent(env: Environment, event: unknown): Environment {
  const fields = EVENT_FIELDS.map(
    (place) => [`event.${place.join(".")}`, textAt(event, ...place) ?? nameAt(event, ...place)] as const,
  );
  return { ...env, ...Object.fromEntries(fields) };
}

/** A workflow of another repository has its page there; one without a name is called by its file. */
function workflowFile(env: Environment, v: (name: string) => readonly string[]): string | undefined {
  const [repository, ref, name] = [
    nameIn(env, ...v("REPOSITORY")),
    nameIn(env, ...v("WORKFLOW_REF")),
    nameIn(env, ...v("WORKFLOW")),
  ];
  if (ref !== undefined) return ref.startsWith(`${repository}/`) ? ref.match(WORKFLOW_FILE)?.[1] : undefined;
  return `/workflows/${name?.split("/").at(-1)}`.match(WORKFLOW_FILE)?.[1];
}
