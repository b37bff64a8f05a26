import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
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
  names: { "zh-CN": "火山引擎持续交付 CP", en: "Volcengine Continuous Delivery" },
  statusOptions: {
    "zh-CN":
      "火山引擎持续交付不把任务状态写进环境变量。用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status` 或环境变量 `DINGPIPE_STATUS` 告诉它。",
    en: "Volcengine does not put a task's status into the environment. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` or the variable `DINGPIPE_STATUS`.",
  },
  fields,
  read: (env, options) => readFields("volcengine", fields, env, options),
};
