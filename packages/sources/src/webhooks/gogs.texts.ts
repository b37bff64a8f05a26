import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Gogs", en: "Gogs" },
  setup: {
    "zh-CN":
      "仓库设置 → 管理 Web 钩子 → 添加 → Gogs：推送地址填网关地址，数据格式选 application/json，密钥文本填与 `secret` 相同的密钥，选择推送、创建（标签）、合并请求、版本发布。",
    en: "Repository settings → Webhooks → add → Gogs: the gateway's address, content type application/json, the secret of the door, and Push, Create (for tags), Pull Request, Release.",
  },
  lacks: {
    "zh-CN": "没有流水线事件：Gogs 本身不运行流水线。",
    en: "It has no pipelines, and so no events of them.",
  },
};
