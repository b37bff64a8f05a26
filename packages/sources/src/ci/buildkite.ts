import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { gitUrl } from "../git-url.ts";
import type { CiSource } from "../source.ts";
import { buildkiteWords } from "../states.ts";
import { type CiFields, readFields } from "./fields.ts";
import { githubPage } from "./github-page.ts";

const SHA = /^[\da-f]{7,64}$/i;

const fields: CiFields = {
  "pipeline.name": ["BUILDKITE_PIPELINE_NAME", "BUILDKITE_PIPELINE_SLUG"],
  "pipeline.url": {
    of: ["BUILDKITE_BUILD_URL"],
    read: (env) => messageIn(env, "BUILDKITE_BUILD_URL")?.match(/^(.+)\/builds\/\d+\/?$/)?.[1],
  },
  "run.id": ["BUILDKITE_BUILD_ID"],
  "run.number": ["BUILDKITE_BUILD_NUMBER"],
  "run.url": ["BUILDKITE_BUILD_URL"],
  "task.id": ["BUILDKITE_JOB_ID"],
  "task.name": ["BUILDKITE_LABEL", "BUILDKITE_STEP_KEY"],
  "task.url": {
    of: ["BUILDKITE_BUILD_URL", "BUILDKITE_JOB_ID"],
    read: (env) => {
      const [build, job] = [messageIn(env, "BUILDKITE_BUILD_URL"), nameIn(env, "BUILDKITE_JOB_ID")];
      return build === undefined || job === undefined ? undefined : `${build}#${encodeURIComponent(job)}`;
    },
  },
  status: { of: ["BUILDKITE_JOB_TIMED_OUT", "BUILDKITE_JOB_CANCELLED"], read: stopped },
  exitCode: ["BUILDKITE_COMMAND_EXIT_STATUS"],
  repository: {
    of: ["BUILDKITE_REPO"],
    read: (env) => {
      const page = gitUrl(messageIn(env, "BUILDKITE_REPO"));
      return page === undefined ? undefined : new URL(page).pathname.slice(1);
    },
  },
  "repository.url": ["BUILDKITE_REPO"],
  // Until it is checked out a build that somebody started by hand has the commit "HEAD".
  "commit.sha": {
    of: ["BUILDKITE_COMMIT"],
    read: shaIn,
  },
  "commit.url": {
    of: ["BUILDKITE_REPO", "BUILDKITE_COMMIT"],
    read: (env) => githubPage(messageIn(env, "BUILDKITE_REPO"), "commit", shaIn(env)),
  },
  "commit.message": ["BUILDKITE_MESSAGE"],
  "commit.author.name": ["BUILDKITE_BUILD_AUTHOR"],
  "commit.author.email": ["BUILDKITE_BUILD_AUTHOR_EMAIL"],
  branch: ["BUILDKITE_BRANCH"],
  tag: ["BUILDKITE_TAG"],
  "change.number": ["BUILDKITE_PULL_REQUEST"],
  "change.url": {
    of: ["BUILDKITE_REPO", "BUILDKITE_PULL_REQUEST"],
    read: (env) => githubPage(messageIn(env, "BUILDKITE_REPO"), "pull", changeNumberIn(env, "BUILDKITE_PULL_REQUEST")),
  },
  "change.sourceBranch": ["BUILDKITE_BRANCH"],
  "change.targetBranch": ["BUILDKITE_PULL_REQUEST_BASE_BRANCH"],
  "actor.name": ["BUILDKITE_BUILD_CREATOR"],
  "actor.email": ["BUILDKITE_BUILD_CREATOR_EMAIL"],
  // Its word for whatever the forge tells: in a pull request and at a tag that is them.
  trigger: {
    of: ["BUILDKITE_SOURCE"],
    read: (env) => {
      const source = nameIn(env, "BUILDKITE_SOURCE");
      return source === "webhook" ? "push" : source;
    },
  },
};

/**
 * Buildkite.
 *
 * @see https://buildkite.com/docs/pipelines/configure/environment-variables
 */
export const buildkite: CiSource = {
  id: "buildkite",
  fields,
  read: (env, options) => readFields(buildkiteWords, fields, env, options),
};

/** The exit code of a job that was stopped is -1, whatever stopped it. */
function stopped(env: Environment): string | undefined {
  if (nameIn(env, "BUILDKITE_JOB_TIMED_OUT") === "true") return "timed_out";
  return nameIn(env, "BUILDKITE_JOB_CANCELLED") === "true" ? "canceled" : undefined;
}

function shaIn(env: Environment): string | undefined {
  const commit = nameIn(env, "BUILDKITE_COMMIT");
  return SHA.test(commit ?? "") ? commit : undefined;
}
