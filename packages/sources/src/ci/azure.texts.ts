import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Azure Pipelines", en: "Azure Pipelines" },
  statusOptions: {
    "zh-CN":
      "Azure 用 `AGENT_JOBSTATUS` 给出本任务到目前为止的状态，dingpipe 会自动读取。请把通知放在任务的最后一步，并写上 `condition: always()`，否则失败时不会执行。也可以用 `dingpipe exec -- 命令` 或 `--status`。",
    en: "Azure tells the job's status so far in `AGENT_JOBSTATUS`, which dingpipe reads. Make the notice the job's last step and give it `condition: always()`, or it won't run after a failure. Or use `dingpipe exec -- COMMAND` or `--status`.",
  },
};
