import type { Change, Commit, Person, Repository } from "@dingpipe/core";
import { changeNumberIn, type Environment, messageIn, nameIn, present } from "../environment.ts";
import { gitUrl, parseUrl } from "../git-url.ts";
import type { CiFacts, CiOptions } from "../source.ts";
import { firstLine, parseRef } from "../values.ts";

// What both of Gitee's pipelines share; where they differ, each takes the other's variables after its own.

const PATH = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+$/u;
// Gitee's rule for a login; a display name that looks like one is one often enough to be looked up in `people`.
const LOGIN = /^[A-Za-z][\w.-]{1,63}$/;
const OTHERS = ["GITEE_STAGE_STRATEGY", "GITEE_COMPANY"];

/** The variables that hold a pull request's number, the one documented for this pipeline first. */
export interface GiteeVariables {
  readonly pullRequest: readonly string[];
}

/** The job runs in one of Gitee's pipelines. */
export function isGitee(env: Environment): boolean {
  return nameIn(env, "GITEE_PIPELINE_NAME", "GITEE_PIPELINE_BUILD_NUMBER") !== undefined;
}

/** Reads what Gitee says; of a run's page, its task and its status it says nothing. */
export function readGitee(env: Environment, options: CiOptions, variables: GiteeVariables): CiFacts {
  const site = siteOf(options.giteeHost);
  const repository = repositoryOf(nameIn(env, "GITEE_REPO"), site);
  const change = changeOf(env, repository, changeNumberIn(env, ...variables.pullRequest) ?? unnumbered(env));
  // In a pull request GITEE_BRANCH is where it goes to.
  const branch = nameIn(env, change === undefined ? "GITEE_BRANCH" : "GITEE_SOURCE_BRANCH");
  const id = nameIn(env, "GITEE_PIPELINE_NAME");
  const name = nameIn(env, "GITEE_PIPELINE_DISPLAY_NAME") ?? id;
  const number = nameIn(env, "GITEE_PIPELINE_BUILD_NUMBER");
  const stage = nameIn(env, "GITEE_STAGE_DISPLAY_NAME", "GITEE_STAGE_NAME");
  const image = nameIn(env, "GITEE_DOCKER_IMAGE");
  return present({
    instance: site === undefined || site.host === "gitee.com" ? undefined : site.host,
    pipeline: name === undefined ? undefined : { ...present({ id }), name },
    run: number === undefined ? undefined : { number },
    stage: stage === undefined ? undefined : { name: stage },
    repository,
    ref: branch === undefined ? undefined : parseRef(branch),
    change,
    commit: commitOf(env, repository, change),
    actor: actorOf(nameIn(env, "GITEE_PIPELINE_TRIGGER_USER")),
    trigger: triggerOf(env, change),
    artifacts: image === undefined ? undefined : [{ name: image }],
    params: paramsOf(env),
  });
}

function siteOf(giteeHost: string | undefined): URL | undefined {
  const host = giteeHost?.trim() || "gitee.com";
  return parseUrl(/^https?:\/\//i.test(host) ? host : `https://${host}`);
}

/** The variable holds a bare name in one pipeline and a path in the other: only a path has a page. */
function repositoryOf(raw: string | undefined, site: URL | undefined): Repository | undefined {
  const address = gitUrl(raw);
  const fullName = address === undefined ? raw : parseUrl(address)?.pathname.slice(1);
  // What is neither a name nor a readable address may hold somebody's password.
  if (fullName === undefined || /[@:]/.test(fullName)) return undefined;
  const isPath = PATH.test(fullName) && !fullName.split("/").some((segment) => /^\.+$/.test(segment));
  const url = address ?? (isPath && site !== undefined ? parseUrl(`${site.origin}/${fullName}`)?.href : undefined);
  const name = isPath ? fullName.slice(fullName.lastIndexOf("/") + 1) : fullName;
  return { fullName, name, ...present({ url }) };
}

/**
 * Only a pull request has a source beside its branch. One whose number is not told must still not pass for a push to the
 * target: a fork's failure would turn the target's state, and a fork has no secrets.
 */
function unnumbered(env: Environment): string | undefined {
  const differs = (source: string, target: string) => ![undefined, nameIn(env, target)].includes(nameIn(env, source));
  const isChange = differs("GITEE_SOURCE_BRANCH", "GITEE_BRANCH") || differs("GITEE_SOURCE_COMMIT", "GITEE_COMMIT");
  return isChange ? "?" : undefined;
}

function changeOf(
  env: Environment,
  repository: Repository | undefined,
  number: string | undefined,
): Change | undefined {
  if (number === undefined) return undefined;
  const title = messageIn(env, "GITEE_PULL_REQUEST_TITLE", "GITEE_COMMIT_MESSAGE");
  const target = nameIn(env, "GITEE_BRANCH");
  const source = nameIn(env, "GITEE_SOURCE_BRANCH");
  return {
    number,
    ...present({
      title: title === undefined ? undefined : firstLine(title),
      url: repository?.url !== undefined && /^\d+$/.test(number) ? `${repository.url}/pulls/${number}` : undefined,
      sourceBranch: source === undefined ? undefined : parseRef(source).branch,
      targetBranch: target === undefined ? undefined : parseRef(target).branch,
    }),
  };
}

/** In a pull request GITEE_COMMIT is the target's, and the message may be the pull request's title. */
function commitOf(
  env: Environment,
  repository: Repository | undefined,
  change: Change | undefined,
): Commit | undefined {
  const sha = nameIn(env, change === undefined ? "GITEE_COMMIT" : "GITEE_SOURCE_COMMIT");
  if (sha === undefined || !/^[\w.-]{1,128}$/.test(sha)) return undefined;
  const short = nameIn(env, "GITEE_SHORT_COMMIT");
  const text = messageIn(env, "GITEE_COMMIT_MESSAGE");
  const title = text === undefined ? undefined : firstLine(text);
  const isOfCommit = change === undefined || title !== change.title;
  return {
    sha,
    shortSha: short !== undefined && sha.startsWith(short) ? short : sha.slice(0, 7),
    ...present({
      title: isOfCommit ? title : undefined,
      message: isOfCommit ? text : undefined,
      url:
        repository?.url !== undefined && /^[\da-f]{7,64}$/i.test(sha) ? `${repository.url}/commit/${sha}` : undefined,
    }),
  };
}

function actorOf(name: string | undefined): Person | undefined {
  return name === undefined ? undefined : { name, ...(LOGIN.test(name) ? { username: name } : {}) };
}

/** A comment starts a run of its pull request: it is the nearer cause. Of pushes, times and hands Gitee says nothing. */
function triggerOf(env: Environment, change: Change | undefined): CiFacts["trigger"] {
  const comment = nameIn(env, "GITEE_COMMENT");
  if (comment !== undefined) return { type: "comment", raw: comment };
  return change === undefined ? undefined : { type: "change" };
}

function paramsOf(env: Environment): Readonly<Record<string, string>> | undefined {
  const params = OTHERS.flatMap((variable) => {
    const value = nameIn(env, variable);
    return value === undefined ? [] : [[variable, value] as const];
  });
  return params.length === 0 ? undefined : Object.fromEntries(params);
}
