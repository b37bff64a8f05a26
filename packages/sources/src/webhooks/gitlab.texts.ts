import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "GitLab", en: "GitLab" },
  setup: {
    "zh-CN":
      "项目（或群组）Settings → Webhooks → Add new webhook：URL 填网关地址；有 Signing token 的版本请生成一个（`whsec_` 开头），填到 `secret`；旧版本在 Secret token 填与 `token` 相同的值。触发器勾选 Pipeline events，需要时再勾选 Push events、Tag push events、Merge request events、Deployment events、Releases events。不要设置 Custom webhook template。",
    en: "Settings → Webhooks → Add new webhook of the project or group: the gateway's address as URL; where there is a signing token, generate one (`whsec_…`) and make it the door's `secret`, else the secret token is the door's `token`. Trigger: Pipeline events (and Push, Tag push, Merge request, Deployment and Releases events where they are wanted). No custom webhook template.",
  },
  lacks: {
    "zh-CN":
      "Secret token 以明文发送，不保护正文，请尽量使用Signing token。测试结果和发布人不在其中；流水线变量不会进入通知。不公开邮箱的用户只有姓名和用户名。子流水线的名称后有“(child)”；没有用 `workflow:name` 命名的，彼此无法区分，因此不说是否首次失败或已恢复。",
    en: "A secret token is sent as it is and protects no body: prefer the signing token. Tests, and who made a release, are not told; variables of a pipeline never reach a message. A user who shows no address has a name and a username alone. A child pipeline has “(child)” behind its name; without a name of its own (`workflow:name`) nothing tells it from other children, so it is never said to be fixed or newly broken.",
  },
};
