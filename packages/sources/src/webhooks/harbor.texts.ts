import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Harbor", en: "Harbor" },
  setup: {
    "zh-CN":
      "项目 → Webhooks → 新建 Webhook：通知类型选 http，Payload Format 选 CloudEvents（Default 也可以，但消息里没有链接），事件勾选推送、删除、扫描完成、扫描失败、配额等，Endpoint 地址填网关地址，Auth Header 填 `Bearer <token>`（对应 `bearer`），或只填 token（对应 `token`）。",
    en: "Project → Webhooks → New webhook: notify type http, payload format CloudEvents (Default works, but its messages have no link), the events that are wanted (artifact pushed, deleted, scanning finished and failed, quotas …), the gateway's address as endpoint, and `Bearer <token>` as auth header (the door's `bearer`), or the token alone (its `token`).",
  },
  lacks: {
    "zh-CN":
      "Default 格式没有投递 ID，也没有项目编号，所以没有页面链接；CloudEvents 格式的链接按 https 拼出。拉取事件与 SBOM 会被忽略。扫描失败与中止、复制、标签保留以流水线的形式通知，配额以告警的形式通知，且没有恢复事件。",
    en: "The default format has no id of a delivery and no id of the project, hence no link; that of CloudEvents is put together with https. Pulls and SBOMs are ignored. A scan that failed or was stopped, a replication and a tag retention are told as runs of a pipeline, a quota as an alert, of which no end is told.",
  },
};
