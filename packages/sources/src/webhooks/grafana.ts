import { at, entriesAt, keysAt, nameAt, pageAt } from "../payload.ts";
import { bytesOf, type HmacScheme } from "../signature.ts";
import type { WebhookSource } from "../source.ts";
import { type AlertDialect, pageInside, readAlertGroup } from "./alert-group.ts";

// Whoever configures a contact point chooses the header of the timestamp; this is the name that Grafana's own examples have.
const TIMESTAMP_HEADER = "x-grafana-alerting-signature-timestamp";

const signature: HmacScheme = {
  header: "x-grafana-alerting-signature",
  hash: "SHA-256",
  encoding: "hex",
  timestamp: { header: TIMESTAMP_HEADER, unit: "s", toleranceMs: 300_000, isOptional: true },
  signed: ({ headers, body }) => {
    const timestamp = headers.get(TIMESTAMP_HEADER);
    if (timestamp === null) return body;
    const before = bytesOf(`${timestamp}:`);
    const signed = new Uint8Array(before.length + body.length);
    signed.set(before);
    signed.set(body, before.length);
    return signed;
  },
};

/**
 * A webhook contact point of Grafana Alerting, with its default payload.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const grafana: WebhookSource = {
  id: "grafana",
  names: { "zh-CN": "Grafana 告警", en: "Grafana Alerting" },
  setup: {
    "zh-CN":
      "Alerting → Contact points → Add contact point：Integration 选 Webhook，URL 填网关地址，HTTP Method 用 POST。Optional Webhook settings → HMAC Signature 的 Secret 填与 `secret` 相同的密钥，Header 留空，Timestamp Header 建议填 X-Grafana-Alerting-Signature-Timestamp（可防重放，Grafana 12 起支持签名；填别的名字无法通过校验）。也可以用 Basic 认证（`password`）或 Authorization Header 的 Bearer（`bearer`）。不要启用 Custom Payload。grafana.ini 的 root_url 要填群成员能打开的地址。",
    en: "Alerting → Contact points → Add contact point: integration Webhook, the gateway's address as URL, HTTP method POST. Under Optional Webhook settings → HMAC Signature put the door's secret, leave Header empty, and set Timestamp Header to X-Grafana-Alerting-Signature-Timestamp against replays (any other name is refused; Grafana signs since version 12). Basic authentication (`password`) and a Bearer in the Authorization header (`bearer`) work, too. Leave Custom Payload off. The root_url of grafana.ini must be an address that the group can open.",
  },
  lacks: {
    "zh-CN":
      "没有投递 ID。截图（imageURL）不会显示。自定义 payload 模板的内容无法解析，会被拒绝。同一组里既有触发也有恢复时，会分成两条消息。",
    en: "An id of the delivery. Screenshots (imageURL) are not shown. A custom payload template can't be read and is refused. A group in which some alerts fire and some are resolved makes two messages.",
  },
  verification: { secret: signature, password: {}, bearer: true },
  parse: ({ body, now }) => readAlertGroup(body, dialect, now),
};

const dialect: AlertDialect = {
  // A rule that could not be evaluated fires under a name of Grafana's own.
  nameOf: (alert) => {
    const [name, rule] = [nameAt(alert, "labels", "alertname"), nameAt(alert, "labels", "rulename")];
    return name !== undefined && rule !== undefined && /^Datasource(?:NoData|Error)$/.test(name)
      ? `${rule} (${name})`
      : undefined;
  },
  extrasOf: () => (alert) => {
    const values = valuesOf(alert);
    return {
      ...(values === undefined ? {} : { values }),
      url: pageAt(alert, "panelURL") ?? pageAt(alert, "dashboardURL") ?? pageAt(alert, "generatorURL"),
      silenceUrl: pageAt(alert, "silenceURL"),
    };
  },
  pageOf: (group, alerts) => {
    const rule = pageAt(alerts[0], "generatorURL");
    if (rule !== undefined && alerts.every((alert) => pageAt(alert, "generatorURL") === rule)) return rule;
    return pageInside(group, "alerting/list");
  },
  params: ["receiver", "title", "message", "truncatedAlerts"],
};

/** The values of a rule's expressions, `B` and `C`, with as many digits as a person reads. */
function valuesOf(alert: unknown): Readonly<Record<string, string>> | undefined {
  const values: Record<string, string> = { ...entriesAt(alert, "values") };
  for (const name of keysAt(alert, "values")) {
    const value = at(alert, "values", name);
    if (typeof value === "number" && Number.isFinite(value) && !Number.isInteger(value)) {
      values[name] = String(Number(value.toPrecision(6)));
    }
  }
  return Object.keys(values).length === 0 ? undefined : values;
}
