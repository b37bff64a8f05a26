import type { ChangeAction } from "@dingpipe/core";
import { cloudEventId, handshake, isCloudEvent, mayLackJson, parseCloudEvents } from "../cloudevent.ts";
import { changeOf, type EventDraft, named, paramsOf, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, changeNumberAt, entriesAt, nameAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import { artifactOf } from "../purl.ts";
import type { IgnoredReason, Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { cdeventsWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { firstLine, withoutUserInfo } from "../values.ts";

/**
 * CDEvents (0.3 to 0.5) of the Continuous Delivery Foundation, in CloudEvents or bare.
 *
 * @see https://cdevents.dev/docs/
 */
export const cdevents: WebhookSource = {
  id: "cdevents",
  verification: { bearer: true, password: {} },
  mayLackJson,
  handshake,
  deliveryId: (payload) => cloudEventId(payload) ?? bareId(payload),
  parse: (payload, asked) =>
    isCloudEvent(payload)
      ? parseCloudEvents(payload, ({ data }) => readCdevent(data), asked)
      : readCdevent(payload.body),
};

/** A CDEvent by the words of its type, taken apart. */
interface Cdevent {
  readonly subject: string;
  readonly predicate: string;
  readonly id: string;
  readonly content: unknown;
  readonly body: unknown;
}

type Reader = (event: Cdevent) => EventDraft | { readonly lacks: string };

/** Reads a CDEvent, which is the data of a CloudEvent. */
export function readCdevent(body: unknown): Parsed {
  const type = nameAt(body, "context", "type");
  if (type === undefined) return { invalid: "context.type" };
  if (/^dev\.cdeventsx\./i.test(type)) return { ignored: "event", detail: type };
  const [, subject, predicate] = /^dev\.cdevents\.(\w+)\.(\w+)\.\d+\.\d+\.\d+\S*$/i.exec(type.toLowerCase()) ?? [];
  if (subject === undefined || predicate === undefined) return { invalid: "context.type" };
  const id = nameAt(body, "subject", "id");
  if (id === undefined) return { invalid: "subject.id" };
  const row = ownOf(readers, subject);
  if (row === undefined) return { ignored: "event", detail: `${subject}.${predicate}` };
  if (!row.predicates.includes(predicate)) return { ignored: "action", detail: `${subject}.${predicate}` };
  const event = { subject, predicate, id, content: at(body, "subject", "content"), body };
  const draft = row.read(event);
  if ("lacks" in draft) return { invalid: draft.lacks };
  const untold = row.untold?.(event);
  return { events: [draft], ...(untold === undefined ? {} : { untold }) };
}

const RUN = ["queued", "started", "finished", "skipped"];

const readers: Readonly<
  Record<
    string,
    {
      /** What is told of it; other predicates are ignored. */
      readonly predicates: readonly string[];
      readonly read: Reader;
      readonly untold?: (event: Cdevent) => IgnoredReason | undefined;
    }
  >
> = {
  pipelinerun: { predicates: RUN, read: pipelineRun },
  taskrun: {
    predicates: RUN,
    read: taskRun,
    untold: ({ content }) => (nameAt(content, "pipelineRun", "id") === undefined ? undefined : "part_of_run"),
  },
  // Its artifact has an event of its own, and its end does not say how it ended.
  build: { predicates: RUN, read: build, untold: () => "told_elsewhere" },
  testsuiterun: { predicates: RUN, read: testSuiteRun },
  testcaserun: { predicates: RUN, read: testCaseRun, untold: () => "part_of_run" },
  service: { predicates: ["deployed", "upgraded", "rolledback"], read: service },
  change: { predicates: ["created", "updated", "reviewed", "merged", "abandoned"], read: change },
  artifact: { predicates: ["published", "deleted"], read: artifact },
  incident: {
    predicates: ["detected", "reported", "resolved"],
    read: incident,
    // The same incident was detected before.
    untold: ({ predicate }) => (predicate === "reported" ? "told_elsewhere" : undefined),
  },
};

function pipelineRun(event: Cdevent): EventDraft {
  const url = pageOf(event.content);
  return {
    ...runOf(event),
    pipeline: named(nameAt(event.content, "pipelineName") ?? event.id),
    run: { id: event.id, url },
  };
}

function taskRun(event: Cdevent): EventDraft {
  const { content, id } = event;
  const name = nameAt(content, "taskName") ?? id;
  const url = pageOf(content);
  const run = nameAt(content, "pipelineRun", "id");
  // Of no pipelineRun, it is a run of its own.
  return run === undefined
    ? { ...runOf(event), pipeline: { name }, run: { id, url } }
    : { ...runOf(event), run: { id: run }, task: { id, name, url } };
}

function build(event: Cdevent): EventDraft {
  const artifact = nameAt(event.content, "artifactId");
  return {
    ...runOf(event),
    pipeline: { name: event.id },
    run: { id: event.id },
    artifacts: artifact === undefined ? undefined : [{ name: artifact }],
  };
}

function testSuiteRun(event: Cdevent): EventDraft {
  const { content, id } = event;
  const suite = nameAt(content, "testSuite", "id");
  return {
    ...runOf(event),
    pipeline: named(nameAt(content, "testSuite", "name") ?? suite ?? id, {
      id: suite,
      url: pageAt(content, "testSuite", "uri"),
    }),
    run: { id },
  };
}

function testCaseRun(event: Cdevent): EventDraft {
  const { content, id } = event;
  const name = nameAt(content, "testCase", "name") ?? nameAt(content, "testCase", "id") ?? id;
  const suiteRun = nameAt(content, "testSuiteRun", "id");
  return {
    ...runOf(event),
    run: suiteRun === undefined ? undefined : { id: suiteRun },
    task: { id, name, url: pageAt(content, "testCase", "uri") },
  };
}

/** What every run, suite, task, build and case has in common. */
function runOf(event: Cdevent): Extract<EventDraft, { kind: "pipeline" }> {
  const { predicate, content } = event;
  const common = commonOf(event);
  const outcome = nameAt(content, "outcome");
  const statusRaw = predicate === "finished" ? outcome : predicate;
  const environment = nameAt(content, "environment", "name") ?? nameAt(content, "environment", "id");
  return {
    kind: "pipeline",
    ...common,
    state: stateOf(cdeventsWords, statusRaw),
    statusRaw: statusRaw ?? predicate,
    reason: textAt(content, "errors") ?? textAt(content, "reason"),
    queuedAt: predicate === "queued" ? common.time : undefined,
    startedAt: predicate === "started" ? common.time : undefined,
    finishedAt: predicate === "finished" ? common.time : undefined,
    environment: named(environment, { url: pageOf(at(content, "environment")) }),
    trigger: suiteTrigger(content),
  };
}

/** `manual`, `pipeline`, `event`, `schedule` or `other`. */
function suiteTrigger(content: unknown) {
  const type = nameAt(content, "trigger", "type");
  return type === undefined || type === "other" ? undefined : triggerOf(type);
}

function service(event: Cdevent): EventDraft | { readonly lacks: string } {
  const { content, id, predicate } = event;
  const environment = nameAt(content, "environment", "name") ?? nameAt(content, "environment", "id");
  if (environment === undefined) return { lacks: "subject.content.environment.id" };
  const artifactId = nameAt(content, "artifactId");
  const deployed = artifactId === undefined ? undefined : artifactOf(artifactId);
  return {
    kind: "deployment",
    ...commonOf(event),
    // The event is sent when it is done; of one that failed there is none.
    state: "success",
    statusRaw: predicate,
    reason: predicate === "rolledback" ? "rollback" : undefined,
    service: { name: id },
    environment: { name: environment, url: pageOf(at(content, "environment")) },
    revision: deployed?.tag ?? deployed?.digest ?? artifactId,
    url: pageOf(content),
  };
}

const changeActions: Readonly<Record<string, ChangeAction>> = {
  created: "opened",
  updated: "updated",
  reviewed: "reviewed",
  merged: "merged",
  abandoned: "closed",
};

function change(event: Cdevent): EventDraft | { readonly lacks: string } {
  const { content, id, predicate, body } = event;
  const page = pageAt(body, "subject", "id") ?? pageOf(content);
  // The id is the sender's own: a number, or a path or an address that ends in one.
  const number = changeNumberAt(id) ?? changeNumberAt(/(\d+)\/?$/.exec(id)?.[1]);
  if (number === undefined) return { lacks: "subject.id" };
  const title = textAt(content, "description");
  return {
    kind: "change",
    ...commonOf(event),
    action: changeActions[predicate] ?? "updated",
    commits: [],
    repository: repositoryAt(content),
    change: changeOf(number, { title: title === undefined ? undefined : firstLine(title), url: page }),
  };
}

function artifact(event: Cdevent): EventDraft {
  const user = nameAt(event.content, "user");
  return {
    kind: "artifact",
    ...commonOf(event),
    action: event.predicate === "deleted" ? "deleted" : "pushed",
    ...artifactOf(event.id),
    actor: user === undefined ? undefined : { username: user },
  };
}

function incident(event: Cdevent): EventDraft | { readonly lacks: string } {
  const { content, id, predicate, body } = event;
  const common = commonOf(event);
  if (common.time === undefined) return { lacks: "context.timestamp" };
  const description = textAt(content, "description");
  const status = predicate === "resolved" ? "resolved" : "firing";
  const value = nameAt(body, "customData", "value");
  const labels = [
    ["environment", nameAt(content, "environment", "id")],
    ["service", nameAt(content, "service", "id")],
    ["artifact", nameAt(content, "artifactId")],
  ].filter(([, label]) => label !== undefined);
  return {
    kind: "alert",
    ...common,
    status,
    name: (description === undefined ? undefined : firstLine(description)) ?? id,
    severity: nameAt(body, "customData", "severity"),
    groupKey: withoutUserInfo(
      [nameAt(body, "subject", "source") ?? nameAt(body, "context", "source"), id].filter(Boolean).join(" "),
    ),
    // The description is the name already, and is not said again.
    alerts: [
      {
        labels: Object.fromEntries(labels) as Record<string, string>,
        annotations: {},
        values: value === undefined ? undefined : { value },
        startsAt: common.time,
        endsAt: status === "resolved" ? common.time : undefined,
      },
    ],
    url: pageAt(content, "ticketURI"),
  };
}

/** What every CDEvent has. */
function commonOf({ subject, predicate, body }: Cdevent): Pick<EventDraft, "source" | "time" | "params"> {
  return {
    source: {
      event: `dev.cdevents.${subject}.${predicate}`,
      action: predicate,
      instance: parseUrl(nameAt(body, "context", "source") ?? "")?.host || undefined,
    },
    time: timeAt(body, "context", "timestamp"),
    params: paramsOf(Object.entries(entriesAt(body, "customData"))),
  };
}

// The specification's tables say `url`, its schemas from 0.5 on `uri`.
function pageOf(content: unknown): string | undefined {
  return pageAt(content, "uri") ?? pageAt(content, "url");
}

function repositoryAt(content: unknown) {
  return repositoryOf(nameAt(content, "repository", "id"));
}

function bareId({ body }: WebhookPayload): string | undefined {
  const [source, id] = [nameAt(body, "context", "source"), nameAt(body, "context", "id")];
  return source === undefined || id === undefined ? undefined : `${withoutUserInfo(source)} ${id}`;
}
