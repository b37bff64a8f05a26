import type { Alert } from "@dingpipe/core";
import type { EventDraft } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, countAt, entriesAt, keysAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";

// A group of alerts as Alertmanager tells it; Grafana took the shape over and added to it.

/** What one sender says of an alert in its own words. */
export interface AlertDialect {
  /** The alert's rule, where its own label does not name it well. */
  readonly nameOf?: (alert: unknown) => string | undefined;
  /** Takes the group first: what it says is read once, however many alerts it has. */
  readonly extrasOf: (group: unknown) => (alert: unknown) => Partial<Pick<Alert, "values">> & AlertLinks;
  /** Where a person sees these alerts. */
  readonly pageOf: (group: unknown, alerts: readonly unknown[]) => string | undefined;
  /** What else it says of the whole group, by the sender's names. */
  readonly params: readonly string[];
}

interface AlertLinks {
  readonly url: string | undefined;
  readonly silenceUrl: string | undefined;
}

// From the worst. A word that is not here counts as worse than a warning: nobody knows.
const SEVERITIES = ["page", "emergency", "fatal", "critical", "high", "error", "major", "warning", "minor", "info"];

/**
 * A group of alerts: one Event for those that fire, and one for those that are resolved. A group fires as long as one of its
 * alerts does, and tells the resolved ones beside it: in one Event they would be read as firing.
 */
export function readAlertGroup(group: unknown, dialect: AlertDialect, now: number): Parsed {
  if (!Array.isArray(at(group, "alerts"))) return { invalid: "alerts" };
  if (textAt(group, "groupKey") === undefined) return { invalid: "groupKey" };
  const alerts = listAt(group, "alerts");
  const wrong = alerts.findIndex((alert) => statusOf(alert, group) === undefined);
  if (wrong >= 0) return { invalid: `alerts.${wrong}.status` };
  const events = (["firing", "resolved"] as const).flatMap((status) => {
    const own = alerts.filter((alert) => statusOf(alert, group) === status);
    return own.length === 0 ? [] : [alertEvent(group, status, own, dialect, now)];
  });
  return events.length === 0 ? { ignored: "empty" } : { events };
}

function statusOf(alert: unknown, group: unknown): "firing" | "resolved" | undefined {
  const status = nameAt(alert, "status") ?? nameAt(group, "status");
  return status === "firing" || status === "resolved" ? status : undefined;
}

function alertEvent(
  group: unknown,
  status: "firing" | "resolved",
  alerts: readonly unknown[],
  dialect: AlertDialect,
  now: number,
): EventDraft {
  const page = dialect.pageOf(group, alerts);
  const extrasOf = dialect.extrasOf(group);
  return {
    kind: "alert",
    source: { event: "alert", action: status, instance: parseUrl(pageAt(group, "externalURL") ?? "")?.host },
    time: latest(alerts.map((alert) => timeAt(alert, status === "firing" ? "startsAt" : "endsAt"))),
    status,
    name: nameOfGroup(group, alerts, dialect),
    severity: worst(alerts.map((alert) => nameAt(alert, "labels", "severity"))),
    groupKey: textAt(group, "groupKey") ?? "",
    alerts: alerts.map((alert) => ({
      ...extrasOf(alert),
      labels: visible(entriesAt(alert, "labels")),
      annotations: visible(entriesAt(alert, "annotations")),
      startsAt: timeAt(alert, "startsAt") ?? new Date(now).toISOString(),
      // What still fires has no end, or one that is only its time-out.
      endsAt: status === "resolved" ? timeAt(alert, "endsAt") : undefined,
      ...(status === "resolved" ? { silenceUrl: undefined } : {}),
    })),
    truncatedAlerts: countAt(group, "truncatedAlerts") || undefined,
    params: paramsOf(group, dialect),
    url: page,
  };
}

/** A place on the pages of the group's sender. */
export function pageInside(group: unknown, place: string): string | undefined {
  const root = pageAt(group, "externalURL")
    ?.replace(/[#?].*$/, "")
    // From the first of them: else each slash in the middle would be looked at as often as there are some before it.
    .replace(/(?<!\/)\/+$/, "");
  return root === undefined ? undefined : pageAt(`${root}/${place}`);
}

/** The one rule of these alerts, else what the group has in common, else the rules one by one. */
function nameOfGroup(group: unknown, alerts: readonly unknown[], { nameOf }: AlertDialect): string {
  const names = distinct(alerts.map((alert) => nameOf?.(alert) ?? nameAt(alert, "labels", "alertname")));
  if (names.length === 1 && names[0] !== undefined) return names[0];
  const labels = Object.entries(entriesAt(group, "groupLabels"));
  const shared = (labels.length > 0 ? labels : Object.entries(entriesAt(group, "commonLabels")))
    // Grafana groups by the folder of a rule by default: it says less than the rules.
    .filter(([name]) => name !== "severity" && name !== "grafana_folder")
    // Alerts of one alertname may differ by what their sender adds to it.
    .map(([name, value]) => (name === "alertname" ? few(names) || value : `${name}=${value}`));
  return few(shared.length > 0 ? shared : names) || (nameAt(group, "receiver") ?? "alert");
}

function few(texts: readonly string[]): string {
  return texts.slice(0, 3).join(", ");
}

function paramsOf(group: unknown, { params }: AlertDialect): Readonly<Record<string, string>> | undefined {
  const said = params.flatMap((name) => {
    const value = textAt(group, name) ?? nameAt(group, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** Without those that the sender keeps for itself. */
function visible(entries: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name of keysAt(entries)) {
    const value = entries[name];
    if (value !== undefined && !(name.startsWith("__") && name.endsWith("__"))) kept[name] = value;
  }
  return kept;
}

function worst(severities: readonly (string | undefined)[]): string | undefined {
  const known = distinct(severities);
  const rank = (severity: string) => {
    const index = SEVERITIES.indexOf(severity.toLowerCase());
    return index < 0 ? SEVERITIES.indexOf("warning") - 0.5 : index;
  };
  return known.toSorted((one, other) => rank(one) - rank(other))[0];
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return distinct(times).toSorted().at(-1);
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== undefined);
}
