import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "云效流水线 Flow", en: "Alibaba Cloud DevOps Flow" },
  statusOptions: {
    "zh-CN":
      "云效流水线不把任务状态写进环境变量。用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status` 或环境变量 `DINGPIPE_STATUS` 告诉它。整条流水线的状态可以用流水线的 Webhook 通知插件发给 dingpipe 网关（`type: aliyun-flow`）。",
    en: "Flow does not put a task's status into the environment. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` or the variable `DINGPIPE_STATUS`. What becomes of a whole pipeline its webhook plugin tells to a dingpipe gateway (`type: aliyun-flow`).",
  },
};
