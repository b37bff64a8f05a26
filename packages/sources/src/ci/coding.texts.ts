import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "CODING 持续集成", en: "CODING CI" },
  statusOptions: {
    "zh-CN":
      "CODING 持续集成（Jenkinsfile）的状态不在环境变量里：在 `post { always { … } }` 中执行 `withEnv([\"DINGPIPE_STATUS=${currentBuild.currentResult}\"]) { sh 'dingpipe notify' }`。CODING 云原生构建：把 `dingpipe notify` 放进 `failStages` 通知失败，dingpipe 会读取失败的阶段和原因；在 `stages` 的最后执行 `dingpipe notify --status success` 通知成功。",
    en: "In CODING's Jenkinsfile the status is in no variable: run `withEnv([\"DINGPIPE_STATUS=${currentBuild.currentResult}\"]) { sh 'dingpipe notify' }` in `post { always { … } }`. In CODING's cloud native build put `dingpipe notify` into `failStages`, where dingpipe reads what failed and why, and run `dingpipe notify --status success` as the last of `stages`.",
  },
};
