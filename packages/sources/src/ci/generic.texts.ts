import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "其他环境", en: "any other environment" },
  statusOptions: {
    "zh-CN":
      "这里不是 dingpipe 认识的 CI，无法得知状态。请用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态；或用 `--status`（状态词或 0–255 的退出码）或环境变量 `DINGPIPE_STATUS` 告诉它。",
    en: "This is no CI that dingpipe knows, so it can't tell the status. Run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code; or say it with `--status` (a word, or an exit code from 0 to 255) or the variable `DINGPIPE_STATUS`.",
  },
};
