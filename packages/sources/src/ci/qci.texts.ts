import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "QCI（智研）", en: "QCI (Zhiyan)" },
  statusOptions: {
    "zh-CN":
      "dingpipe 会读取 `QCI_FAIL_TASKS`（已失败的任务）：不为空即为失败。请把通知放进收尾阶段，否则失败时不会执行。QCI 不会说自己已经成功：请按收尾阶段的运行条件，成功时执行 `dingpipe notify --status success`；或用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态。",
    en: "dingpipe reads `QCI_FAIL_TASKS` (what has failed so far): any name there is a failure. Put the notice into the closing stage, or it won't run after a failure. QCI does not say that a run has succeeded: have a closing stage for successes alone that runs `dingpipe notify --status success`; or run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code.",
  },
};
