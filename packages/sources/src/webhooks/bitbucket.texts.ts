import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Bitbucket Cloud", en: "Bitbucket Cloud" },
  setup: {
    "zh-CN":
      "仓库 Repository settings → Webhooks → Add webhook：URL 填网关地址，Secret 填与 `secret` 相同的密钥，Triggers 选 Choose from a full list of triggers，勾选 Build status created、Build status updated，需要时再勾选 Push 以及 Pull request 的 Created、Updated、Approved、Changes Request created、Merged、Declined。",
    en: "Repository settings → Webhooks → Add webhook: the gateway's address as URL, the door's secret as Secret; choose from the full list of triggers Build status created and Build status updated (and Push, and of pull requests Created, Updated, Approved, Changes Request created, Merged, Declined where they are wanted).",
  },
  lacks: {
    "zh-CN":
      "构建状态中没有失败的步骤、耗时、触发方式和合并请求，分支与标签也不区分；一次推送最多列出 5 个提交。合并请求的 Updated 不说明改了什么。不支持 Bitbucket Data Center：它的事件和 Test connection 会得到 400。",
    en: "A build status names no failed step, duration, trigger or pull request, and doesn't tell a tag from a branch; a push lists 5 commits at most. An updated pull request doesn't say what was updated. The events of Bitbucket Data Center are not read: they, and its Test connection, are answered with 400.",
  },
};
