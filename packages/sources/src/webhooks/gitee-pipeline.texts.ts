import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Gitee 流水线通知", en: "Gitee pipeline notice" },
  setup: {
    "zh-CN":
      "流水线 → 编辑任务 → 通知及高级配置 → 添加 → Webhook：URL 填 `https://网关/hooks/名称/token`，通知事件勾选任务成功、任务失败、任务取消、任务跳过中需要的几项。按任务设置，每个要通知的任务都要加。",
    en: "Pipeline → edit a task → notices and advanced settings (通知及高级配置) → add (添加) → Webhook: `https://GATEWAY/hooks/NAME/TOKEN` as URL, and the events that are wanted: 任务成功 success, 任务失败 failure, 任务取消 canceled, 任务跳过 skipped. Each task that is to be told of has a notice of its own.",
  },
  lacks: {
    "zh-CN":
      "没有触发人、提交说明、时间，也没有整条流水线结束的通知，所以按任务逐条通知。请求可选“密钥”，但 Gitee 没有公布签名算法，这里用路径里的 token 校验。没有投递 ID 和时间，五分钟内内容完全相同的通知（例如重试后又以同样方式失败）算重复投递，不再通知。",
    en: "It names nobody, has no commit message and no time, and there is no notice of a whole pipeline's end: tasks are told one by one. It can be given a key (密钥), but how it signs is not documented: the token in the path is what is checked. With no id and no time, the very same notice within five minutes (a retry that failed again, say) counts as a double.",
  },
};
