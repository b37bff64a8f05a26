import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Forgejo", en: "Forgejo" },
  setup: {
    "zh-CN":
      "仓库（或组织）设置 → Web 钩子 → 添加 → Forgejo：目标 URL 填网关地址，POST Content Type 选 application/json，密钥填与 `secret` 相同的密钥，触发条件选自定义事件，勾选 Action 运行失败、恢复、成功（需要时再勾选推送、合并请求、版本发布）。",
    en: "Repository (or organisation) settings → Webhooks → add → Forgejo: the gateway's address, POST content type application/json, the secret of the door, and custom events: action run failure, recover and success (and push, pull request, release where they are wanted).",
  },
  lacks: {
    "zh-CN":
      "只在运行结束时通知，没有开始；取消和跳过的运行也用“失败”事件，以其中的状态为准。之前没有成功的运行成功时，Forgejo 会同时发送“成功”和“恢复”，只通知“恢复”，所以这两个要一起勾选。失败的任务不在运行的事件里。",
    en: "Only the end of a run is told, not its start. A run that was cancelled or skipped comes as a failure too, and is told by its own status. A success after anything else comes twice, as success and as recover: the recovery alone is told, so send both. A run does not name the jobs that failed.",
  },
};
