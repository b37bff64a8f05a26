import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "火山引擎持续交付", en: "Volcengine CP" },
  setup: {
    "zh-CN": "持续交付 → 流水线 → 通知 → 添加 Webhook：地址填 `https://网关/hooks/名称/token`，选择要通知的状态。",
    en: "Continuous Delivery → a pipeline → notices → add a webhook: `https://GATEWAY/hooks/NAME/TOKEN` as address, and the states to tell of.",
  },
  lacks: {
    "zh-CN":
      "没有仓库、分支、提交和时间；没有签名，只能靠路径里的 token。没有投递 ID 和时间，五分钟内内容完全相同的通知（例如重试后又以同样方式失败）算重复投递，不再通知。",
    en: "It has no repository, branch, commit or time, and no signature: the token in the path is all there is. With no id and no time, the very same notice within five minutes (a retry that failed again, say) counts as a double.",
  },
};
