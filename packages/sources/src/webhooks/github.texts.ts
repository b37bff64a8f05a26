import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "GitHub", en: "GitHub" },
  setup: {
    "zh-CN":
      "仓库 Settings → Webhooks → Add webhook：Payload URL 填网关地址，Content type 选 application/json，Secret 填与 `secret` 相同的密钥，事件勾选 Workflow runs（需要时再勾选 Pushes、Pull requests、Releases、Deployment statuses）。",
    en: "Repository Settings → Webhooks → Add webhook: the gateway's address as payload URL, content type application/json, the secret of the door, and the events Workflow runs (and Pushes, Pull requests, Releases, Deployment statuses where they are wanted).",
  },
  lacks: {
    "zh-CN":
      "Workflow runs 事件不带失败的任务：要在消息里列出它们，请同时勾选 Workflow jobs。签名只覆盖请求体，投递 ID 不在签名范围内。由标签触发的运行不说那是标签：标签名在“分支”一栏。来自 fork 的合并请求没有编号，用“用户:分支”代替。",
    en: "A run does not name the jobs that failed: send Workflow jobs too where they are wanted in the message. The signature covers the body alone, not the delivery's id. A run of a tag does not say that it is one: its name stands as the branch. A pull request of a fork has no number, and is called by `user:branch`.",
  },
};
