import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Bitbucket Pipelines", en: "Bitbucket Pipelines" },
  statusOptions: {
    "zh-CN":
      "Bitbucket 只在 `after-script` 里给出退出码 `BITBUCKET_EXIT_CODE`，dingpipe 会自动读取。请把 `dingpipe notify` 放进步骤的 `after-script`；或用 `dingpipe exec -- 命令` 运行命令。",
    en: "Bitbucket tells a step's exit code (`BITBUCKET_EXIT_CODE`) in `after-script` alone; dingpipe reads it there. Put `dingpipe notify` into the step's `after-script`; or run the command as `dingpipe exec -- COMMAND`.",
  },
};
