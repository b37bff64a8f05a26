import { escapeMarkdown, escapeText, link, type OpenLinksIn, safeUrl } from "./escape.ts";
import type {
  Alert,
  AlertEvent,
  ArtifactEvent,
  Change,
  ChangeEvent,
  Commit,
  DeploymentEvent,
  Event,
  EventKind,
  FailedTask,
  Person,
  PipelineEvent,
  RunTask,
} from "./event.ts";
import { type FieldLabel, type Texts, textsOf } from "./locales/catalog.ts";
import { formatDuration, formatTime } from "./locales/format.ts";
import { headlineOf, STATE_MARKS, type TitleOptions } from "./title.ts";
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
  "tasks",
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
    "tasks",
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
  const isEachTold = event.kind === "pipeline" && event.tasks !== undefined && fields.includes("tasks");
  return fields.flatMap((field) => {
    // They are among the tasks.
    if (field === "failedTasks" && isEachTold) return [];
    const found = read[field](event, { texts, writer, options });
    const { line, label = field } = typeof found === "string" ? { line: writer.text(found) } : (found ?? { line: "" });
    return line === "" ? [] : [texts.line(texts.labels[label], line)];
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

/** Any event's fields, each where it has them: the same name means the same in all kinds. */
type Fields = { readonly kind: EventKind } & Partial<
  Omit<PipelineEvent, "kind"> &
    Pick<DeploymentEvent, "service" | "revision"> &
    Pick<AlertEvent, "name" | "severity" | "alerts" | "truncatedAlerts"> &
    Pick<ChangeEvent, "commits" | "release"> &
    Pick<ArtifactEvent, "tag" | "digest" | "vulnerabilities">
>;

/** A value as text that is put in escaped, or what is already a line; a label where it is not the field's own. */
type Found = string | undefined | { readonly line: string; readonly label?: FieldLabel };

interface Reading {
  readonly texts: Texts;
  readonly writer: Writer;
  readonly options: ContentOptions;
}

type Reader = (event: Fields, reading: Reading) => Found;

const read: Readonly<Record<ContentField, Reader>> = {
  pipeline: ({ pipeline, run }, { writer }) =>
    pipeline && {
      line: writer.link(`${pipeline.name}${run?.number === undefined ? "" : ` #${run.number}`}`, pipeline.url),
    },
  stage: ({ stage }) => stage?.name,
  task: ({ task }) => task?.name,
  state: ({ state }, { texts }) => state && { line: texts.states[state] },
  repository: ({ repository }, { writer }) => repository && { line: writer.link(repository.fullName, repository.url) },
  branch: ({ kind, change, ref }, { writer }) => {
    if (kind === "pipeline" && change !== undefined) return undefined;
    return ref?.branch ?? (ref?.tag === undefined ? undefined : { line: writer.text(ref.tag), label: "tag" });
  },
  change: ({ change }, { writer }) => change && { line: changeLine(change, writer) },
  commit: ({ commit }, { writer }) => commit && { line: commitLine(commit, writer) },
  commits: ({ commits }, reading) => list(commits, commitLine, reading),
  author: ({ commit }) => nameOf(commit?.author),
  duration: ({ durationMs }, { options }) =>
    durationMs === undefined ? undefined : { line: formatDuration(durationMs, options.locale) },
  time: ({ time = "" }, { options }) => ({ line: formatTime(time, options.timeZone) }),
  trigger: ({ trigger }, { texts }) => trigger && { line: texts.triggers[trigger.type] },
  actor: ({ actor }) => nameOf(actor),
  reason: ({ reason }) => reason,
  failedTasks: ({ failedTasks }, reading) => list(failedTasks, failedTaskLine, reading),
  tasks: ({ tasks }, reading) => list(tasks, taskLine, reading),
  tests: ({ tests }, { texts }) => tests && { line: texts.tests(tests) },
  environment: ({ environment }, { writer }) => environment && { line: writer.link(environment.name, environment.url) },
  service: ({ service }, { writer }) => service && { line: writer.link(service.name, service.url) },
  revision: ({ revision }) => revision,
  artifact: ({ kind, name, tag }) => (kind === "artifact" ? [name, tag].filter(Boolean).join(":") : undefined),
  digest: ({ digest }) => digest,
  vulnerabilities: ({ vulnerabilities }, { texts, writer }) =>
    vulnerabilities && {
      line: Object.entries(vulnerabilities)
        .map(([severity, count]) => `${writer.text(severity)} ${count}`)
        .join(texts.listGap),
    },
  release: ({ release }, { writer }) => release && { line: writer.link(release.name, release.url) },
  alert: ({ kind, name }) => (kind === "alert" ? name : undefined),
  severity: ({ severity }) => severity,
  alerts: ({ alerts, truncatedAlerts }, reading) =>
    list(alerts, alertLine, reading, truncatedAlerts ? reading.texts.truncated(truncatedAlerts) : undefined),
  link: (event, { texts, writer }) => {
    const url = urlOf(event as Event);
    return url === undefined
      ? undefined
      : { line: writer.link(texts.view, url), label: isOfTask(event, url) ? "taskLink" : "link" };
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

/** What opens is about the task, or the run that it is in: a commit is not. */
function isOfTask({ task, run, url }: Fields, target: string): boolean {
  return task !== undefined && [task.url, run?.url, url].some((own) => safeUrl(own) === target);
}

function list<Item>(
  items: readonly Item[] | undefined,
  lineOf: (item: Item, writer: Writer, texts: Texts) => string,
  { texts, writer }: Reading,
  rest?: string,
): Found {
  if (items === undefined || items.length === 0) return undefined;
  const lines = items.slice(0, MAX_LIST).map((item) => lineOf(item, writer, texts));
  if (items.length > MAX_LIST) lines.push(texts.more(items.length - MAX_LIST));
  if (rest !== undefined) lines.push(rest);
  return { line: lines.length === 1 ? lines.join("") : lines.map((line) => `${writer.bullet}${line}`).join("") };
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

function taskLine({ name, state, url }: RunTask, writer: Writer, texts: Texts): string {
  return `${STATE_MARKS[state]} ${writer.link(name, url)} ${texts.states[state]}`;
}

function alertLine(alert: Alert, writer: Writer, texts: Texts): string {
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
