import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "CODING", en: "CODING" },
  setup: {
    "zh-CN":
      "项目设置 → 开发者选项 → WebHook → 新建：URL 填网关地址，内容格式选 coding，内容类型选 application/json，“令牌”填与 `secret` 相同的密钥，监听事件勾选持续集成相关的几项。",
    en: "Project settings → developer options (开发者选项) → WebHook → new: the gateway's address as URL, content format coding, content type application/json, the door's `secret` as token (令牌), and the events of continuous integration (持续集成).",
  },
  lacks: {
    "zh-CN":
      "文档只给出了 QUEUED 一个状态词，其余按 CODING 底层的 Jenkins 和实际使用理解；触发人只有编号，消息里是操作者。代码推送和合并请求事件暂不通知。",
    en: "Its documentation has one word for a state, QUEUED; the others are read as those of Jenkins beneath it and of the field. Who started a build is a number: the message names the sender. Pushes and merge requests are not told.",
  },
};
