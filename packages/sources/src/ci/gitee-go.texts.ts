import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Gitee Go", en: "Gitee Go" },
  statusOptions: {
    "zh-CN":
      "Gitee 流水线不把任务状态写进环境变量。三种办法任选：用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或放两个任务，任务成功后执行 `dingpipe notify --status SUCC`，任务失败后执行 `dingpipe notify --status FAIL`；或设置环境变量 `DINGPIPE_STATUS`。",
    en: "A Gitee pipeline does not put a task's status into the environment. Do one of three: run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; have two tasks, `dingpipe notify --status SUCC` where the work succeeded and `dingpipe notify --status FAIL` where it failed (任务失败); or set the variable `DINGPIPE_STATUS`.",
  },
};
