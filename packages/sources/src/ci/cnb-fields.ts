import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { type CiFields, ownHost } from "./fields.ts";

/** How a product of this family names its variables: CNB, and the newer CODING, which came before it. */
export interface CnbDialect {
  readonly prefix: "CNB" | "CODING";
  /** What it calls a pull request. */
  readonly change: "PULL_REQUEST" | "MERGE_REQUEST";
  /** Its word for a failure, which its `failStages` don't say themselves. */
  readonly failed: string;
  /** The host that everybody shares. */
  readonly shared: string;
}

/** Where a product of this family says what. */
export function cnbFields({ prefix, change, failed, shared }: CnbDialect): CiFields {
  const v = (name: string) => `${prefix}_${name}`;
  const event = (env: Environment) => nameIn(env, v("EVENT")) ?? "";
  const number = (env: Environment) => changeNumberIn(env, v(`${change}_IID`));
  // What is merged runs for the target: its branch and its commit are the target's.
  const isChange = (env: Environment) => number(env) !== undefined && !/(?:^|\.)merged$/.test(event(env));
  const isTag = (env: Environment) => nameIn(env, v("IS_TAG")) === "true" || /^tag_/.test(event(env));
  return {
    "pipeline.name": [v("PIPELINE_NAME"), v("PIPELINE_KEY")],
    "run.id": [v("BUILD_ID")],
    "run.url": [v("BUILD_WEB_URL")],
    stage: [v("BUILD_STAGE_NAME")],
    "task.id": [v("BUILD_JOB_KEY")],
    "task.name": [v("BUILD_JOB_NAME")],
    status: {
      of: [v("PIPELINE_STATUS"), v("BUILD_FAILED_STAGE_NAME"), v("BUILD_FAILED_MSG")],
      read: (env) => {
        const status = nameIn(env, v("PIPELINE_STATUS"));
        // These two are there in `failStages` alone.
        const hasFailed = nameIn(env, v("BUILD_FAILED_STAGE_NAME"), v("BUILD_FAILED_MSG")) !== undefined;
        return status ?? (hasFailed ? failed : undefined);
      },
    },
    reason: [v("BUILD_FAILED_MSG")],
    failedTasks: [v("BUILD_FAILED_STAGE_NAME")],
    startedAt: [v("BUILD_START_TIME")],
    repository: [v("REPO_SLUG"), v("REPO_NAME")],
    "repository.url": [v("REPO_URL_HTTPS")],
    "commit.sha": [v("COMMIT")],
    "commit.shortSha": [v("COMMIT_SHORT")],
    "commit.message": [v("COMMIT_MESSAGE"), v("COMMIT_MESSAGE_TITLE")],
    // Of a pull request it is the pull request's page.
    "commit.url": {
      of: [v("EVENT_URL")],
      read: (env) => (number(env) === undefined ? messageIn(env, v("EVENT_URL")) : undefined),
    },
    "commit.author.name": [v("COMMITTER")],
    "commit.author.email": [v("COMMITTER_EMAIL")],
    // It holds the name of a tag, too, and in a pull request where that goes to.
    branch: [v("BRANCH")],
    tag: {
      of: [v("IS_TAG"), v("EVENT"), v("BRANCH")],
      read: (env) => (isTag(env) ? nameIn(env, v("BRANCH")) : undefined),
    },
    "change.number": {
      of: [v(`${change}_IID`), v("EVENT")],
      read: (env) => (isChange(env) ? number(env) : undefined),
    },
    "change.title": [v(`${change}_TITLE`)],
    "change.url": [v("EVENT_URL")],
    "change.sourceBranch": [v(`${change}_BRANCH`)],
    "change.targetBranch": [v("BRANCH")],
    "change.sha": [v(`${change}_SHA`)],
    "change.author.username": [v(`${change}_PROPOSER`)],
    "actor.name": [v("BUILD_USER_NICKNAME"), v("BUILD_USER")],
    "actor.username": [v("BUILD_USER")],
    "actor.email": [v("BUILD_USER_EMAIL")],
    trigger: [v("EVENT")],
    instance: {
      of: [v("WEB_ENDPOINT"), v("WEB_HOST"), v("CURRENT_DOMAIN")],
      read: (env) => ownHost(nameIn(env, v("WEB_ENDPOINT"), v("WEB_HOST"), v("CURRENT_DOMAIN")), shared),
    },
  };
}
