import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "阿里云云效 Flow", en: "Aliyun Flow" },
  setup: {
    "zh-CN":
      "流水线 → 编辑 → 任务 → 添加插件 → Webhook 通知插件：Webhook 地址填 `https://网关/hooks/名称/token`，运行时机勾选成功、失败、取消等。云效发送时不带任何认证，只能靠路径里的 token。",
    en: "Pipeline → edit → a task → add a plugin → webhook notice: `https://GATEWAY/hooks/NAME/TOKEN` as address, and when to send it (success, failure, canceled …). Flow sends nothing to know it by, so the token in the path is all there is.",
  },
  lacks: {
    "zh-CN":
      "没有触发人、提交说明和时间，也没有整条流水线结束的通知，所以按任务逐条通知。没有投递 ID 和时间，五分钟内内容完全相同的通知（例如重试后又以同样方式失败）算重复投递，不再通知。",
    en: "It names nobody, has no commit message and no time, and there is no notice of a whole pipeline's end: tasks are told one by one. With no id and no time, the very same notice within five minutes (a retry that failed again, say) counts as a double.",
  },
};
