import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Drone", en: "Drone" },
  statusOptions: {
    "zh-CN":
      "Drone 用 `DRONE_BUILD_STATUS` 给出到目前为止的状态，dingpipe 会自动读取。请把通知放在最后一步，并写上 `when: { status: [success, failure] }`，否则失败时不会执行。也可以用 `dingpipe exec -- 命令` 或 `--status`。",
    en: "Drone tells the status so far in `DRONE_BUILD_STATUS`, which dingpipe reads. Make the notice the last step and give it `when: { status: [success, failure] }`, or it won't run after a failure. Or use `dingpipe exec -- COMMAND` or `--status`.",
  },
};
