import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Gitea", en: "Gitea" },
  setup: {
    "zh-CN":
      "仓库（或组织）设置 → Web 钩子 → 添加 → Gitea：目标 URL 填网关地址，POST Content Type 选 application/json，密钥文本填与 `secret` 相同的密钥，触发条件选自定义事件，勾选工作流运行（需要时再勾选推送、合并请求、版本发布）。Gitea 1.24 起才有工作流运行事件。",
    en: "Repository (or organisation) settings → Webhooks → add → Gitea: the gateway's address, POST content type application/json, the secret of the door, and custom events: Workflow Run (and Push, Pull Request, Release where they are wanted). Runs of workflows are told since Gitea 1.24.",
  },
  lacks: {
    "zh-CN": "工作流运行事件不带失败的任务：要列出它们，请同时勾选工作流任务。",
    en: "A run does not name the jobs that failed: send Workflow Job too where they are wanted.",
  },
};
