import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "火山引擎持续交付", en: "Volcengine CP" },
  setup: {
    "zh-CN": "持续交付 → 流水线 → 通知 → 添加 Webhook：地址填 `https://网关/hooks/名称/token`，选择要通知的状态。",
    en: "Continuous Delivery → a pipeline → notices → add a webhook: `https://GATEWAY/hooks/NAME/TOKEN` as address, and the states to tell of.",
  },
  lacks: {
    "zh-CN": "没有仓库、分支、提交和时间；没有签名，只能靠路径里的 token。",
    en: "It has no repository, branch, commit or time, and no signature: the token in the path is all there is.",
  },
};
