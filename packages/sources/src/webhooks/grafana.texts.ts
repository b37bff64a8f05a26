import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Grafana 告警", en: "Grafana Alerting" },
  setup: {
    "zh-CN":
      "Alerting → Contact points → Add contact point：Integration 选 Webhook，URL 填网关地址，HTTP Method 用 POST。Optional Webhook settings → HMAC Signature 的 Secret 填与 `secret` 相同的密钥，Header 留空，Timestamp Header 必须填 X-Grafana-Alerting-Signature-Timestamp（不填或填别的名字都会被拒绝：没有时间戳就分不清重复提醒和重放；Grafana 12 起支持签名）。也可以用 Basic 认证（`password`）或 Authorization Header 的 Bearer（`bearer`）。不要启用 Custom Payload。grafana.ini 的 root_url 要填群成员能打开的地址。",
    en: "Alerting → Contact points → Add contact point: integration Webhook, the gateway's address as URL, HTTP method POST. Under Optional Webhook settings → HMAC Signature put the door's secret, leave Header empty, and set Timestamp Header to X-Grafana-Alerting-Signature-Timestamp (none and any other name are refused: without the time a reminder could not be told from a replay; Grafana signs since version 12). Basic authentication (`password`) and a Bearer in the Authorization header (`bearer`) work, too. Leave Custom Payload off. The root_url of grafana.ini must be an address that the group can open.",
  },
  lacks: {
    "zh-CN":
      "没有投递 ID。截图（imageURL）不会显示。自定义 payload 模板的内容无法解析，会被拒绝。同一组里既有触发也有恢复时，会分成两条消息。",
    en: "An id of the delivery. Screenshots (imageURL) are not shown. A custom payload template can't be read and is refused. A group in which some alerts fire and some are resolved makes two messages.",
  },
};
