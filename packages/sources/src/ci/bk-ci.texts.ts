import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "蓝盾 BK-CI", en: "BK-CI (BlueKing)" },
  statusOptions: {
    "zh-CN":
      "dingpipe 会读取 `BK_CI_BUILD_FAIL_TASKNAMES`（已失败的插件）和 `BK_CI_BUILD_STATUS`。请把通知放进 Finally Stage，否则失败时不会执行。没有失败时，运行中的构建不会说自己已经成功：请在 Finally Stage 里按执行条件放两个脚本插件，成功的执行 `dingpipe notify --status SUCCEED`，失败的执行 `dingpipe notify --status FAILED`；或用 `dingpipe exec -- 命令`。",
    en: "dingpipe reads `BK_CI_BUILD_FAIL_TASKNAMES` (what has failed so far) and `BK_CI_BUILD_STATUS`. Put the notice into the Finally stage, or it won't run after a failure. A build that runs does not say that it has succeeded: have two script tasks there by their conditions, `dingpipe notify --status SUCCEED` and `dingpipe notify --status FAILED`; or use `dingpipe exec -- COMMAND`.",
  },
};
