import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "CircleCI", en: "CircleCI" },
  statusOptions: {
    "zh-CN":
      "CircleCI 不提供状态变量，只能按条件执行步骤。请在任务末尾写两个 `run` 步骤：`when: on_success` 的执行 `dingpipe notify --status success`，`when: on_fail` 的执行 `dingpipe notify --status failed`；或用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态。",
    en: "CircleCI has no variable for the status, only conditions of steps. End the job with two `run` steps: `dingpipe notify --status success` with `when: on_success`, `dingpipe notify --status failed` with `when: on_fail`; or run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code.",
  },
};
