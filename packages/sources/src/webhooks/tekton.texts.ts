import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Tekton", en: "Tekton" },
  setup: {
    "zh-CN":
      'Tekton 发送 CloudEvents 时不带任何凭证，所以请使用带 token 的网关地址，或者只在集群内可达的地址（并写明 `insecure: true`）：`kubectl -n tekton-pipelines patch configmap config-events --type merge -p \'{"data":{"sink":"https://gateway.example.com/hooks/tekton/<token>"}}\'`（旧版本写在 config-defaults 的 default-cloud-events-sink）。默认通知 PipelineRun 与单独运行的 TaskRun；属于 PipelineRun 的 TaskRun 只在 `events` 点名（如 dev.tekton.event.taskrun.failed.v1）时通知。',
    en: 'Tekton sends no credential of any kind: use the gateway\'s address with a token, or one that only the cluster reaches (and write `insecure: true`): `kubectl -n tekton-pipelines patch configmap config-events --type merge -p \'{"data":{"sink":"https://gateway.example.com/hooks/tekton/<token>"}}\'` (older versions: default-cloud-events-sink of config-defaults). Told by default: PipelineRuns, and TaskRuns that are of none; a TaskRun of a PipelineRun is told where `events` names it, such as dev.tekton.event.taskrun.failed.v1.',
  },
  lacks: {
    "zh-CN":
      "没有运行页面的链接、仓库、分支、提交和触发人；由 Pipelines as Code 启动的运行从其注解中读取这些信息。同一事件可能重复、乱序到达。参数（params）和结果（results）不会进入通知。",
    en: "The page of a run, repository, branch, commit and actor: a run that Pipelines as Code started has them in its annotations. Events may come twice and in another order. Parameters and results never reach a message.",
  },
};
