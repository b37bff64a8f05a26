import { changeNumberIn, type Environment, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { gitlabWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

const AUTHOR = /^(.*?) ?<([^<>]*)>$/s;

// In a pipeline of merged results CI_COMMIT_SHA is the merge; in the others of a merge request the first is empty.
const HEAD = ["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"];

const fields: CiFields = {
  "pipeline.name": ["CI_PIPELINE_NAME", "CI_PROJECT_PATH"],
  "run.id": ["CI_PIPELINE_ID"],
  "run.number": ["CI_PIPELINE_IID"],
  "run.url": ["CI_PIPELINE_URL"],
  stage: ["CI_JOB_STAGE"],
  "task.id": ["CI_JOB_ID"],
  "task.name": ["CI_JOB_NAME"],
  "task.url": ["CI_JOB_URL"],
  "environment.name": ["CI_ENVIRONMENT_NAME"],
  "environment.url": ["CI_ENVIRONMENT_URL"],
  status: ["CI_JOB_STATUS"],
  queuedAt: ["CI_PIPELINE_CREATED_AT"],
  startedAt: ["CI_JOB_STARTED_AT"],
  repository: ["CI_PROJECT_PATH"],
  // CI_REPOSITORY_URL holds the job's token.
  "repository.url": ["CI_PROJECT_URL"],
  "commit.sha": ["CI_COMMIT_SHA"],
  "commit.shortSha": ["CI_COMMIT_SHORT_SHA"],
  "commit.message": ["CI_COMMIT_MESSAGE", "CI_COMMIT_TITLE"],
  "commit.url": {
    of: ["CI_PROJECT_URL", ...HEAD, "CI_COMMIT_SHA"],
    read: (env) => pageOf(nameIn(env, "CI_PROJECT_URL"), "commit", nameIn(env, ...HEAD, "CI_COMMIT_SHA")),
  },
  "commit.author.name": { of: ["CI_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[1] },
  "commit.author.email": { of: ["CI_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[2] },
  branch: ["CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME"],
  tag: ["CI_COMMIT_TAG"],
  "change.number": ["CI_MERGE_REQUEST_IID", "CI_EXTERNAL_PULL_REQUEST_IID"],
  "change.title": ["CI_MERGE_REQUEST_TITLE"],
  "change.url": {
    of: ["CI_MERGE_REQUEST_PROJECT_URL", "CI_MERGE_REQUEST_IID"],
    read: (env) =>
      pageOf(
        nameIn(env, "CI_MERGE_REQUEST_PROJECT_URL"),
        "merge_requests",
        changeNumberIn(env, "CI_MERGE_REQUEST_IID"),
      ),
  },
  // In a pipeline of a merge request the ref is its branch.
  "change.sourceBranch": [
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_REF_NAME",
  ],
  "change.targetBranch": ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"],
  "change.sha": HEAD,
  "actor.name": ["GITLAB_USER_NAME"],
  "actor.username": ["GITLAB_USER_LOGIN"],
  "actor.email": ["GITLAB_USER_EMAIL"],
  trigger: ["CI_PIPELINE_SOURCE"],
  instance: {
    of: ["CI_SERVER_HOST"],
    read: (env) => ownHost(nameIn(env, "CI_SERVER_HOST"), "gitlab.com"),
  },
};

/**
 * GitLab CI/CD.
 *
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export const gitlab: CiSource = {
  id: "gitlab",
  fields,
  read: (env, options) => readFields(gitlabWords, fields, env, options),
};

function pageOf(project: string | undefined, kind: string, id: string | undefined): string | undefined {
  return project === undefined || id === undefined ? undefined : `${project}/-/${kind}/${id}`;
}

function authorIn(env: Environment): RegExpMatchArray | null | undefined {
  return nameIn(env, "CI_COMMIT_AUTHOR")?.match(AUTHOR);
}
