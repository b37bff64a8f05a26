import {
  type Alert,
  type AlertEvent,
  type ArtifactEvent,
  artifactActions,
  type Change,
  type ChangeEvent,
  type Commit,
  changeActions,
  type DeploymentEvent,
  type EventBase,
  type EventSource,
  type Person,
  type PipelineEvent,
  type Ref,
  type Repository,
  states,
  triggerTypes,
} from "./event.ts";
import { transitions } from "./transition.ts";

/**
 * The shape of a value: a leaf's type, some words, a list of shapes, a map to shapes, or an object's fields, where `"name?"` may be
 * absent. `time` is ISO 8601, `url` is http or https, `number` is whole and not negative.
 */
export type Shape =
  | "string"
  | "time"
  | "url"
  | "number"
  | "boolean"
  | readonly ["words", readonly string[]]
  | readonly ["list" | "map", Shape]
  | { readonly [field: string]: Shape };

// Each shape below `satisfies` this: a field that the type has and the shape lacks, or the reverse, does not compile, nor one that
// only one of them lets be absent.
type ShapeOf<T> = [T] extends [string]
  ? string extends T
    ? "string" | "time" | "url"
    : readonly ["words", readonly T[]]
  : [T] extends [number]
    ? "number"
    : [T] extends [readonly (infer Item)[]]
      ? readonly ["list", ShapeOf<Item>]
      : string extends keyof T
        ? readonly ["map", ShapeOf<T[keyof T]>]
        : {
            readonly [Field in keyof T & string as undefined extends T[Field] ? `${Field}?` : Field]-?: ShapeOf<
              NonNullable<T[Field]>
            >;
          };

const state = ["words", states] as const;
const transition = ["words", transitions] as const;

const person = { "name?": "string", "username?": "string", "email?": "string" } as const satisfies ShapeOf<Person>;

const source = {
  provider: "string",
  "instance?": "string",
  via: ["words", ["env", "webhook", "cloudevent", "manual"]],
  "door?": "string",
  "event?": "string",
  "action?": "string",
  "deliveryId?": "string",
} as const satisfies ShapeOf<EventSource>;

const repository = {
  fullName: "string",
  "name?": "string",
  "url?": "url",
  "cloneUrl?": "url",
} as const satisfies ShapeOf<Repository>;

const commit = {
  sha: "string",
  shortSha: "string",
  "title?": "string",
  "message?": "string",
  "url?": "url",
  "author?": person,
} as const satisfies ShapeOf<Commit>;

const change = {
  number: "string",
  "title?": "string",
  "url?": "url",
  "sourceBranch?": "string",
  "targetBranch?": "string",
} as const satisfies ShapeOf<Change>;

const ref = { "full?": "string", "branch?": "string", "tag?": "string" } as const satisfies ShapeOf<Ref>;

const environment = { name: "string", "url?": "url", "tier?": "string" } as const satisfies ShapeOf<
  DeploymentEvent["environment"]
>;

const base = {
  id: "string",
  time: "time",
  source,
  "repository?": repository,
  "actor?": person,
  "params?": ["map", "string"],
  "url?": "url",
} as const satisfies ShapeOf<EventBase>;

const alert = {
  labels: ["map", "string"],
  annotations: ["map", "string"],
  "values?": ["map", "string"],
  startsAt: "time",
  "endsAt?": "time",
  "url?": "url",
  "silenceUrl?": "url",
} as const satisfies ShapeOf<Alert>;

/** The fields of an event by its kind. */
export const eventShapes = {
  pipeline: {
    ...base,
    kind: ["words", ["pipeline"]],
    "pipeline?": { "id?": "string", name: "string", "url?": "url" },
    "run?": { "id?": "string", "number?": "string", "attempt?": "number", "name?": "string", "url?": "url" },
    "stage?": { name: "string" },
    "task?": { "id?": "string", name: "string", "url?": "url" },
    "environment?": environment,
    state,
    "statusRaw?": "string",
    "reason?": "string",
    "failedTasks?": ["list", { "stage?": "string", name: "string", "url?": "url", "reason?": "string" }],
    "tasks?": ["list", { name: "string", state, "url?": "url" }],
    "queuedAt?": "time",
    "startedAt?": "time",
    "finishedAt?": "time",
    "durationMs?": "number",
    "ref?": ref,
    "change?": change,
    "commit?": commit,
    "trigger?": { type: ["words", triggerTypes], "raw?": "string" },
    "tests?": { "total?": "number", "passed?": "number", "failed?": "number", "skipped?": "number" },
    "artifacts?": ["list", { name: "string", "url?": "url" }],
    "previousState?": state,
    "transition?": transition,
  },
  alert: {
    ...base,
    kind: ["words", ["alert"]],
    status: ["words", ["firing", "resolved"]],
    name: "string",
    "severity?": "string",
    groupKey: "string",
    alerts: ["list", alert],
    "truncatedAlerts?": "number",
  },
  change: {
    ...base,
    kind: ["words", ["change"]],
    action: ["words", changeActions],
    commits: ["list", commit],
    "ref?": ref,
    "change?": change,
    "release?": { name: "string", "tag?": "string", "url?": "url" },
  },
  deployment: {
    ...base,
    kind: ["words", ["deployment"]],
    state,
    "statusRaw?": "string",
    "reason?": "string",
    environment,
    service: { name: "string", "url?": "url" },
    "revision?": "string",
    "ref?": ref,
    "commit?": commit,
    "previousState?": state,
    "transition?": transition,
  },
  artifact: {
    ...base,
    kind: ["words", ["artifact"]],
    action: ["words", artifactActions],
    name: "string",
    "tag?": "string",
    "digest?": "string",
    "vulnerabilities?": ["map", "number"],
  },
} as const satisfies {
  pipeline: ShapeOf<PipelineEvent>;
  alert: ShapeOf<AlertEvent>;
  change: ShapeOf<ChangeEvent>;
  deployment: ShapeOf<DeploymentEvent>;
  artifact: ShapeOf<ArtifactEvent>;
};

/** A text, number or word: nothing is below it. */
export function isLeaf(shape: Shape): shape is Exclude<Shape, object> | readonly ["words", readonly string[]] {
  return typeof shape === "string" || shape[0] === "words";
}

/** A list or a map. */
export function isComposite(shape: Shape): shape is readonly ["list" | "map", Shape] {
  return Array.isArray(shape) && shape[0] !== "words";
}
