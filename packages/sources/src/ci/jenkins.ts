import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { gitUrl } from "../git-url.ts";
import type { CiSource } from "../source.ts";
import { jenkinsWords } from "../states.ts";
import { parseRef } from "../values.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

// What the plugin build-user-vars calls causes that are no person.
const NOBODY = new Set(["scmChange", "timer", "branchIndexing", "branchEvent", "remoteRequest", "buildFlow"]);
const BRANCH = ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"];
const TARGET = ["giteeTargetRepoHttpUrl", "giteePullRequestIid"];

const fields: CiFields = {
  "pipeline.id": ["JOB_NAME"],
  "pipeline.name": { of: ["JOB_NAME", ...BRANCH], read: jobIn },
  "pipeline.url": ["JOB_URL"],
  "run.id": ["BUILD_TAG"],
  "run.number": ["BUILD_NUMBER"],
  "run.url": ["BUILD_URL", "RUN_DISPLAY_URL"],
  stage: ["STAGE_NAME"],
  // GIT_AUTHOR_NAME is the agent's own git user, not the author.
  "repository.url": ["GIT_URL", "GIT_URL_1", "giteeTargetRepoHttpUrl"],
  "commit.sha": {
    of: ["GIT_COMMIT", "giteeAfterCommitSha", "BRANCH_NAME"],
    read: (env) => (isTriedMerge(env) ? undefined : nameIn(env, "GIT_COMMIT", "giteeAfterCommitSha")),
  },
  ref: ["giteeRef"],
  branch: {
    of: [...BRANCH, "giteeBranch"],
    // HEAD and "detached" are where git stands without a branch.
    read: (env) =>
      [...BRANCH, "giteeBranch"]
        .map((variable) => nameIn(env, variable))
        .find((branch) => branch !== undefined && !/^(?:detached|HEAD)$/.test(branch)),
  },
  tag: ["TAG_NAME"],
  "change.number": ["CHANGE_ID", "giteePullRequestIid"],
  "change.title": ["CHANGE_TITLE", "giteePullRequestTitle"],
  "change.url": {
    of: ["CHANGE_URL", ...TARGET],
    read: (env) => messageIn(env, "CHANGE_URL") ?? giteePage(env),
  },
  "change.sourceBranch": ["CHANGE_BRANCH", "giteeSourceBranch"],
  "change.targetBranch": ["CHANGE_TARGET", "giteeTargetBranch"],
  "change.sha": ["giteePullRequestLastCommit"],
  "change.author.name": ["CHANGE_AUTHOR_DISPLAY_NAME"],
  "change.author.username": ["CHANGE_AUTHOR"],
  "change.author.email": ["CHANGE_AUTHOR_EMAIL"],
  "actor.name": {
    of: ["BUILD_USER", "BUILD_USER_ID", "giteeUserName"],
    read: (env) => nameIn(env, hasUser(env) ? "BUILD_USER" : "giteeUserName"),
  },
  "actor.username": {
    of: ["BUILD_USER_ID"],
    read: (env) => (hasUser(env) ? nameIn(env, "BUILD_USER_ID") : undefined),
  },
  "actor.email": {
    of: ["BUILD_USER_EMAIL", "BUILD_USER_ID", "giteeUserEmail"],
    read: (env) => nameIn(env, hasUser(env) ? "BUILD_USER_EMAIL" : "giteeUserEmail"),
  },
  trigger: ["giteeActionType", "BUILD_CAUSE"],
  instance: { of: ["JENKINS_URL"], read: (env) => ownHost(nameIn(env, "JENKINS_URL")) },
};

/**
 * Jenkins, with what its multibranch jobs and the plugins build-user-vars and Gitee add.
 *
 * @see https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables
 */
export const jenkins: CiSource = {
  id: "jenkins",
  fields,
  read: (env, options) => readFields(jenkinsWords, fields, env, options),
};

/** A branch's job and the axes of a matrix are told apart from the job that they belong to: `shop/feature%2Fcart`, `shop/OS=linux`. */
function jobIn(env: Environment): string | undefined {
  const name = nameIn(env, "JOB_NAME");
  if (name === undefined) return undefined;
  const job = name
    .split("/")
    .filter((part) => !part.includes("="))
    .map(decoded)
    .join("/");
  const branch = nameIn(env, ...BRANCH);
  const suffix = `/${branch === undefined ? "" : (parseRef(branch).branch ?? branch)}`;
  return suffix.length > 1 && job.endsWith(suffix) ? job.slice(0, -suffix.length) : job;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A multibranch job that tries both the head of a pull request and its merge names the merge: `PR-42-merge`. */
function isTriedMerge(env: Environment): boolean {
  return changeNumberIn(env, "CHANGE_ID") !== undefined && /-merge$/.test(nameIn(env, "BRANCH_NAME") ?? "");
}

function hasUser(env: Environment): boolean {
  return nameIn(env, "BUILD_USER", "BUILD_USER_ID") !== undefined && !NOBODY.has(nameIn(env, "BUILD_USER_ID") ?? "");
}

function giteePage(env: Environment): string | undefined {
  const [repository, number] = [
    gitUrl(messageIn(env, "giteeTargetRepoHttpUrl")),
    changeNumberIn(env, "giteePullRequestIid"),
  ];
  return repository === undefined || number === undefined ? undefined : `${repository}/pulls/${number}`;
}
