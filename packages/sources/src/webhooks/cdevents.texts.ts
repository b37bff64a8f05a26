import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "CDEvents", en: "CDEvents" },
  setup: {
    "zh-CN":
      "把 CDEvents 的发送方（Jenkins CDEvents 插件、Tekton CDEvents、Testkube、Spinnaker 等）的 CloudEvents 目标填成网关地址，凭证放在 Authorization 头里（`bearer` 或 `password`）或路径的 token 里。默认通知 pipelineRun、testSuiteRun、service（deployed、upgraded、rolledback）、change、artifact（published、deleted）、incident（detected、resolved），以及不属于任何 pipelineRun 的 taskRun；其余的 taskRun、testCaseRun、build 与 incident.reported 只在 `events` 点名时通知，名字不含版本，例如 dev.cdevents.build.finished。",
    en: "Point the sender of CDEvents (the Jenkins plugin, Tekton's controller, Testkube, Spinnaker …) at the gateway's address as its sink for CloudEvents, with the credential in the Authorization header (`bearer` or `password`) or the token in the path. Told by default: pipelineRun, testSuiteRun, service (deployed, upgraded, rolledback), change, artifact (published, deleted), incident (detected, resolved), and a taskRun that is of no pipelineRun. Other taskRuns, testCaseRuns, builds and incident.reported are told where `events` names them, without a version: dev.cdevents.build.finished.",
  },
  lacks: {
    "zh-CN":
      "规范里没有分支、提交、触发人和耗时；build.finished 没有结果，状态为未知。repository、branch、environment、ticket、testOutput 以及自定义事件（dev.cdeventsx.…）会被忽略。customData 的一层文本字段进入 params，模板可用。",
    en: "The specification has no branch, commit, actor or duration, and build.finished has no outcome: its state is unknown. Repositories, branches, environments, tickets, test outputs and custom events (dev.cdeventsx.…) are ignored. The plain texts of customData are params, for templates.",
  },
};
