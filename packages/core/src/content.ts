import { escapeMarkdown, escapeText, link, type OpenLinksIn, safeUrl } from "./escape.ts";
import type { Alert, Change, Commit, Event, EventKind, FailedTask, Person } from "./event.ts";
import { type FieldLabel, type Texts, textsOf } from "./locales/catalog.ts";
import { formatDuration, formatTime } from "./locales/format.ts";
import { headlineOf, refOf, type TitleOptions } from "./title.ts";
import { truncate } from "./truncate.ts";

/** The tick boxes of a default message: each is one line, or none where the event lacks the value. */
export const contentFields = [
  "pipeline",
  "stage",
  "task",
  "state",
  "repository",
  "branch",
  "change",
  "commit",
  "commits",
  "author",
  "duration",
  "time",
  "trigger",
  "actor",
  "reason",
  "failedTasks",
  "tests",
  "environment",
  "service",
  "revision",
  "artifact",
  "digest",
  "vulnerabilities",
  "release",
  "alert",
  "severity",
  "alerts",
  "link",
] as const;

export type ContentField = (typeof contentFields)[number];

/** The lines of a message that no rule says more about; Gitee's six (pipeline, stage, task, actor, trigger, link) in its order. */
export const defaultContent = {
  pipeline: [
    "pipeline",
    "stage",
    "task",
    "actor",
    "trigger",
    "branch",
    "change",
    "commit",
    "author",
    "duration",
    "reason",
    "failedTasks",
    "tests",
    "link",
  ],
  deployment: ["service", "environment", "revision", "actor", "commit", "author", "reason", "link"],
  alert: ["alert", "severity", "alerts", "link"],
  change: ["repository", "branch", "change", "release", "actor", "commits", "link"],
  artifact: ["artifact", "digest", "vulnerabilities", "repository", "actor", "link"],
} as const satisfies Record<EventKind, readonly ContentField[]>;

export interface ContentOptions extends TitleOptions {
  /** An IANA zone. */
  readonly timeZone: string;
  readonly openLinksIn: OpenLinksIn;
  /** How the text will be read: as Markdown, or as plain text where links are bare URLs. Default `markdown`. */
  readonly as?: "markdown" | "text";
}

const MAX_VALUE = 200;
const MAX_LIST = 10;

/** The first line of a default message, and its lines in the order of `fields`; absent values make no line. */
export function linesOf(event: Event, fields: readonly ContentField[], options: ContentOptions): readonly string[] {
  const texts = textsOf(options.locale);
  const writer = createWriter(options);
  return fields.flatMap((field) => {
    const found = read[field](event, { texts, writer, options });
    if (found === undefined || found.value === "") return [];
    return [texts.line(texts.labels[found.label ?? field], found.value)];
  });
}

/** A whole default message body. */
export function contentOf(event: Event, fields: readonly ContentField[], options: ContentOptions): string {
  const lines = linesOf(event, fields, options);
  const headline = headlineOf(event, options);
  if (options.as === "text") return [headline, ...lines].join("\n");
  return [`#### ${headline}`, lines.join("  \n")].filter(Boolean).join("\n\n");
}

/** Where a person reads more about the event: the task where it has a page, else the run, the change, the commit. */
export function urlOf(event: Event): string | undefined {
  return urlsOf(event)
    .map(safeUrl)
    .find((url) => url !== undefined);
}

function urlsOf(event: Event): readonly (string | undefined)[] {
  switch (event.kind) {
    case "pipeline":
      return [event.task?.url, event.run?.url, event.url, event.change?.url, event.commit?.url, event.pipeline?.url];
    case "change":
      return [event.url, event.change?.url, event.release?.url];
    case "deployment":
      return [event.url, event.environment.url];
    default:
      return [event.url];
  }
}

interface Found {
  readonly value: string;
  /** Where it is not the field's own. */
  readonly label?: FieldLabel;
}

interface Reading {
  readonly texts: Texts;
  readonly writer: Writer;
  readonly options: ContentOptions;
}

type Reader = (event: Event, reading: Reading) => Found | undefined;

const read: Readonly<Record<ContentField, Reader>> = {
  pipeline: (event, { writer }) => {
    if (event.kind !== "pipeline" || event.pipeline === undefined) return undefined;
    const number = event.run?.number === undefined ? "" : ` #${event.run.number}`;
    return { value: writer.link(`${event.pipeline.name}${number}`, event.pipeline.url) };
  },
  stage: (event, { writer }) => (event.kind === "pipeline" ? say(writer, event.stage?.name) : undefined),
  task: (event, { writer }) => (event.kind === "pipeline" ? say(writer, event.task?.name) : undefined),
  state: (event, { texts }) => ("state" in event ? { value: texts.states[event.state] } : undefined),
  repository: ({ repository }, { writer }) =>
    repository === undefined ? undefined : { value: writer.link(repository.fullName, repository.url) },
  branch: (event, { writer }) => {
    if (event.kind === "pipeline" && event.change !== undefined) return undefined;
    const ref = refOf(event);
    if (ref?.branch !== undefined) return say(writer, ref.branch);
    return ref?.tag === undefined ? undefined : { value: writer.text(ref.tag), label: "tag" };
  },
  change: (event, { writer }) => {
    const change = "change" in event ? event.change : undefined;
    return change === undefined ? undefined : { value: changeLine(change, writer) };
  },
  commit: (event, { writer }) => {
    const commit = "commit" in event ? event.commit : undefined;
    return commit === undefined ? undefined : { value: commitLine(commit, writer) };
  },
  commits: (event, { texts, writer }) =>
    event.kind === "change"
      ? list(
          event.commits.map((commit) => commitLine(commit, writer)),
          texts,
          writer,
        )
      : undefined,
  author: (event, { writer }) => say(writer, "commit" in event ? nameOf(event.commit?.author) : undefined),
  duration: (event, { options }) =>
    event.kind === "pipeline" && event.durationMs !== undefined
      ? { value: formatDuration(event.durationMs, options.locale) }
      : undefined,
  time: (event, { options }) => ({ value: formatTime(event.time, options.timeZone) }),
  trigger: (event, { texts }) =>
    event.kind === "pipeline" && event.trigger !== undefined
      ? { value: texts.triggers[event.trigger.type] }
      : undefined,
  actor: (event, { writer }) => say(writer, nameOf(event.actor)),
  reason: (event, { writer }) =>
    say(writer, event.kind === "pipeline" || event.kind === "deployment" ? event.reason : undefined),
  failedTasks: (event, { texts, writer }) =>
    event.kind === "pipeline" && event.failedTasks !== undefined
      ? list(
          event.failedTasks.map((task) => failedTaskLine(task, writer)),
          texts,
          writer,
        )
      : undefined,
  tests: (event, { texts }) =>
    event.kind === "pipeline" && event.tests !== undefined ? { value: texts.tests(event.tests) } : undefined,
  environment: (event, { writer }) => {
    const environment = "environment" in event ? event.environment : undefined;
    return environment === undefined ? undefined : { value: writer.link(environment.name, environment.url) };
  },
  service: (event, { writer }) =>
    event.kind === "deployment" ? { value: writer.link(event.service.name, event.service.url) } : undefined,
  revision: (event, { writer }) => say(writer, event.kind === "deployment" ? event.revision : undefined),
  artifact: (event, { writer }) =>
    event.kind === "artifact" ? say(writer, [event.name, event.tag].filter(Boolean).join(":")) : undefined,
  digest: (event, { writer }) => say(writer, event.kind === "artifact" ? event.digest : undefined),
  vulnerabilities: (event, { texts, writer }) =>
    event.kind === "artifact" && event.vulnerabilities !== undefined
      ? {
          value: Object.entries(event.vulnerabilities)
            .map(([severity, count]) => `${writer.text(severity)} ${count}`)
            .join(texts.listGap),
        }
      : undefined,
  release: (event, { writer }) =>
    event.kind === "change" && event.release !== undefined
      ? { value: writer.link(event.release.name, event.release.url) }
      : undefined,
  alert: (event, { writer }) => say(writer, event.kind === "alert" ? event.name : undefined),
  severity: (event, { writer }) => say(writer, event.kind === "alert" ? event.severity : undefined),
  alerts: (event, { texts, writer }) =>
    event.kind === "alert"
      ? list(
          event.alerts.map((alert) => alertLine(alert, texts, writer)),
          texts,
          writer,
        )
      : undefined,
  link: (event, { texts, writer }) => {
    const url = urlOf(event);
    if (url === undefined) return undefined;
    const isTask = event.kind === "pipeline" && event.task !== undefined;
    return { value: writer.link(texts.view, url), label: isTask ? "taskLink" : "link" };
  },
};

interface Writer {
  text(value: string): string;
  link(title: string, url: string | undefined): string;
  /** The start of a list's item. */
  readonly bullet: string;
}

function createWriter({ as, openLinksIn }: ContentOptions): Writer {
  if (as === "text") {
    return {
      text: (value) => escapeText(truncate(value, MAX_VALUE)),
      link: (title, url) => safeUrl(url) ?? escapeText(truncate(title, MAX_VALUE)),
      bullet: "\n- ",
    };
  }
  return {
    text: (value) => escapeMarkdown(truncate(value, MAX_VALUE)),
    link: (title, url) => link(truncate(title, MAX_VALUE), url, openLinksIn),
    bullet: "  \n• ",
  };
}

function say(writer: Writer, value: string | undefined): Found | undefined {
  return value === undefined ? undefined : { value: writer.text(value) };
}

function list(items: readonly string[], texts: Texts, writer: Writer): Found | undefined {
  if (items.length === 0) return undefined;
  const shown = items.slice(0, MAX_LIST);
  if (items.length > MAX_LIST) shown.push(texts.more(items.length - MAX_LIST));
  return { value: shown.length === 1 ? (shown[0] ?? "") : shown.map((item) => `${writer.bullet}${item}`).join("") };
}

function changeLine(change: Change, writer: Writer): string {
  const title = writer.link(
    ["#", change.number, change.title === undefined ? "" : ` ${change.title}`].join(""),
    change.url,
  );
  if (change.sourceBranch === undefined || change.targetBranch === undefined) return title;
  return `${title} (${writer.text(change.sourceBranch)} → ${writer.text(change.targetBranch)})`;
}

function commitLine(commit: Commit, writer: Writer): string {
  const sha = writer.link(commit.shortSha, commit.url);
  return commit.title === undefined ? sha : `${sha} ${writer.text(commit.title)}`;
}

function failedTaskLine(task: FailedTask, writer: Writer): string {
  const name = task.stage === undefined ? task.name : `${task.stage} / ${task.name}`;
  const title = writer.link(name, task.url);
  return task.reason === undefined ? title : `${title}: ${writer.text(task.reason)}`;
}

function alertLine(alert: Alert, texts: Texts, writer: Writer): string {
  const summary = alert.annotations["summary"] ?? alert.annotations["description"] ?? labelsOf(alert);
  const values = Object.entries(alert.values ?? {}).map(([name, value]) => `${name}=${value}`);
  const words = [writer.link(summary, alert.url), ...values.map((value) => writer.text(value))];
  if (safeUrl(alert.silenceUrl) !== undefined) words.push(writer.link(texts.silence, alert.silenceUrl));
  return words.join(" ");
}

function labelsOf({ labels }: Alert): string {
  return Object.entries(labels)
    .filter(([name]) => name !== "alertname" && name !== "severity")
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function nameOf(person: Person | undefined): string | undefined {
  return person?.name ?? person?.username ?? person?.email?.split("@")[0];
}
