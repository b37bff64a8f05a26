import { changeNumberIn, type Environment, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { bitbucketWords } from "../states.ts";
import { type CiFields, type CiValue, readFields } from "./fields.ts";

const REPOSITORY = "BITBUCKET_REPO_FULL_NAME";

const fields: CiFields = {
  "pipeline.name": [REPOSITORY],
  "run.id": { of: ["BITBUCKET_PIPELINE_UUID"], read: (env) => idIn(env, "BITBUCKET_PIPELINE_UUID") },
  "run.number": ["BITBUCKET_BUILD_NUMBER"],
  "run.url": below("/addon/pipelines/home#!/results/", "BITBUCKET_BUILD_NUMBER"),
  "environment.name": ["BITBUCKET_DEPLOYMENT_ENVIRONMENT"],
  exitCode: ["BITBUCKET_EXIT_CODE"],
  repository: [REPOSITORY],
  "repository.url": ["BITBUCKET_GIT_HTTP_ORIGIN", "BITBUCKET_GIT_SSH_ORIGIN"],
  "commit.sha": ["BITBUCKET_COMMIT"],
  "commit.url": below("/commits/", "BITBUCKET_COMMIT"),
  branch: ["BITBUCKET_BRANCH"],
  tag: ["BITBUCKET_TAG"],
  "change.number": ["BITBUCKET_PR_ID"],
  "change.url": {
    of: [REPOSITORY, "BITBUCKET_PR_ID"],
    read: (env) => pageOf(env, "/pull-requests/", changeNumberIn(env, "BITBUCKET_PR_ID")),
  },
  "change.sourceBranch": ["BITBUCKET_BRANCH"],
  "change.targetBranch": ["BITBUCKET_PR_DESTINATION_BRANCH"],
};

/**
 * Bitbucket Pipelines.
 *
 * @see https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
 */
export const bitbucket: CiSource = {
  id: "bitbucket",
  fields,
  read: (env, options) => readFields(bitbucketWords, fields, env, options),
};

function below(path: string, variable: string): CiValue {
  return { of: [REPOSITORY, variable], read: (env) => pageOf(env, path, nameIn(env, variable)) };
}

function pageOf(env: Environment, path: string, id: string | undefined): string | undefined {
  const repository = nameIn(env, REPOSITORY);
  return repository === undefined || id === undefined
    ? undefined
    : `https://bitbucket.org/${repository}${path}${encodeURIComponent(id)}`;
}

/** Atlassian's ids stand in braces. */
function idIn(env: Environment, variable: string): string | undefined {
  return nameIn(env, variable)?.replace(/^\{(.*)\}$/, "$1");
}
