import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "蓝盾 BK-CI", en: "BK-CI" },
  setup: {
    "zh-CN":
      "用蓝盾 OpenAPI 为项目创建回调：POST /{apigwType}/v4/projects/{projectId}/callbacks，url 填网关地址，event 填 BUILD_END（需要时再建 BUILD_START），secretToken 填与 `token` 相同的值，蓝盾会放在 X-DEVOPS-WEBHOOK-TOKEN 请求头里。",
    en: "Make a callback of the project through BK-CI's OpenAPI: POST /{apigwType}/v4/projects/{projectId}/callbacks with the gateway's address as url, BUILD_END as event (and BUILD_START where it is wanted), and the door's `token` as secretToken, which arrives in the header X-DEVOPS-WEBHOOK-TOKEN.",
  },
  lacks: {
    "zh-CN": "没有构建页面的地址，也没有仓库、分支和提交；请求体没有签名。",
    en: "It has no page of the build, no repository, branch or commit, and signs nothing.",
  },
};
