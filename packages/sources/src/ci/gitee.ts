import type { Repository } from "@dingpipe/core";
import { paramsOf } from "../draft.ts";
import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { gitUrl, parseUrl } from "../git-url.ts";
import type { CiFacts, CiOptions } from "../source.ts";
import { giteeWords } from "../states.ts";
import { firstLine, present } from "../values.ts";
import { type CiFields, readFields, UNNUMBERED } from "./fields.ts";

// What both of Gitee's pipelines share; where they differ, each takes the other's variables after its own.

const PATH = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+$/u;
// Gitee's rule for a login; a display name that looks like one is one often enough to be looked up in `people`.
const LOGIN = /^[A-Za-z][\w.-]{1,63}$/;
const OTHERS = ["GITEE_STAGE_STRATEGY", "GITEE_COMPANY"];
const SOURCES = ["GITEE_SOURCE_BRANCH", "GITEE_BRANCH", "GITEE_SOURCE_COMMIT", "GITEE_COMMIT"];

/** Where Gitee's pipelines say what, with the variables of a pull request's number, the pipeline's own first. */
export function giteeFields(pullRequest: readonly string[]): CiFields {
  const numberIn = (env: Environment) => changeNumberIn(env, ...pullRequest);
  const isChange = (env: Environment) => (numberIn(env) ?? unnumbered(env)) !== undefined;
  const shaIn = (env: Environment) => nameIn(env, isChange(env) ? "GITEE_SOURCE_COMMIT" : "GITEE_COMMIT");
  return {
    "pipeline.id": ["GITEE_PIPELINE_NAME"],
    "pipeline.name": ["GITEE_PIPELINE_DISPLAY_NAME", "GITEE_PIPELINE_NAME"],
    "run.number": ["GITEE_PIPELINE_BUILD_NUMBER"],
    stage: ["GITEE_STAGE_DISPLAY_NAME", "GITEE_STAGE_NAME"],
    repository: { of: ["GITEE_REPO"], read: (env, options) => repositoryIn(env, options)?.fullName },
    "repository.url": { of: ["GITEE_REPO"], read: (env, options) => repositoryIn(env, options)?.url },
    // In a pull request it is where the pull request goes to.
    branch: ["GITEE_BRANCH"],
    // In a pull request GITEE_COMMIT is the target's.
    "commit.sha": { of: ["GITEE_COMMIT", "GITEE_SOURCE_COMMIT"], read: shaIn },
    "commit.shortSha": ["GITEE_SHORT_COMMIT"],
    "commit.message": {
      of: ["GITEE_COMMIT_MESSAGE"],
      read: (env) => (isChange(env) ? messageOfHead(env) : messageIn(env, "GITEE_COMMIT_MESSAGE")),
    },
    "commit.url": {
      of: ["GITEE_REPO", "GITEE_COMMIT", "GITEE_SOURCE_COMMIT"],
      read: (env, options) => pageIn(env, options, "commit", /^[\da-f]{7,64}$/i, shaIn(env)),
    },
    "change.number": { of: [...pullRequest, ...SOURCES], read: (env) => numberIn(env) ?? unnumbered(env) },
    "change.title": ["GITEE_PULL_REQUEST_TITLE", "GITEE_COMMIT_MESSAGE"],
    "change.url": {
      of: ["GITEE_REPO", ...pullRequest],
      read: (env, options) => pageIn(env, options, "pulls", /^\d+$/, numberIn(env)),
    },
    "change.sourceBranch": ["GITEE_SOURCE_BRANCH"],
    "change.targetBranch": ["GITEE_BRANCH"],
    "actor.name": ["GITEE_PIPELINE_TRIGGER_USER"],
    "actor.username": {
      of: ["GITEE_PIPELINE_TRIGGER_USER"],
      read: (env) => nameIn(env, "GITEE_PIPELINE_TRIGGER_USER")?.match(LOGIN)?.[0],
    },
    trigger: ["GITEE_COMMENT"],
  };
}

/** Reads what Gitee says, with what no field can; of a run's page, its task and its status it says nothing. */
export function readGitee(fields: CiFields, env: Environment, options: CiOptions): CiFacts {
  const facts = readFields(giteeWords, fields, env, options);
  const host = siteOf(options)?.host;
  const image = nameIn(env, "GITEE_DOCKER_IMAGE");
  const params = paramsOf(OTHERS.map((variable) => [variable, nameIn(env, variable)]));
  return {
    ...facts,
    ...present({
      instance: host === "gitee.com" ? undefined : host,
      repository: repositoryIn(env, options),
      trigger: triggerIn(env, facts.change !== undefined),
      artifacts: image === undefined ? undefined : [{ name: image }],
      // The names are ours: an object like any other has them.
      params: params === undefined ? undefined : { ...params },
    }),
  };
}

function siteOf({ giteeHost }: CiOptions): URL | undefined {
  const host = giteeHost?.trim() || "gitee.com";
  return parseUrl(/^https?:\/\//i.test(host) ? host : `https://${host}`);
}

/** The variable holds a bare name in one pipeline and a path in the other: only a path has a page. */
function repositoryIn(env: Environment, options: CiOptions): Repository | undefined {
  const raw = nameIn(env, "GITEE_REPO");
  const address = gitUrl(raw);
  const fullName = address === undefined ? raw : parseUrl(address)?.pathname.slice(1);
  // What is neither a name nor a readable address may hold somebody's password.
  if (fullName === undefined || /[@:]/.test(fullName)) return undefined;
  const site = siteOf(options);
  const isPath = PATH.test(fullName) && !fullName.split("/").some((segment) => /^\.+$/.test(segment));
  const url = address ?? (isPath && site !== undefined ? parseUrl(`${site.origin}/${fullName}`)?.href : undefined);
  const name = isPath ? fullName.slice(fullName.lastIndexOf("/") + 1) : fullName;
  return { fullName, name, ...present({ url }) };
}

function pageIn(
  env: Environment,
  options: CiOptions,
  kind: string,
  pattern: RegExp,
  id: string | undefined,
): string | undefined {
  const repository = repositoryIn(env, options)?.url;
  return repository === undefined || id === undefined || !pattern.test(id) ? undefined : `${repository}/${kind}/${id}`;
}

/** Only a pull request has a source beside its branch. */
function unnumbered(env: Environment): string | undefined {
  const differs = (source: string, target: string) => ![undefined, nameIn(env, target)].includes(nameIn(env, source));
  const isChange = differs("GITEE_SOURCE_BRANCH", "GITEE_BRANCH") || differs("GITEE_SOURCE_COMMIT", "GITEE_COMMIT");
  return isChange ? UNNUMBERED : undefined;
}

/** In a pull request the message may be the pull request's title. */
function messageOfHead(env: Environment): string | undefined {
  const message = messageIn(env, "GITEE_COMMIT_MESSAGE") ?? "";
  const title = messageIn(env, "GITEE_PULL_REQUEST_TITLE", "GITEE_COMMIT_MESSAGE") ?? "";
  return firstLine(message) === firstLine(title) ? undefined : message;
}

/** A comment starts a run of its pull request: it is the nearer cause. Of pushes, times and hands Gitee says nothing. */
function triggerIn(env: Environment, isChange: boolean): CiFacts["trigger"] {
  const comment = nameIn(env, "GITEE_COMMENT");
  if (comment !== undefined) return { type: "comment", raw: comment };
  return isChange ? { type: "change" } : undefined;
}
