import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { volcengineWords } from "../states.ts";
import { type CiFields, readFields } from "./fields.ts";

const TAG = ["SCM_TAG"];

const fields: CiFields = {
  "pipeline.id": ["PIPELINE_ID"],
  "pipeline.name": ["PIPELINE_NAME"],
  "run.id": ["PIPELINERUN_ID"],
  "commit.sha": ["SCM_COMMIT_ID"],
  "commit.shortSha": ["SCM_COMMIT_ID_SHORT"],
  branch: ["SCM_BRANCH"],
  tag: TAG,
  // It holds something only where the creation of the tag started the run. USER_ID is a number, and names nobody.
  trigger: { of: TAG, read: (env) => (nameIn(env, ...TAG) === undefined ? undefined : "tag") },
};

/**
 * CP, the continuous delivery of Volcengine.
 *
 * @see https://www.volcengine.com/docs/6461/1221666
 */
export const volcengine: CiSource = {
  id: "volcengine",
  fields,
  read: (env, options) => readFields(volcengineWords, fields, env, options),
};
