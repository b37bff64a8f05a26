import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Buildkite", en: "Buildkite" },
  statusOptions: {
    "zh-CN":
      "Buildkite 只在命令之后的钩子（`post-command`、`pre-exit`）里给出退出码 `BUILDKITE_COMMAND_EXIT_STATUS`，dingpipe 会自动读取。请把 `dingpipe notify` 放进 `.buildkite/hooks/pre-exit`；或在步骤里用 `dingpipe exec -- 命令` 运行命令。",
    en: "Buildkite tells the exit code (`BUILDKITE_COMMAND_EXIT_STATUS`) in the hooks after the command alone (`post-command`, `pre-exit`); dingpipe reads it there. Put `dingpipe notify` into `.buildkite/hooks/pre-exit`; or run the step's command as `dingpipe exec -- COMMAND`.",
  },
};
