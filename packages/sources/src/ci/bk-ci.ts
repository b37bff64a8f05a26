import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { bkCiWords, stateOf } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

const NUMBER = ["BK_CI_GIT_MR_NUMBER", "BK_CI_REPO_GIT_WEBHOOK_MR_NUMBER", "BK_CI_GITHUB_PR_NUMBER"];
const EVENT = ["BK_CI_REPO_GIT_WEBHOOK_EVENT_TYPE", "BK_CI_HOOK_EVENT_TYPE"];
const HEAD = ["BK_REPO_GIT_WEBHOOK_MR_SOURCE_COMMIT", "BK_REPO_GIT_WEBHOOK_MR_LAST_COMMIT"];
const COMMIT = [
  "BK_CI_GIT_REPO_HEAD_COMMIT_ID",
  "BK_CI_REPO_GIT_WEBHOOK_COMMITID",
  "BK_REPO_GIT_WEBHOOK_PUSH_AFTER_COMMIT",
  "BK_CI_HOOK_REVISION",
];
const HEAD_MESSAGE = ["BK_REPO_GIT_WEBHOOK_MR_LAST_COMMIT_MSG"];
const MESSAGE = ["BK_CI_GIT_REPO_HEAD_COMMIT_COMMENT", "BK_CI_HOOK_MESSAGE", "BK_REPO_GIT_WEBHOOK_PUSH_COMMIT_MSG_1"];

// What is merged runs for the target.
const isChange = (env: Environment) =>
  changeNumberIn(env, ...NUMBER) !== undefined && nameIn(env, ...EVENT) !== "MERGE_REQUEST_ACCEPT";

const fields: CiFields = {
  "pipeline.id": ["BK_CI_PIPELINE_ID"],
  "pipeline.name": ["BK_CI_PIPELINE_NAME"],
  "run.id": ["BK_CI_BUILD_ID"],
  "run.number": ["BK_CI_BUILD_NUM"],
  // How often it was tried again.
  "run.attempt": { of: ["BK_CI_RETRY_COUNT"], read: (env) => oneMore(nameIn(env, "BK_CI_RETRY_COUNT")) },
  "run.url": ["BK_CI_BUILD_URL"],
  "task.id": ["BK_CI_BUILD_TASK_ID"],
  "task.name": ["BK_CI_TASK_NAME"],
  status: { of: ["BK_CI_BUILD_STATUS", "BK_CI_BUILD_FAIL_TASKNAMES"], read: statusSoFar },
  failedTasks: ["BK_CI_BUILD_FAIL_TASKNAMES"],
  startedAt: ["BK_CI_BUILD_START_TIME"],
  finishedAt: ["BK_CI_BUILD_END_TIME"],
  repository: ["BK_CI_GIT_REPO_NAME", "BK_CI_REPO_WEBHOOK_NAME"],
  "repository.url": ["BK_CI_GIT_REPO_URL", "BK_CI_REPO_WEBHOOK_REPO_URL"],
  // In a merge request the checkout is a merge that only the CI has made.
  "commit.sha": { of: [...COMMIT, ...HEAD], read: (env) => nameIn(env, ...(isChange(env) ? HEAD : COMMIT)) },
  "commit.message": {
    of: [...MESSAGE, ...HEAD_MESSAGE],
    read: (env) => messageIn(env, ...(isChange(env) ? HEAD_MESSAGE : MESSAGE)),
  },
  "commit.author.username": {
    of: ["BK_CI_GIT_REPO_HEAD_COMMIT_AUTHOR"],
    read: (env) => (isChange(env) ? undefined : nameIn(env, "BK_CI_GIT_REPO_HEAD_COMMIT_AUTHOR")),
  },
  branch: [
    "BK_CI_REPO_GIT_WEBHOOK_BRANCH",
    "BK_REPO_GIT_WEBHOOK_BRANCH",
    "BK_CI_GIT_REPO_BRANCH",
    "BK_CI_HOOK_BRANCH",
    "BK_CI_REPO_GIT_WEBHOOK_TARGET_BRANCH",
    "BK_CI_HOOK_TARGET_BRANCH",
  ],
  tag: {
    of: [
      "BK_CI_REPO_GIT_WEBHOOK_TAG_NAME",
      "BK_CI_GIT_REPO_TAG",
      "BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_TYPE",
      "BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_NAME",
    ],
    read: (env) =>
      nameIn(env, "BK_CI_REPO_GIT_WEBHOOK_TAG_NAME", "BK_CI_GIT_REPO_TAG") ??
      (/^tag$/i.test(nameIn(env, "BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_TYPE") ?? "")
        ? nameIn(env, "BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_NAME")
        : undefined),
  },
  "change.number": {
    of: [...NUMBER, ...EVENT],
    read: (env) => (isChange(env) ? changeNumberIn(env, ...NUMBER) : undefined),
  },
  "change.title": ["BK_CI_GIT_MR_TITLE", "BK_CI_REPO_GIT_WEBHOOK_MR_TITLE"],
  "change.url": ["BK_CI_REPO_GIT_WEBHOOK_MR_URL"],
  "change.sourceBranch": ["BK_CI_REPO_GIT_WEBHOOK_SOURCE_BRANCH", "BK_CI_HOOK_SOURCE_BRANCH"],
  "change.targetBranch": ["BK_CI_REPO_GIT_WEBHOOK_TARGET_BRANCH", "BK_CI_HOOK_TARGET_BRANCH"],
  "change.author.username": ["BK_CI_REPO_GIT_WEBHOOK_MR_AUTHOR"],
  "actor.username": { of: ["BK_CI_START_USER_NAME"], read: startedBy },
  trigger: { of: ["BK_CI_START_TYPE", ...EVENT], read: causeIn },
  // Every installation is somebody's own.
  instance: { of: ["BK_CI_BUILD_URL"], read: (env) => ownHost(messageIn(env, "BK_CI_BUILD_URL")) },
};

/**
 * BK-CI, Tencent's BlueKing.
 *
 * @see https://github.com/TencentBlueKing/bk-ci
 */
export const bkCi: CiSource = {
  id: "bk-ci",
  fields,
  read: (env, options) => readFields(bkCiWords, fields, env, options),
};

/** While it runs the build calls itself running, whatever has failed in it. */
function statusSoFar(env: Environment): string | undefined {
  const status = nameIn(env, "BK_CI_BUILD_STATUS");
  const isRunning = status === undefined || stateOf(bkCiWords, status) === "running";
  return isRunning && nameIn(env, "BK_CI_BUILD_FAIL_TASKNAMES") !== undefined ? "FAILED" : status;
}

/** A timer is started by nobody: the name is that of whoever changed the pipeline last. */
function startedBy(env: Environment): string | undefined {
  return nameIn(env, "BK_CI_START_TYPE") === "TIME_TRIGGER" ? undefined : nameIn(env, "BK_CI_START_USER_NAME");
}

/** Of a webhook the event says more. */
function causeIn(env: Environment): string | undefined {
  const start = nameIn(env, "BK_CI_START_TYPE");
  return start === "WEB_HOOK" ? (nameIn(env, ...EVENT) ?? start) : start;
}

function oneMore(count: string | undefined): string | undefined {
  return count !== undefined && /^\d{1,6}$/.test(count) ? String(Number(count) + 1) : undefined;
}
