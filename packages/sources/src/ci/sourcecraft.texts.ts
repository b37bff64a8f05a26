import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "SourceCraft", en: "SourceCraft" },
  statusOptions: {
    "zh-CN":
      "SourceCraft 不把状态写进环境变量。用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status` 或环境变量 `DINGPIPE_STATUS` 告诉它。流水线和任务的名称请用 `--pipeline` 和 `--task` 写明。",
    en: "SourceCraft does not put the status into the environment. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` or the variable `DINGPIPE_STATUS`. Name the workflow and the task with `--pipeline` and `--task`.",
  },
};
