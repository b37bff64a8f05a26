import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Jenkins", en: "Jenkins" },
  statusOptions: {
    "zh-CN":
      "Jenkins 的状态不在环境变量里：在 `post { always { … } }` 中执行 `withEnv([\"DINGPIPE_STATUS=${currentBuild.currentResult}\"]) { sh 'dingpipe notify' }`（脚本用单引号，Groovy 不会往里面拼接内容）。自由风格任务请用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态。想显示触发人，请安装 build user vars 插件，并放进 `wrap([$class: 'BuildUser']) { … }`。",
    en: "In Jenkins the status is in no variable: run `withEnv([\"DINGPIPE_STATUS=${currentBuild.currentResult}\"]) { sh 'dingpipe notify' }` in `post { always { … } }` (the script in single quotes: Groovy puts nothing into it). In a freestyle job run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code. To tell who started the run, install the build user vars plugin and wrap the step in `wrap([$class: 'BuildUser']) { … }`.",
  },
};
