import { entriesAt, nameAt, pageAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { type AlertDialect, pageInside, readAlertGroup } from "./alert-group.ts";

/**
 * The webhook receiver of Prometheus's Alertmanager (payload version 4).
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export const alertmanager: WebhookSource = {
  id: "alertmanager",
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
  params: ["receiver", "notification_reason"],
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
