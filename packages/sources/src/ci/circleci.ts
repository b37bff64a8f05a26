import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { circleciWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";
import { githubPage } from "./github-page.ts";

const SHARED = ["circleci.com", "app.circleci.com"];
const CHANGE_PAGE = /\/(?:pull|pull-requests|merge_requests)\/(\d+)\/?$/;
// The branch of a pull request from a fork.
const FORK_BRANCH = /^(?:refs\/)?pull\/(\d+)(?:\/(?:head|merge))?$/;

const fields: CiFields = {
  "pipeline.name": ["CIRCLE_PROJECT_REPONAME"],
  "run.id": ["CIRCLE_WORKFLOW_ID"],
  "run.url": {
    of: ["CIRCLE_WORKFLOW_ID"],
    read: (env) => {
      const id = nameIn(env, "CIRCLE_WORKFLOW_ID");
      // A company's own server has its pages elsewhere.
      return id === undefined || instanceOf(env) !== undefined
        ? undefined
        : `https://app.circleci.com/pipelines/workflows/${encodeURIComponent(id)}`;
    },
  },
  "task.id": ["CIRCLE_BUILD_NUM"],
  "task.name": ["CIRCLE_JOB"],
  "task.url": ["CIRCLE_BUILD_URL"],
  repository: {
    of: ["CIRCLE_PROJECT_USERNAME", "CIRCLE_PROJECT_REPONAME"],
    read: (env) => {
      const [owner, name] = [nameIn(env, "CIRCLE_PROJECT_USERNAME"), nameIn(env, "CIRCLE_PROJECT_REPONAME")];
      return owner === undefined || name === undefined ? undefined : `${owner}/${name}`;
    },
  },
  "repository.url": ["CIRCLE_REPOSITORY_URL"],
  "commit.sha": ["CIRCLE_SHA1"],
  "commit.url": {
    of: ["CIRCLE_REPOSITORY_URL", "CIRCLE_SHA1"],
    read: (env) => githubPage(messageIn(env, "CIRCLE_REPOSITORY_URL"), "commit", nameIn(env, "CIRCLE_SHA1")),
  },
  branch: ["CIRCLE_BRANCH"],
  tag: ["CIRCLE_TAG"],
  "change.number": { of: ["CIRCLE_PR_NUMBER", "CIRCLE_PULL_REQUEST", "CIRCLE_BRANCH"], read: numberIn },
  "change.url": ["CIRCLE_PULL_REQUEST"],
  "change.sourceBranch": {
    of: ["CIRCLE_BRANCH"],
    read: (env) => {
      const branch = nameIn(env, "CIRCLE_BRANCH");
      return FORK_BRANCH.test(branch ?? "") ? undefined : branch;
    },
  },
  "actor.username": ["CIRCLE_USERNAME"],
  instance: { of: ["CIRCLE_BUILD_URL"], read: instanceOf },
};

/**
 * CircleCI.
 *
 * @see https://circleci.com/docs/reference/variables/#built-in-environment-variables
 */
export const circleci: CiSource = {
  id: "circleci",
  fields,
  read: (env, options) => readFields(circleciWords, fields, env, options),
};

function instanceOf(env: Environment): string | undefined {
  return ownHost(messageIn(env, "CIRCLE_BUILD_URL"), ...SHARED);
}

function numberIn(env: Environment): string | undefined {
  const page = messageIn(env, "CIRCLE_PULL_REQUEST")?.match(CHANGE_PAGE)?.[1];
  return changeNumberIn(env, "CIRCLE_PR_NUMBER") ?? page ?? nameIn(env, "CIRCLE_BRANCH")?.match(FORK_BRANCH)?.[1];
}
