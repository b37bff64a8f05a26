import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Buildkite", en: "Buildkite" },
  setup: {
    "zh-CN":
      "组织 Settings → Notification Services → Webhook → Add：Webhook URL 填网关地址；Token 选 HMAC 签名（X-Buildkite-Signature），把显示的值填为 `secret`（选明文 X-Buildkite-Token 时填为 `token`）；Events 勾选 build.finished，需要时再勾选 build.scheduled、build.running、build.skipped；然后选择流水线。服务器时间误差不能超过 5 分钟。",
    en: "Organization Settings → Notification Services → Webhook → Add: the gateway's address as Webhook URL; let the Token be sent as a signature (X-Buildkite-Signature) and give the door its value as `secret` (as `token` where it is sent as plain text, X-Buildkite-Token); of the events build.finished, and build.scheduled, build.running and build.skipped where they are wanted; then the pipelines. The gateway's clock may be wrong by 5 minutes at most.",
  },
  lacks: {
    "zh-CN":
      "没有投递 ID；构建中没有任务，所以不知道哪个任务失败；没有合并请求的标题。提交和合并请求的链接只有 github.com 的仓库才有。",
    en: "It has no id of a delivery. A build says nothing of its jobs, so it names no failed one; a pull request has no title. Commits and pull requests are linked for repositories on github.com alone.",
  },
};
