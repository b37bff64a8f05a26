import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Gitee 仓库", en: "Gitee repository" },
  setup: {
    "zh-CN":
      "仓库 → 管理 → WebHooks → 添加：URL 填网关地址，选“签名密钥”并填与 `secret` 相同的密钥（或选“WebHook 密码”，对应 `password`），事件勾选 Push、Tag Push、Pull Request。流水线的结果不在这里：见 `gitee-pipeline`。",
    en: "Repository → management (管理) → WebHooks → add (添加): the gateway's address, 签名密钥 with the door's `secret` (or WebHook 密码 with its `password`), and the events Push, Tag Push and Pull Request. What pipelines do is not told here: see `gitee-pipeline`.",
  },
  lacks: {
    "zh-CN": "没有投递 ID；签名只覆盖时间戳，不覆盖请求体，所以务必用 HTTPS，最好再加路径里的 token。",
    en: "It has no id of a delivery, and the signature covers the timestamp alone, not the body: use TLS, and best a token in the path beside it.",
  },
};
