import { entriesAt, nameAt, pageAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { type AlertDialect, pageInside, readAlertGroup } from "./alert-group.ts";

const CONFIG = `receivers:
  - name: dingtalk
    webhook_configs:
      - url: https://gateway.example.com/hooks/alerts
        send_resolved: true
        http_config:
          authorization: { type: Bearer, credentials_file: /etc/alertmanager/dingpipe-token }`;

/**
 * The webhook receiver of Prometheus's Alertmanager (payload version 4).
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanager: WebhookSource = {
  id: "alertmanager",
  names: { "zh-CN": "Prometheus Alertmanager", en: "Prometheus Alertmanager" },
  setup: {
    "zh-CN": `在 alertmanager.yml 中加入下面的接收器并在 route 中引用，令牌与 \`bearer\` 相同（也可以用 basic_auth，密码对应 \`password\`）。启动参数 --web.external-url 要填群成员能打开的地址，否则消息里的链接和「静默」打不开。\n\n\`\`\`yaml\n${CONFIG}\n\`\`\``,
    en: `Add this receiver to alertmanager.yml and name it in a route; the token is the door's \`bearer\` (basic_auth works, too: its password is the door's \`password\`). Start Alertmanager with a --web.external-url that the group can open, or its links lead nowhere.\n\n\`\`\`yaml\n${CONFIG}\n\`\`\``,
  },
  lacks: {
    "zh-CN":
      "没有投递 ID，也没有签名。当前值只有写在 annotation `value` 里才会显示。同一组里既有触发也有恢复时，会分成两条消息；设置了 max_alerts 时，被省略的数量在 params.truncatedAlerts 中。",
    en: "An id of the delivery, and a signature. The current value is shown where an annotation `value` holds it. A group in which some alerts fire and some are resolved makes two messages. With max_alerts, how many were left out is in params.truncatedAlerts.",
  },
  verification: { password: {}, bearer: true },
  parse: ({ body, now }) => readAlertGroup(body, dialect, now),
};

// What is longer makes no address that a page can have.
const MAX_FILTER = 4_000;

const dialect: AlertDialect = {
  extrasOf: (group) => {
    const groupLabels = entriesAt(group, "groupLabels");
    const hasPage = pageInside(group, "") !== undefined && JSON.stringify(groupLabels).length <= MAX_FILTER;
    return (alert) => {
      const value = nameAt(alert, "annotations", "value");
      return {
        ...(value === undefined ? {} : { values: { value } }),
        url: pageAt(alert, "generatorURL"),
        silenceUrl: hasPage ? silencePage(group, matchersOf(alert, groupLabels)) : undefined,
      };
    };
  },
  pageOf: (group) => {
    const receiver = nameAt(group, "receiver");
    const query = receiver === undefined ? "" : `?receiver=${encodeURIComponent(receiver)}`;
    return pageInside(group, `#/alerts${query}`);
  },
  params: ["receiver", "notification_reason", "truncatedAlerts"],
};

function silencePage(group: unknown, matchers: string): string | undefined {
  return pageInside(group, `#/silences/new?filter=${encodeURIComponent(matchers)}`);
}

/** The group's labels and the alert's rule: as wide as what was told, and never wider than one rule. */
function matchersOf(alert: unknown, groupLabels: Readonly<Record<string, string>>): string {
  const alertname = nameAt(alert, "labels", "alertname");
  const labels = { ...groupLabels, ...(alertname === undefined ? {} : { alertname }) };
  const matchers = Object.entries(Object.keys(labels).length > 0 ? labels : entriesAt(alert, "labels"));
  return `{${matchers.map(([name, value]) => `${quotedName(name)}=${JSON.stringify(value)}`).join(",")}}`;
}

function quotedName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name.toWellFormed());
}
