import * as z from "zod/mini";
import { DingpipeError } from "./error.ts";
import { artifactActions, changeActions, type Event, states, triggerTypes } from "./event.ts";
import { transitions } from "./transition.ts";
import { issuesOf } from "./zod-issues.ts";

const text = z.string().check(z.maxLength(100_000));
const words = z.exactOptional(text);
const time = z.iso.datetime({ offset: true });
const when = z.exactOptional(time);
const count = z.int().check(z.nonnegative());
const counted = z.exactOptional(count);
const stringMap = z.readonly(z.record(text, text));
const state = z.enum(states);
const transition = z.exactOptional(z.enum(transitions));

/** An object that is there, or not. */
function group<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.exactOptional(z.readonly(z.object(shape)));
}

function list<Item extends z.ZodMiniType>(item: Item) {
  return z.readonly(z.array(item).check(z.maxLength(1_000)));
}

const person = group({ name: words, username: words, email: words });

const base = {
  id: text,
  time,
  source: z.readonly(
    z.object({
      provider: text,
      instance: words,
      via: z.enum(["env", "webhook", "cloudevent", "manual"]),
      door: words,
      event: words,
      action: words,
      deliveryId: words,
    }),
  ),
  repository: group({ fullName: text, name: words, url: words, cloneUrl: words }),
  actor: person,
  params: z.exactOptional(stringMap),
  url: words,
};

const place = { name: text, url: words, tier: words };
const ref = group({ full: words, branch: words, tag: words });
const commitFields = { sha: text, shortSha: text, title: words, message: words, url: words, author: person };
const commit = group(commitFields);
const change = group({ number: text, title: words, url: words, sourceBranch: words, targetBranch: words });

const pipelineEvent = z.readonly(
  z.object({
    ...base,
    kind: z.literal("pipeline"),
    pipeline: group({ id: words, name: text, url: words }),
    run: group({ id: words, number: words, attempt: counted, name: words, url: words }),
    stage: group({ name: text }),
    task: group({ id: words, name: text, url: words }),
    environment: group(place),
    state,
    statusRaw: words,
    reason: words,
    failedTasks: z.exactOptional(list(z.readonly(z.object({ stage: words, name: text, url: words, reason: words })))),
    queuedAt: when,
    startedAt: when,
    finishedAt: when,
    durationMs: counted,
    ref,
    change,
    commit,
    trigger: group({ type: z.enum(triggerTypes), raw: words }),
    tests: group({ total: counted, passed: counted, failed: counted, skipped: counted }),
    artifacts: z.exactOptional(list(z.readonly(z.object({ name: text, url: words })))),
    previousState: z.exactOptional(state),
    transition,
  }),
);

const alertEvent = z.readonly(
  z.object({
    ...base,
    kind: z.literal("alert"),
    status: z.enum(["firing", "resolved"]),
    name: text,
    severity: words,
    groupKey: text,
    alerts: list(
      z.readonly(
        z.object({
          labels: stringMap,
          annotations: stringMap,
          values: z.exactOptional(stringMap),
          startsAt: time,
          endsAt: when,
          url: words,
          silenceUrl: words,
        }),
      ),
    ),
  }),
);

const changeEvent = z.readonly(
  z.object({
    ...base,
    kind: z.literal("change"),
    action: z.enum(changeActions),
    commits: list(z.readonly(z.object(commitFields))),
    ref,
    change,
    release: group({ name: text, tag: words, url: words }),
  }),
);

const deploymentEvent = z.readonly(
  z.object({
    ...base,
    kind: z.literal("deployment"),
    state,
    statusRaw: words,
    reason: words,
    environment: z.readonly(z.object(place)),
    service: z.readonly(z.object({ name: text, url: words })),
    revision: words,
    ref,
    commit,
    previousState: z.exactOptional(state),
    transition,
  }),
);

const artifactEvent = z.readonly(
  z.object({
    ...base,
    kind: z.literal("artifact"),
    action: z.enum(artifactActions),
    name: text,
    tag: words,
    digest: words,
    vulnerabilities: z.exactOptional(z.readonly(z.record(text, count))),
  }),
);

/** Stays inside; a type test holds it equal to `Event`. */
export const eventSchema = z.discriminatedUnion("kind", [
  pipelineEvent,
  alertEvent,
  changeEvent,
  deploymentEvent,
  artifactEvent,
]);

/** An Event from parsed JSON; fields that we don't know are dropped. Throws `event_invalid` with every mistake. */
export function parseEvent(value: unknown): Event {
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error, value);
  throw new DingpipeError("event_invalid", { issues });
}

/** The JSON Schema (2020-12) of an Event. */
export function eventJsonSchema(): object {
  return z.toJSONSchema(eventSchema, { io: "input" });
}
