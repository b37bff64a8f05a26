import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { droneWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

// In a pull request the commit's link is the pull request's page, and its message the pull request's description.
const isChange = (env: Environment) => changeNumberIn(env, "DRONE_PULL_REQUEST") !== undefined;

const fields: CiFields = {
  "pipeline.name": ["DRONE_REPO"],
  // Of several pipelines in one file each is a stage. DRONE_BUILD_FINISHED is the time at which the build began, too.
  stage: ["DRONE_STAGE_NAME"],
  "run.number": ["DRONE_BUILD_NUMBER"],
  "run.url": ["DRONE_BUILD_LINK"],
  "task.name": ["DRONE_STEP_NAME"],
  "environment.name": ["DRONE_DEPLOY_TO"],
  status: {
    of: ["DRONE_BUILD_STATUS", "DRONE_STAGE_STATUS"],
    read: (env) => worse(nameIn(env, "DRONE_BUILD_STATUS"), nameIn(env, "DRONE_STAGE_STATUS")),
  },
  failedTasks: ["DRONE_FAILED_STEPS", "DRONE_FAILED_STAGES"],
  queuedAt: ["DRONE_BUILD_CREATED"],
  startedAt: ["DRONE_BUILD_STARTED"],
  repository: ["DRONE_REPO"],
  "repository.url": ["DRONE_REPO_LINK", "DRONE_GIT_HTTP_URL", "DRONE_REMOTE_URL"],
  "commit.sha": ["DRONE_COMMIT_SHA", "DRONE_COMMIT"],
  "commit.message": {
    of: ["DRONE_COMMIT_MESSAGE"],
    read: (env) => (isChange(env) ? undefined : messageIn(env, "DRONE_COMMIT_MESSAGE")),
  },
  "commit.url": {
    of: ["DRONE_COMMIT_LINK"],
    read: (env) => (isChange(env) ? undefined : messageIn(env, "DRONE_COMMIT_LINK")),
  },
  "commit.author.name": ["DRONE_COMMIT_AUTHOR_NAME"],
  "commit.author.username": ["DRONE_COMMIT_AUTHOR"],
  "commit.author.email": ["DRONE_COMMIT_AUTHOR_EMAIL"],
  ref: ["DRONE_COMMIT_REF"],
  branch: ["DRONE_BRANCH", "DRONE_COMMIT_BRANCH", "DRONE_REPO_BRANCH"],
  tag: ["DRONE_TAG"],
  "change.number": ["DRONE_PULL_REQUEST"],
  "change.title": ["DRONE_PULL_REQUEST_TITLE"],
  "change.url": { of: ["DRONE_COMMIT_LINK"], read: (env) => messageIn(env, "DRONE_COMMIT_LINK") },
  "change.sourceBranch": ["DRONE_SOURCE_BRANCH"],
  "change.targetBranch": ["DRONE_TARGET_BRANCH", "DRONE_BRANCH"],
  "actor.username": { of: ["DRONE_BUILD_TRIGGER", "DRONE_COMMIT_AUTHOR"], read: startedBy },
  trigger: ["DRONE_BUILD_EVENT"],
  instance: {
    of: ["DRONE_SYSTEM_HOST"],
    read: (env) => ownHost(nameIn(env, "DRONE_SYSTEM_HOST"), "cloud.drone.io"),
  },
};

/**
 * Drone.
 *
 * @see https://docs.drone.io/pipeline/environment/reference/
 */
export const drone: CiSource = {
  id: "drone",
  fields,
  read: (env, options) => readFields(droneWords, fields, env, options),
};

/** The build may still be called a success when a step of this stage has failed. */
function worse(build: string | undefined, stage: string | undefined): string | undefined {
  return build === undefined || (build === "success" && stage === "failure") ? stage : build;
}

/** A hook of the forge stands for whoever pushed; a timer stands for nobody. */
function startedBy(env: Environment): string | undefined {
  const trigger = nameIn(env, "DRONE_BUILD_TRIGGER");
  if (trigger === "@hook") return nameIn(env, "DRONE_COMMIT_AUTHOR");
  return trigger?.startsWith("@") === true ? undefined : trigger;
}
