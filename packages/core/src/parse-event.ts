import * as z from "zod";
import { DingpipeError } from "./error.ts";
import { artifactActions, changeActions, type Event, states, triggerTypes } from "./event.ts";
import { issuesOf } from "./zod-issues.ts";

const text = z.string().max(100_000);
const time = z.iso.datetime({ offset: true });
const stringMap = z.record(text, text).readonly();
const state = z.enum(states);
const transition = z.enum(["broken", "still_failing", "fixed", "still_passing"]);

const person = z
  .object({ name: text.exactOptional(), username: text.exactOptional(), email: text.exactOptional() })
  .readonly();

const base = {
  id: text,
  time,
  source: z
    .object({
      provider: text,
      instance: text.exactOptional(),
      via: z.enum(["env", "webhook", "cloudevent", "manual"]),
      door: text.exactOptional(),
      event: text.exactOptional(),
      action: text.exactOptional(),
      deliveryId: text.exactOptional(),
    })
    .readonly(),
  repository: z
    .object({ fullName: text, name: text.exactOptional(), url: text.exactOptional(), cloneUrl: text.exactOptional() })
    .readonly()
    .exactOptional(),
  actor: person.exactOptional(),
  params: stringMap.exactOptional(),
  url: text.exactOptional(),
};

const place = z.object({ name: text, url: text.exactOptional(), tier: text.exactOptional() }).readonly();

const ref = z
  .object({ full: text.exactOptional(), branch: text.exactOptional(), tag: text.exactOptional() })
  .readonly();

const commit = z
  .object({
    sha: text,
    shortSha: text,
    title: text.exactOptional(),
    message: text.exactOptional(),
    url: text.exactOptional(),
    author: person.exactOptional(),
  })
  .readonly();

const change = z
  .object({
    number: text,
    title: text.exactOptional(),
    url: text.exactOptional(),
    sourceBranch: text.exactOptional(),
    targetBranch: text.exactOptional(),
  })
  .readonly();

const pipelineEvent = z
  .object({
    ...base,
    kind: z.literal("pipeline"),
    pipeline: z.object({ id: text.exactOptional(), name: text, url: text.exactOptional() }).readonly().exactOptional(),
    run: z
      .object({
        id: text.exactOptional(),
        number: text.exactOptional(),
        attempt: z.int().nonnegative().exactOptional(),
        name: text.exactOptional(),
        url: text.exactOptional(),
      })
      .readonly()
      .exactOptional(),
    stage: z.object({ name: text }).readonly().exactOptional(),
    task: z.object({ id: text.exactOptional(), name: text, url: text.exactOptional() }).readonly().exactOptional(),
    environment: place.exactOptional(),
    state,
    statusRaw: text.exactOptional(),
    reason: text.exactOptional(),
    failedTasks: z
      .array(
        z
          .object({ stage: text.exactOptional(), name: text, url: text.exactOptional(), reason: text.exactOptional() })
          .readonly(),
      )
      .max(1_000)
      .readonly()
      .exactOptional(),
    queuedAt: time.exactOptional(),
    startedAt: time.exactOptional(),
    finishedAt: time.exactOptional(),
    durationMs: z.int().nonnegative().exactOptional(),
    ref: ref.exactOptional(),
    change: change.exactOptional(),
    commit: commit.exactOptional(),
    trigger: z
      .object({ type: z.enum(triggerTypes), raw: text.exactOptional() })
      .readonly()
      .exactOptional(),
    tests: z
      .object({
        total: z.int().nonnegative().exactOptional(),
        passed: z.int().nonnegative().exactOptional(),
        failed: z.int().nonnegative().exactOptional(),
        skipped: z.int().nonnegative().exactOptional(),
      })
      .readonly()
      .exactOptional(),
    artifacts: z
      .array(z.object({ name: text, url: text.exactOptional() }).readonly())
      .max(1_000)
      .readonly()
      .exactOptional(),
    previousState: state.exactOptional(),
    transition: transition.exactOptional(),
  })
  .readonly();

const alertEvent = z
  .object({
    ...base,
    kind: z.literal("alert"),
    status: z.enum(["firing", "resolved"]),
    name: text,
    severity: text.exactOptional(),
    groupKey: text,
    alerts: z
      .array(
        z
          .object({
            labels: stringMap,
            annotations: stringMap,
            values: stringMap.exactOptional(),
            startsAt: time,
            endsAt: time.exactOptional(),
            url: text.exactOptional(),
            silenceUrl: text.exactOptional(),
          })
          .readonly(),
      )
      .max(1_000)
      .readonly(),
  })
  .readonly();

const changeEvent = z
  .object({
    ...base,
    kind: z.literal("change"),
    action: z.enum(changeActions),
    commits: z.array(commit).max(1_000).readonly(),
    ref: ref.exactOptional(),
    change: change.exactOptional(),
    release: z.object({ name: text, tag: text.exactOptional(), url: text.exactOptional() }).readonly().exactOptional(),
  })
  .readonly();

const deploymentEvent = z
  .object({
    ...base,
    kind: z.literal("deployment"),
    state,
    statusRaw: text.exactOptional(),
    reason: text.exactOptional(),
    environment: place,
    service: z.object({ name: text, url: text.exactOptional() }).readonly(),
    revision: text.exactOptional(),
    ref: ref.exactOptional(),
    commit: commit.exactOptional(),
    previousState: state.exactOptional(),
    transition: transition.exactOptional(),
  })
  .readonly();

const artifactEvent = z
  .object({
    ...base,
    kind: z.literal("artifact"),
    action: z.enum(artifactActions),
    name: text,
    tag: text.exactOptional(),
    digest: text.exactOptional(),
    vulnerabilities: z.record(text, z.int().nonnegative()).readonly().exactOptional(),
  })
  .readonly();

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
  throw new DingpipeError("event_invalid", `the event has ${issues.length} mistakes`, { issues });
}

/** The JSON Schema (2020-12) of an Event. */
export function eventJsonSchema(): object {
  return z.toJSONSchema(eventSchema, { io: "input" });
}
