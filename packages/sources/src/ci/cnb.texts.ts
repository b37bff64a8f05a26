import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "CNB 云原生构建", en: "CNB (Cloud Native Build)" },
  statusOptions: {
    "zh-CN":
      "CNB 只在 `endStages` 里给出状态（`CNB_PIPELINE_STATUS`），在 `failStages` 里给出失败的阶段和原因，dingpipe 会自动读取。成功和失败都要通知：把 `dingpipe notify` 放进 `endStages`；只通知失败：放进 `failStages`；只通知成功：在 `stages` 的最后执行 `dingpipe notify --status success`。",
    en: "CNB tells the status (`CNB_PIPELINE_STATUS`) in `endStages` alone, and in `failStages` what failed and why; dingpipe reads both. To tell success and failure put `dingpipe notify` into `endStages`; to tell failures alone, into `failStages`; to tell successes alone, run `dingpipe notify --status success` as the last of `stages`.",
  },
};
