import { changeNumberIn, type Environment, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { type CiFields, readFields, UNNUMBERED } from "./fields.ts";

const AUTHOR = /^(.*?) *<?([^\s<>]+@[^\s<>]+)>?$/s;
const NUMBER = "SOURCECRAFT_PR_SLUG";
const TARGET = "SOURCECRAFT_BASE_REF";

const fields: CiFields = {
  "run.id": ["SOURCECRAFT_RUN_ID"],
  "repository.url": ["SOURCECRAFT_REPO_URL"],
  "commit.sha": ["SOURCECRAFT_COMMIT_SHA"],
  "commit.shortSha": ["SOURCECRAFT_COMMIT_SHORT_SHA"],
  "commit.message": ["SOURCECRAFT_COMMIT_MESSAGE"],
  "commit.author.name": { of: ["SOURCECRAFT_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[1] },
  "commit.author.email": { of: ["SOURCECRAFT_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[2] },
  ref: ["SOURCECRAFT_COMMIT_REF"],
  branch: ["SOURCECRAFT_COMMIT_REF_NAME"],
  // Only a pull request has somewhere to go.
  "change.number": {
    of: [NUMBER, TARGET],
    read: (env) => changeNumberIn(env, NUMBER) ?? (nameIn(env, TARGET) === undefined ? undefined : UNNUMBERED),
  },
  "change.sourceBranch": {
    of: ["SOURCECRAFT_COMMIT_REF_NAME", TARGET],
    read: (env) => {
      const branch = nameIn(env, "SOURCECRAFT_COMMIT_REF_NAME");
      return branch === nameIn(env, TARGET) ? undefined : branch;
    },
  },
  "change.targetBranch": [TARGET],
  trigger: ["SOURCECRAFT_EVENT"],
};

/**
 * SourceCraft, the forge of Yandex. Of the names of its workflow and its tasks, and of who started them, its variables say
 * nothing.
 *
 * @see https://sourcecraft.dev/portal/docs/en/sourcecraft/ci-cd-ref/predefined-variables
 */
export const sourcecraft: CiSource = {
  id: "sourcecraft",
  names: { "zh-CN": "SourceCraft", en: "SourceCraft" },
  statusOptions: {
    "zh-CN":
      "SourceCraft 不把状态写进环境变量。用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status` 或环境变量 `DINGPIPE_STATUS` 告诉它。流水线和任务的名称请用 `--pipeline` 和 `--task` 写明。",
    en: "SourceCraft does not put the status into the environment. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` or the variable `DINGPIPE_STATUS`. Name the workflow and the task with `--pipeline` and `--task`.",
  },
  fields,
  read: (env, options) => readFields("sourcecraft", fields, env, options),
};

function authorIn(env: Environment): RegExpMatchArray | null | undefined {
  return nameIn(env, "SOURCECRAFT_COMMIT_AUTHOR")?.match(AUTHOR);
}
