import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "GitLab CI", en: "GitLab CI" },
  statusOptions: {
    "zh-CN":
      "GitLab 只在 `after_script` 里给出本任务的最终状态（`CI_JOB_STATUS`）。请把 `dingpipe notify` 放进 `after_script`；单独的通知任务要写成一对：`when: on_success` 的执行 `dingpipe notify --status success`，`when: on_failure` 的执行 `dingpipe notify --status failed`。",
    en: "GitLab tells a job's final status (`CI_JOB_STATUS`) in `after_script` alone. Put `dingpipe notify` into `after_script`; a notifying job of its own has to be a pair: `dingpipe notify --status success` with `when: on_success`, `dingpipe notify --status failed` with `when: on_failure`.",
  },
};
