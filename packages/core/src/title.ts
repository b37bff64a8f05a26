import { escapeText } from "./escape.ts";
import type { Alert, AlertEvent, Event, Ref, State } from "./event.ts";
import { type Locale, type Texts, textsOf } from "./locales/catalog.ts";
import type { Transition } from "./transition.ts";
import { truncate } from "./truncate.ts";

export interface TitleOptions {
  readonly locale: Locale;
  readonly transition?: Transition;
  /** It stands among others, and is told apart from them: by its stage and task, by the labels of its alerts. */
  readonly isAmongOthers?: boolean;
}

/** A state as one sees it before reading. */
export const STATE_MARKS = {
  queued: "⏳",
  waiting: "✋",
  running: "▶️",
  success: "✅",
  unstable: "⚠️",
  failure: "❌",
  error: "❌",
  canceled: "⏹️",
  timed_out: "⏰",
  skipped: "⏭️",
  unknown: "❔",
} as const satisfies Record<State, string>;

/** The title: state, pipeline and branch, since a phone's lock screen shows nothing else. Plain text, one line. */
export function titleOf(event: Event, options: TitleOptions): string {
  const texts = textsOf(options.locale);
  const detail = options.isAmongOthers === true ? detailOf(event, texts) : undefined;
  return [headWord(event, texts, options.transition), subjectOf(event), detail, placeOf(event)]
    .filter((words) => words !== undefined && words !== "")
    .map((words) => truncate(escapeText(words ?? ""), 80))
    .join(" · ");
}

/** What happened, in a few words: the first line of a message. */
export function headlineOf(event: Event, options: TitleOptions): string {
  const texts = textsOf(options.locale);
  const change = transitionWords(texts, options.transition);
  switch (event.kind) {
    case "pipeline":
      return `${STATE_MARKS[event.state]} ${texts.pipelineHeadline(texts.states[event.state], event.state)}${change}`;
    case "deployment":
      return `${STATE_MARKS[event.state]} ${texts.deploymentHeadline(texts.states[event.state])}${change}`;
    default:
      return headWord(event, texts, options.transition);
  }
}

/** The branch or tag that the event is about. */
function refOf(event: Event): Ref | undefined {
  return "ref" in event ? event.ref : undefined;
}

function headWord(event: Event, texts: Texts, transition: Transition | undefined): string {
  switch (event.kind) {
    case "pipeline":
    case "deployment":
      return `${STATE_MARKS[event.state]} ${transition === "fixed" ? texts.transitions.fixed : texts.states[event.state]}`;
    case "alert": {
      const word = `${event.status === "firing" ? "🔥" : "✅"} ${texts.alertStatuses[event.status]}`;
      if (event.status === "firing" || !event.truncatedAlerts) return word;
      // Those that were left out may fire.
      return `${word}${texts.aside(texts.truncated(event.truncatedAlerts))}`;
    }
    case "change":
      return `${event.action === "merged" || event.action === "released" ? "🎉" : "📝"} ${texts.changeActions[event.action]}`;
    case "artifact":
      return `📦 ${texts.artifactActions[event.action]}`;
    default:
      return event satisfies never;
  }
}

function transitionWords(texts: Texts, transition: Transition | undefined): string {
  if (transition === undefined || transition === "still_passing") return "";
  return texts.aside(texts.transitions[transition]);
}

function subjectOf(event: Event): string | undefined {
  switch (event.kind) {
    case "pipeline":
      return event.pipeline?.name ?? event.repository?.fullName;
    case "deployment":
      return event.service.name;
    case "alert":
      return event.name;
    case "artifact":
      return [event.name, event.tag].filter(Boolean).join(":");
    case "change":
      return event.change?.title ?? event.release?.name ?? event.repository?.fullName;
    default:
      return event satisfies never;
  }
}

function detailOf(event: Event, texts: Texts): string | undefined {
  if (event.kind === "pipeline") return [event.stage?.name, event.task?.name].filter(Boolean).join(" / ");
  if (event.kind !== "alert" || event.alerts[0] === undefined) return undefined;
  const more = event.alerts.length - 1;
  const labels = truncate(labelsOf(event.alerts[0], event), 60);
  return more === 0 ? labels : `${labels} ${texts.more(more)}`;
}

/** The labels that its group does not have in common; Alertmanager and Grafana write those into the group's key. */
function labelsOf({ labels }: Alert, { name: title, groupKey }: AlertEvent): string {
  const common = groupKey.split(/[{},] ?/);
  return Object.entries(labels)
    .filter(([name, value]) => value !== title && !common.includes(`${name}=${JSON.stringify(value)}`))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function placeOf(event: Event): string | undefined {
  if (event.kind === "deployment") return event.environment.name;
  const change = "change" in event && event.change !== undefined ? `#${event.change.number}` : undefined;
  const branch = refOf(event)?.branch ?? refOf(event)?.tag;
  return [branch, change].filter(Boolean).join(" ");
}
