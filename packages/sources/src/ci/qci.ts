import { messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { type CiFields, readFields } from "./fields.ts";

const fields: CiFields = {
  "pipeline.id": ["QCI_JOB_ID"],
  "pipeline.name": ["QCI_JOB_NAME"],
  "pipeline.url": ["QCI_JOB_URL"],
  "run.id": ["QCI_BUILD_ID"],
  "run.number": ["QCI_BUILD_NUMBER"],
  // That nothing has failed so far is no success.
  status: {
    of: ["QCI_FAIL_TASKS"],
    read: (env) => (messageIn(env, "QCI_FAIL_TASKS") === undefined ? undefined : "failure"),
  },
  failedTasks: ["QCI_FAIL_TASKS"],
  startedAt: ["QCI_BUILD_TIME"],
  // Its path, or its address.
  repository: {
    of: ["QCI_REPO"],
    read: (env) => {
      const path = nameIn(env, "QCI_REPO");
      return path === undefined || /[@:]/.test(path) ? undefined : path.replace(/\.git$/, "");
    },
  },
  "repository.url": ["QCI_REPO"],
  "commit.sha": ["QCI_REPO_COMMIT", "QCI_REPO_REVISION"],
  "commit.message": ["QCI_COMMIT_MESSAGE"],
  "commit.author.username": ["QCI_COMMIT_AUTHOR"],
  branch: ["QCI_REPO_BRANCH"],
  tag: ["QCI_REPO_TAG"],
  "change.number": ["QCI_MR_IID", "QCI_MR_ID"],
  "change.sourceBranch": ["QCI_MR_SOURCE_BRANCH"],
  "change.targetBranch": ["QCI_MR_TARGET_BRANCH"],
  // A timer's is the project's assistant.
  "actor.username": {
    of: ["QCI_TRIGGER"],
    read: (env) => (nameIn(env, "QCI_TRIGGER_TYPE") === "TRIGGER_TIMER" ? undefined : nameIn(env, "QCI_TRIGGER")),
  },
  trigger: ["QCI_TRIGGER_TYPE"],
};

/**
 * QCI, Tencent's Zhiyan pipelines.
 *
 * @see https://coding.net/docs/qci/env-variable/general.html
 */
export const qci: CiSource = {
  id: "qci",
  fields,
  read: (env, options) => readFields({}, fields, env, options),
};
