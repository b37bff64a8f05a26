import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Azure DevOps", en: "Azure DevOps" },
  setup: {
    "zh-CN":
      "项目 Project settings → Service hooks → Create subscription → Web Hooks：每个事件建一个订阅，URL 填网关地址，Basic authentication password 填与 `password` 相同的密码（用户名任意），Resource details to send 选 All，Messages to send 选 All。构建请在 Build completed 与 Run state changed 中二选一（前者还含分支、提交和触发人）；需要时再订阅 Code pushed、Pull request created、Pull request updated、Release deployment completed。",
    en: "Project settings → Service hooks → Create subscription → Web Hooks, one for each event: the gateway's address as URL, the door's password as basic authentication password (any user), all resource details, all messages. For builds take either Build completed or Run state changed (the former also knows branch, commit and who asked for it); add Code pushed, Pull request created, Pull request updated, Release deployment completed where they are wanted.",
  },
  lacks: {
    "zh-CN":
      "不含失败的任务名称和测试结果；Run state changed 不含分支和触发人；合并请求的评审动作只能从消息文字中识别。变量与参数不会进入通知。",
    en: "The tasks that failed and the tests; with Run state changed the branch and who started it, too. What a reviewer did is known by the sentence of the message alone. Variables and parameters never reach a message.",
  },
};
