import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { gitUrl } from "../git-url.ts";
import type { CiSource } from "../source.ts";
import { jenkinsWords } from "../states.ts";
import { parseRef } from "../values.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

// What the plugin build-user-vars calls causes that are no person.
const NOBODY = new Set(["scmChange", "timer", "branchIndexing", "branchEvent", "remoteRequest", "buildFlow"]);
const BRANCH = ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH"];
const PLACES = [...BRANCH, "giteeBranch", "gitlabBranch"];
// Whom a plugin names that a forge started it by.
const USERS = {
  name: ["giteeUserName", "gitlabUserName", "GERRIT_EVENT_ACCOUNT_NAME"],
  username: ["gitlabUserUsername"],
  email: ["giteeUserEmail", "gitlabUserEmail", "GERRIT_EVENT_ACCOUNT_EMAIL"],
} as const;
const GITEE = ["giteeTargetRepoHttpUrl", "giteePullRequestIid"] as const;
const GITLAB = ["gitlabTargetRepoHttpUrl", "gitlabMergeRequestIid"] as const;

const fields: CiFields = {
  "pipeline.id": ["JOB_NAME"],
  "pipeline.name": { of: ["JOB_NAME", ...BRANCH], read: jobIn },
  "pipeline.url": ["JOB_URL"],
  "run.id": ["BUILD_TAG"],
  "run.number": ["BUILD_NUMBER"],
  "run.url": ["BUILD_URL", "RUN_DISPLAY_URL"],
  // A declarative pipeline's `post` is no stage of its author's.
  stage: {
    of: ["STAGE_NAME"],
    read: (env) => nameIn(env, "STAGE_NAME")?.replace(/^Declarative: .*$/, ""),
  },
  // GIT_AUTHOR_NAME is the agent's own git user, not the author.
  "repository.url": ["GIT_URL", "GIT_URL_1", "giteeTargetRepoHttpUrl", "gitlabTargetRepoHttpUrl"],
  "commit.sha": {
    of: ["GIT_COMMIT", "giteeAfterCommitSha", "BRANCH_NAME"],
    read: (env) => (isTriedMerge(env) ? undefined : nameIn(env, "GIT_COMMIT", "giteeAfterCommitSha")),
  },
  ref: ["giteeRef"],
  branch: {
    of: PLACES,
    // HEAD and "detached" are where git stands without a branch.
    read: (env) =>
      PLACES.map((variable) => nameIn(env, variable)).find(
        (branch) => branch !== undefined && !/^(?:detached|HEAD)$/.test(branch),
      ),
  },
  tag: ["TAG_NAME"],
  "change.number": {
    of: ["CHANGE_ID", "giteePullRequestIid", "gitlabMergeRequestIid", "GERRIT_CHANGE_NUMBER", "GERRIT_EVENT_TYPE"],
    read: (env) =>
      changeNumberIn(env, "CHANGE_ID", "giteePullRequestIid", "gitlabMergeRequestIid") ?? openGerritChange(env),
  },
  "change.title": ["CHANGE_TITLE", "giteePullRequestTitle", "gitlabMergeRequestTitle", "GERRIT_CHANGE_SUBJECT"],
  "change.url": {
    of: ["CHANGE_URL", ...GITEE, ...GITLAB, "GERRIT_CHANGE_URL"],
    read: (env) =>
      messageIn(env, "CHANGE_URL") ??
      pageOf(env, GITEE, "/pulls/") ??
      pageOf(env, GITLAB, "/-/merge_requests/") ??
      messageIn(env, "GERRIT_CHANGE_URL"),
  },
  "change.sourceBranch": ["CHANGE_BRANCH", "giteeSourceBranch", "gitlabSourceBranch"],
  "change.targetBranch": ["CHANGE_TARGET", "giteeTargetBranch", "gitlabTargetBranch", "GERRIT_BRANCH"],
  "change.sha": ["giteePullRequestLastCommit", "gitlabMergeRequestLastCommit", "GERRIT_PATCHSET_REVISION"],
  "change.author.name": ["CHANGE_AUTHOR_DISPLAY_NAME", "GERRIT_CHANGE_OWNER_NAME"],
  "change.author.username": ["CHANGE_AUTHOR"],
  "change.author.email": ["CHANGE_AUTHOR_EMAIL", "GERRIT_CHANGE_OWNER_EMAIL"],
  "actor.name": {
    of: ["BUILD_USER", "BUILD_USER_ID", ...USERS.name],
    read: (env) => nameIn(env, ...(hasUser(env) ? ["BUILD_USER"] : USERS.name)),
  },
  "actor.username": {
    of: ["BUILD_USER_ID", ...USERS.username],
    read: (env) => nameIn(env, ...(hasUser(env) ? ["BUILD_USER_ID"] : USERS.username)),
  },
  "actor.email": {
    of: ["BUILD_USER_EMAIL", "BUILD_USER_ID", ...USERS.email],
    read: (env) => nameIn(env, ...(hasUser(env) ? ["BUILD_USER_EMAIL"] : USERS.email)),
  },
  trigger: ["giteeActionType", "gitlabActionType", "GERRIT_EVENT_TYPE", "BUILD_CAUSE"],
  instance: { of: ["JENKINS_URL"], read: (env) => ownHost(nameIn(env, "JENKINS_URL")) },
};

/**
 * Jenkins, with what its multibranch jobs and the plugins build-user-vars, Gitee, GitLab and Gerrit Trigger add.
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

/** A patch that waits for its review; one that is merged is a commit of its branch. */
function openGerritChange(env: Environment): string | undefined {
  const isMerged = /^(?:change-merged|ref-updated)$/.test(nameIn(env, "GERRIT_EVENT_TYPE") ?? "");
  return isMerged ? undefined : nameIn(env, "GERRIT_CHANGE_NUMBER");
}

function pageOf(env: Environment, [target, id]: readonly [string, string], path: string): string | undefined {
  const [repository, number] = [gitUrl(messageIn(env, target)), changeNumberIn(env, id)];
  return repository === undefined || number === undefined ? undefined : `${repository}${path}${number}`;
}
