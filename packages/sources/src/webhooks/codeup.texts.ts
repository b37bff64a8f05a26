import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "云效 Codeup", en: "Alibaba Cloud Codeup" },
  setup: {
    "zh-CN":
      "代码库 设置 → Webhooks → 新建 WebHook：URL 填网关地址，Secret Token 填与 `token` 相同的值，触发器勾选推送事件、标签推送事件、合并请求事件。流水线的结果不在其中，请在云效流水线中添加 Webhook 插件（类型 `aliyun-flow`）。",
    en: "Repository settings → Webhooks → create one: the gateway's address as URL, the door's `token` as secret token, and the triggers push, tag push and merge request. Results of pipelines are told by the Webhook plugin of a Flow pipeline (`aliyun-flow`).",
  },
  lacks: {
    "zh-CN":
      "没有签名和投递 ID：token 以明文发送，不保护正文。推送事件中只有推送人的姓名和（可能打码的）邮箱，没有用户名，也没有对比页面。",
    en: "A signature and an id of the delivery: the token is sent as it is and protects no body. Of whoever pushes there are a name and an address, maybe masked, but no username; and no page compares what was pushed.",
  },
};
