import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { woodpeckerWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

const isChange = (env: Environment) => changeNumberIn(env, "CI_COMMIT_PULL_REQUEST") !== undefined;

const fields: CiFields = {
  "pipeline.name": ["CI_WORKFLOW_NAME", "CI_REPO"],
  "run.number": ["CI_PIPELINE_NUMBER"],
  "run.url": ["CI_PIPELINE_URL"],
  "task.name": ["CI_STEP_NAME"],
  "task.url": ["CI_STEP_URL"],
  "environment.name": ["CI_PIPELINE_DEPLOY_TARGET"],
  status: ["CI_PIPELINE_STATUS"],
  // The run before is the last one of the branch, to which pull requests and tags count. Where it failed, a workflow beside this one may
  // have, unless the repository has the single file `.woodpecker.yml`.
  previousStatus: {
    of: ["CI_PREV_PIPELINE_STATUS", "CI_WORKFLOW_NAME"],
    read: (env) => {
      const events = [nameIn(env, "CI_PIPELINE_EVENT"), nameIn(env, "CI_PREV_PIPELINE_EVENT")];
      const isOther = isChange(env) || events.some((event) => /^(?:pull_request|tag|release)/.test(event ?? ""));
      const status = nameIn(env, "CI_PREV_PIPELINE_STATUS");
      const isKnown = status === "success" || nameIn(env, "CI_WORKFLOW_NAME") === "woodpecker";
      return isOther || !isKnown ? undefined : status;
    },
  },
  queuedAt: ["CI_PIPELINE_CREATED"],
  startedAt: ["CI_PIPELINE_STARTED"],
  repository: ["CI_REPO"],
  "repository.url": ["CI_REPO_URL", "CI_REPO_CLONE_URL"],
  "commit.sha": ["CI_COMMIT_SHA"],
  // In a pull request it is the title.
  "commit.message": {
    of: ["CI_COMMIT_MESSAGE"],
    read: (env) => (isChange(env) ? undefined : messageIn(env, "CI_COMMIT_MESSAGE")),
  },
  "commit.url": {
    of: ["CI_PIPELINE_FORGE_URL"],
    read: (env) => (isChange(env) ? undefined : messageIn(env, "CI_PIPELINE_FORGE_URL")),
  },
  "commit.author.username": ["CI_COMMIT_AUTHOR"],
  "commit.author.email": ["CI_COMMIT_AUTHOR_EMAIL"],
  ref: ["CI_COMMIT_REF"],
  branch: ["CI_COMMIT_BRANCH"],
  tag: ["CI_COMMIT_TAG"],
  "change.number": ["CI_COMMIT_PULL_REQUEST"],
  "change.title": ["CI_COMMIT_MESSAGE"],
  "change.url": { of: ["CI_PIPELINE_FORGE_URL"], read: (env) => messageIn(env, "CI_PIPELINE_FORGE_URL") },
  "change.sourceBranch": ["CI_COMMIT_SOURCE_BRANCH"],
  "change.targetBranch": ["CI_COMMIT_TARGET_BRANCH", "CI_COMMIT_BRANCH"],
  "actor.username": ["CI_PIPELINE_AUTHOR"],
  trigger: ["CI_PIPELINE_EVENT"],
  instance: { of: ["CI_SYSTEM_URL"], read: (env) => ownHost(nameIn(env, "CI_SYSTEM_URL")) },
};

/**
 * Woodpecker.
 *
 * @see https://woodpecker-ci.org/docs/usage/environment
 */
export const woodpecker: CiSource = {
  id: "woodpecker",
  fields,
  read: (env, options) => readFields(woodpeckerWords, fields, env, options),
};
