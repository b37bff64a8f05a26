import { hmac } from "../hmac.ts";
import { at, entriesAt, keysAt, nameAt, pageAt } from "../payload.ts";
import { bytesOf } from "../signature.ts";
import type { WebhookSource } from "../source.ts";
import { type AlertDialect, pageInside, readAlertGroup } from "./alert-group.ts";

// Whoever configures a contact point chooses the header of the timestamp, or none; this is the name that Grafana's own examples have. It is
// asked for, since what tells a reminder from a replay is the time alone: an alert that still fires is sent again with the same body.
const TIMESTAMP_HEADER = "x-grafana-alerting-signature-timestamp";

const signature = hmac({
  header: "x-grafana-alerting-signature",
  hash: "SHA-256",
  encoding: "hex",
  timestamp: { header: TIMESTAMP_HEADER, unit: "s", toleranceMs: 300_000 },
  signed: ({ headers, body }) => {
    const before = bytesOf(`${headers.get(TIMESTAMP_HEADER)}:`);
    const signed = new Uint8Array(before.length + body.length);
    signed.set(before);
    signed.set(body, before.length);
    return signed;
  },
});

/**
 * A webhook contact point of Grafana Alerting, with its default payload.
 *
 * @see https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const grafana: WebhookSource = {
  id: "grafana",
  verification: { secret: signature, password: {}, bearer: true },
  parse: ({ body, now }) => readAlertGroup(body, dialect, now),
};

const dialect: AlertDialect = {
  // A rule that could not be evaluated fires under a name of Grafana's own. One that is resolved since its series is missing, or since the
  // rule was paused or deleted, is not known to be well: the reason says so.
  nameOf: (alert) => {
    const [name, rule] = [nameAt(alert, "labels", "alertname"), nameAt(alert, "labels", "rulename")];
    const isOwn = name !== undefined && rule !== undefined && /^Datasource(?:NoData|Error)$/.test(name);
    const asides = [isOwn ? name : undefined, nameAt(alert, "annotations", "grafana_state_reason")].filter(Boolean);
    const called = isOwn ? rule : name;
    return called === undefined || asides.length === 0 ? called : `${called} (${asides.join(", ")})`;
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
  params: ["receiver", "title", "message"],
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
