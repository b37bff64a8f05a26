import {
  type Alert,
  type Delivery,
  type Event,
  escapeMarkdown,
  isInGroup,
  type Locale,
  link,
  type OpenLinksIn,
  stateKey,
  type Transition,
  titleOf,
  type UnstableAs,
  unstableOf,
  urlOf,
} from "@dingpipe/core";
import type { DigestGroup, DigestLine, Entry } from "./entry.ts";

export interface EventEntryOptions {
  readonly event: Event;
  readonly transition?: Transition;
  /** How the rule counts \`unstable\`, where it says so. */
  readonly unstable?: UnstableAs;
  /** Unique to the intake's arrival. */
  readonly key: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly access?: string;
  readonly locale: Locale;
  readonly openLinksIn: OpenLinksIn;
}

const MAX_MEMBERS_SIZE = 100_000;

/** What a planned delivery is to its robot's outbox. */
export function entryOfEvent(delivery: Delivery, options: EventEntryOptions): Entry {
  const { event, transition, locale, receivedAt, key, access } = options;
  const { msgUuid: _, ...message } = delivery.message;
  const { rule, part, parts } = delivery;
  const titled = { locale, ...(transition && { transition }) };
  const title = titleOf(event, titled);
  const actor = event.actor?.name ?? event.actor?.username;
  const group = groupOf(event, options);
  const { door, deliveryId } = event.source;
  const replacing = replacement(event);
  return {
    key: `${key}/${rule}/${part}`,
    lane: laneOf(event),
    urgent: group === "failed",
    message,
    digest: {
      topic: topicOf(event),
      ...membersOf(event),
      group,
      line: [
        link(titleOf(event, { ...titled, isAmongOthers: true }), urlOf(event), options.openLinksIn),
        ...(actor === undefined ? [] : [escapeMarkdown(actor)]),
      ].join(" · "),
    },
    // The later parts of a message must not take the place of its first.
    ...(part === 1 && replacing.replaces !== undefined ? { replaces: replacing.replaces } : {}),
    ...(replacing.replaceable === undefined ? {} : { replaceable: replacing.replaceable }),
    origin: {
      ...{ title, receivedAt, eventId: event.id, rule },
      ...(door === undefined ? {} : { door }),
      ...(deliveryId === undefined ? {} : { deliveryId }),
      ...(access === undefined ? {} : { access }),
      ...(parts === 1 ? {} : { part, parts }),
    },
  };
}

/** Within this, order is kept: a pipeline and its branch, a group of alerts, a change. */
function laneOf(event: Event): string {
  if (event.kind === "deployment") return stateKey(event);
  if (event.kind === "pipeline") {
    const { stage: _, task: __, ...whole } = event;
    return stateKey(whole);
  }
  const place = [event.kind, event.source.provider, event.source.instance, event.repository?.fullName];
  return JSON.stringify([...place, ...subjectOf(event)]);
}

/** What a line of a digest is about. Tasks of one pipeline, pushes to one branch have a line each: none speaks for its neighbour. */
function topicOf(event: Event): string {
  if (event.kind === "pipeline") return stateKey(event);
  const lane = laneOf(event);
  return event.kind === "change" && event.action === "pushed"
    ? JSON.stringify([lane, event.commits.at(-1)?.sha])
    : lane;
}

/** The alerts of which a line speaks. Where they would fill a row, all that fires counts as one, and all that is over. */
function membersOf(event: Event): Pick<DigestLine, "members"> {
  if (event.kind !== "alert") return {};
  const members = event.alerts.map(labelsOf);
  const size = members.reduce((sum, { length }) => sum + length, 0);
  if (size === 0) return {};
  return { members: size > MAX_MEMBERS_SIZE ? [event.status] : members };
}

function subjectOf(event: Exclude<Event, { kind: "pipeline" | "deployment" }>): readonly (string | undefined)[] {
  switch (event.kind) {
    case "alert":
      return [event.groupKey];
    case "change":
      return [event.change?.number, event.ref?.full, event.ref?.branch, event.ref?.tag, event.release?.tag];
    case "artifact":
      return [event.name, event.tag, event.digest];
    default:
      return event satisfies never;
  }
}

function groupOf(
  event: Event,
  { transition, unstable }: Pick<EventEntryOptions, "transition" | "unstable">,
): DigestGroup {
  if (event.kind === "alert") return event.status === "firing" ? "failed" : "fixed";
  if (event.kind !== "pipeline" && event.kind !== "deployment") return "other";
  if (transition === "fixed") return "fixed";
  if (event.state === "unstable") return unstable ?? unstableOf(event.source.provider);
  if (isInGroup(event.state, "failed")) return "failed";
  return event.state === "success" ? "passed" : "other";
}

/** A run's end takes the place of its own start, an alert's news that of its older news: the very same alerts. */
function replacement(event: Event): { readonly replaces?: string; readonly replaceable?: string } {
  if (event.kind === "alert") {
    const key = JSON.stringify([topicOf(event), event.alerts.map(labelsOf).sort()]);
    return event.status === "firing" ? { replaces: key, replaceable: key } : { replaces: key };
  }
  if (event.kind !== "pipeline" || event.run?.id === undefined) return {};
  const key = JSON.stringify([topicOf(event), event.run.id, event.run.attempt]);
  return isInGroup(event.state, "finished") ? { replaces: key } : { replaceable: key };
}

function labelsOf({ labels }: Alert): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
