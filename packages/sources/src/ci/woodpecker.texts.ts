import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Woodpecker", en: "Woodpecker" },
  statusOptions: {
    "zh-CN":
      "Woodpecker 3.15 起用 `CI_PIPELINE_STATUS` 给出本工作流到目前为止的状态，dingpipe 会自动读取；通知步骤要写上 `when: [{ status: [success, failure] }]`，否则失败时不会执行。3.0–3.14 没有这个变量：请写两个步骤，`status: success` 的执行 `dingpipe notify --status success`，`status: failure` 的执行 `dingpipe notify --status failure`；或用 `dingpipe exec -- 命令`。",
    en: "From 3.15 on Woodpecker tells the workflow's status so far in `CI_PIPELINE_STATUS`, which dingpipe reads; give the notifying step `when: [{ status: [success, failure] }]`, or it won't run after a failure. 3.0 to 3.14 lack the variable: have two steps, `dingpipe notify --status success` with `status: success` and `dingpipe notify --status failure` with `status: failure`; or use `dingpipe exec -- COMMAND`.",
  },
};
