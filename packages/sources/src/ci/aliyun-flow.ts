import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { aliyunFlowWords } from "../states.ts";
import { type CiFields, readFields } from "./fields.ts";

// With several sources of code each has its number behind it; the first stands for the run.
const fields: CiFields = {
  "pipeline.id": ["PIPELINE_ID"],
  "pipeline.name": ["PIPELINE_NAME"],
  // A run has no page that its variables would tell.
  "pipeline.url": {
    of: ["PIPELINE_ID"],
    read: (env) => {
      const id = nameIn(env, "PIPELINE_ID") ?? "";
      return /^\d+$/.test(id) ? `https://flow.aliyun.com/pipelines/${id}/current` : undefined;
    },
  },
  "run.number": ["BUILD_NUMBER"],
  repository: ["CI_SOURCE_NAME", "CI_SOURCE_NAME_1"],
  "commit.sha": ["CI_COMMIT_SHA", "CI_COMMIT_SHA_1"],
  "commit.shortSha": ["CI_COMMIT_ID", "CI_COMMIT_ID_1"],
  "commit.message": ["CI_COMMIT_TITLE", "CI_COMMIT_TITLE_1"],
  // Of a tag it says no more than its name.
  branch: ["CI_COMMIT_REF_NAME", "CI_COMMIT_REF_NAME_1", "CODE_BRANCH"],
  "actor.name": ["BUILD_EXECUTOR"],
  "actor.username": ["EMPLOYEE_ID"],
  // Who, then what: 张三·页面手动触发.
  trigger: { of: ["BUILD_MESSAGE"], read: (env) => nameIn(env, "BUILD_MESSAGE")?.split("·").at(-1) },
};

/**
 * Flow, the pipelines of Alibaba Cloud DevOps.
 *
 * @see https://help.aliyun.com/zh/yunxiao/user-guide/environment-variables
 */
export const aliyunFlow: CiSource = {
  id: "aliyun-flow",
  fields,
  read: (env, options) => readFields(aliyunFlowWords, fields, env, options),
};
