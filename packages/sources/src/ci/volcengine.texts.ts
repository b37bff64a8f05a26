import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "火山引擎持续交付 CP", en: "Volcengine Continuous Delivery" },
  statusOptions: {
    "zh-CN":
      "火山引擎持续交付不把任务状态写进环境变量。用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status` 或环境变量 `DINGPIPE_STATUS` 告诉它。",
    en: "Volcengine does not put a task's status into the environment. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` or the variable `DINGPIPE_STATUS`.",
  },
};
