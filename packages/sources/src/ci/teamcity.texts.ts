import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "TeamCity", en: "TeamCity" },
  statusOptions: {
    "zh-CN":
      '环境变量里没有状态。TeamCity 2023.11 起可以引用某一步的状态：把通知放在最后一步，执行条件选“即使前面的步骤失败也执行”，并执行 `dingpipe notify --status "%teamcity.build.step.status.步骤ID%"`。更早的版本请用 `dingpipe exec -- 命令` 运行命令，由退出码得出状态。',
    en: 'The status is in no variable. From 2023.11 on TeamCity has that of a step: make the notice the last step, executed "even if some of the previous steps failed", and run `dingpipe notify --status "%teamcity.build.step.status.STEP_ID%"`. With older versions run the command as `dingpipe exec -- COMMAND`, which takes the state from its exit code.',
  },
};
