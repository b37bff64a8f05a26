import type {
  Alert,
  AlertEvent,
  ArtifactEvent,
  Change,
  ChangeEvent,
  Commit,
  DeploymentEvent,
  EventBase,
  EventKind,
  EventSource,
  Person,
  PipelineEvent,
  Ref,
  Repository,
  State,
} from "./event.ts";
import { nearest } from "./nearest.ts";

export { providerVariables } from "./provider-variables.ts";

/** What a value of an event is: `time` is ISO 8601, `url` is http or https, `state` is a `State`. */
export type VariableType = "string" | "number" | "boolean" | "time" | "state" | "url" | "list" | "map" | "object";

/** A path that templates and filters may name. Items of a list are `[]`, values of a map are `.*`. */
export interface Variable {
  readonly path: string;
  readonly type: VariableType;
  readonly kinds: readonly EventKind[];
}

/** The shape of a value: a leaf's type, a list of shapes, a map to shapes, or an object's fields. */
export type Shape = LeafType | readonly ["list", Shape] | readonly ["map", Shape] | { readonly [field: string]: Shape };

/** A step of a path: a field's name, an index, or `undefined` where only the run will tell. */
export type Step = string | number | undefined;

type LeafType = Exclude<VariableType, "list" | "map" | "object">;

// Each shape below `satisfies` this: a field that the type has and the catalogue lacks, or the reverse, does not compile.
type ShapeOf<T> = [T] extends [State]
  ? "state"
  : [T] extends [string]
    ? "string" | "time" | "url"
    : [T] extends [number]
      ? "number"
      : [T] extends [boolean]
        ? "boolean"
        : [T] extends [readonly (infer Item)[]]
          ? readonly ["list", ShapeOf<Item>]
          : string extends keyof T
            ? readonly ["map", ShapeOf<T[keyof T]>]
            : { readonly [Field in keyof T]-?: ShapeOf<NonNullable<T[Field]>> };

const person = { name: "string", username: "string", email: "string" } as const satisfies ShapeOf<Person>;

const source = {
  provider: "string",
  instance: "string",
  via: "string",
  door: "string",
  event: "string",
  action: "string",
  deliveryId: "string",
} as const satisfies ShapeOf<EventSource>;

const repository = {
  fullName: "string",
  name: "string",
  url: "url",
  cloneUrl: "url",
} as const satisfies ShapeOf<Repository>;

const commit = {
  sha: "string",
  shortSha: "string",
  title: "string",
  message: "string",
  url: "url",
  author: person,
} as const satisfies ShapeOf<Commit>;

const change = {
  number: "string",
  title: "string",
  url: "url",
  sourceBranch: "string",
  targetBranch: "string",
} as const satisfies ShapeOf<Change>;

const ref = { full: "string", branch: "string", tag: "string" } as const satisfies ShapeOf<Ref>;

const environment = { name: "string", url: "url", tier: "string" } as const satisfies ShapeOf<
  DeploymentEvent["environment"]
>;

const base = {
  id: "string",
  time: "time",
  source,
  repository,
  actor: person,
  params: ["map", "string"],
  url: "url",
} as const satisfies ShapeOf<EventBase>;

const alert = {
  labels: ["map", "string"],
  annotations: ["map", "string"],
  values: ["map", "string"],
  startsAt: "time",
  endsAt: "time",
  url: "url",
  silenceUrl: "url",
} as const satisfies ShapeOf<Alert>;

/** The fields of an event by its kind. */
const eventShapes = {
  pipeline: {
    ...base,
    kind: "string",
    pipeline: { id: "string", name: "string", url: "url" },
    run: { id: "string", number: "string", attempt: "number", name: "string", url: "url" },
    stage: { name: "string" },
    task: { id: "string", name: "string", url: "url" },
    environment,
    state: "state",
    statusRaw: "string",
    reason: "string",
    failedTasks: ["list", { stage: "string", name: "string", url: "url", reason: "string" }],
    queuedAt: "time",
    startedAt: "time",
    finishedAt: "time",
    durationMs: "number",
    ref,
    change,
    commit,
    trigger: { type: "string", raw: "string" },
    tests: { total: "number", passed: "number", failed: "number", skipped: "number" },
    artifacts: ["list", { name: "string", url: "url" }],
    previousState: "state",
    transition: "string",
  },
  alert: {
    ...base,
    kind: "string",
    status: "string",
    name: "string",
    severity: "string",
    groupKey: "string",
    alerts: ["list", alert],
  },
  change: {
    ...base,
    kind: "string",
    action: "string",
    commits: ["list", commit],
    ref,
    change,
    release: { name: "string", tag: "string", url: "url" },
  },
  deployment: {
    ...base,
    kind: "string",
    state: "state",
    statusRaw: "string",
    reason: "string",
    environment,
    service: { name: "string", url: "url" },
    revision: "string",
    ref,
    commit,
    previousState: "state",
    transition: "string",
  },
  artifact: {
    ...base,
    kind: "string",
    action: "string",
    name: "string",
    tag: "string",
    digest: "string",
    vulnerabilities: ["map", "number"],
  },
} as const satisfies {
  pipeline: ShapeOf<PipelineEvent>;
  alert: ShapeOf<AlertEvent>;
  change: ShapeOf<ChangeEvent>;
  deployment: ShapeOf<DeploymentEvent>;
  artifact: ShapeOf<ArtifactEvent>;
};

type PathOf<S, Path extends string> = S extends string
  ? Path
  : S extends readonly ["list", infer Item]
    ? Path | PathOf<Item, `${Path}[]`>
    : S extends readonly ["map", infer Value]
      ? Path | PathOf<Value, `${Path}.*`>
      : Path | { [Field in keyof S & string]: PathOf<S[Field], `${Path}.${Field}`> }[keyof S & string];

/** Every path below `event`, as a type. */
export type VariablePath = Exclude<PathOf<(typeof eventShapes)[EventKind], "event">, "event">;

/** Every path that a template or a filter may name, in the order of the event's fields, each with the kinds that have it. */
export function listVariables(): readonly Variable[] {
  const found = new Map<string, { path: string; type: VariableType; kinds: EventKind[] }>();
  for (const [kind, shape] of Object.entries(eventShapes) as [EventKind, Shape][]) {
    for (const { path, type } of pathsBelow(shape, "event")) {
      const known = found.get(path);
      if (known === undefined) found.set(path, { path, type, kinds: [kind] });
      else known.kinds.push(kind);
    }
  }
  return [...found.values()];
}

/** The shapes that `event` can have: one for each kind. */
export function eventRoot(): readonly Shape[] {
  return Object.values(eventShapes);
}

/** The shapes that a path leads to from those given; none where no kind of event has the path. Never throws. */
export function shapesAt(from: readonly Shape[], steps: readonly Step[]): readonly Shape[] {
  return steps.reduce<readonly Shape[]>((shapes, step) => shapes.flatMap((shape) => stepInto(shape, step)), from);
}

/** True for `event.ref.branch`, `event.failedTasks[0].name`, `event.params.ANY`; false for what no kind of event has. */
export function isKnownPath(path: string): boolean {
  const [root, ...steps] = path.replaceAll(/\[(\d*)\]/g, ".$1").split(".");
  return root === "event" && shapesAt(eventRoot(), steps.map(asStep)).length > 0;
}

/** The path that was probably meant: `event.ref.branch` for `event.ref.branc`, for `event.branch` and for `branch`. */
export function nearestPath(path: string): string | undefined {
  const names = path.replaceAll(/\[\d*\]/g, ".[]").split(".");
  const steps = (names[0] === "event" ? names.slice(1) : names).map((name) => (name === "[]" ? 0 : name));
  const corrected = nearestSteps(eventRoot(), steps);
  if (corrected !== undefined && shapesAt(eventRoot(), corrected).length > 0) return pathText("event", corrected);
  const known = listVariables().map((variable) => variable.path);
  for (let from = 0; from < steps.length; from += 1) {
    const found = known.find((candidate) => candidate.endsWith(pathText("", steps.slice(from))));
    if (found !== undefined) return found;
  }
  const leaves = known.map((candidate) => candidate.split(".").at(-1) ?? "").filter((name) => /^\w+$/.test(name));
  const leaf = nearest(names.at(-1) ?? "", leaves);
  return leaf === undefined ? undefined : known.find((candidate) => candidate.endsWith(`.${leaf}`));
}

/** The steps with the first one that leads nowhere replaced by the field that was probably meant. */
export function nearestSteps(from: readonly Shape[], steps: readonly Step[]): readonly Step[] | undefined {
  const at = steps.findIndex((_, index) => shapesAt(from, steps.slice(0, index + 1)).length === 0);
  const fields = shapesAt(from, steps.slice(0, at)).flatMap((shape) =>
    typeof shape === "string" || isComposite(shape) ? [] : Object.keys(shape),
  );
  const meant = at === -1 ? undefined : nearest(String(steps[at]), fields);
  return meant === undefined ? undefined : steps.with(at, meant);
}

/** A path as people write it: `event.failedTasks[0].name`. */
export function pathText(root: string, steps: readonly Step[]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "string" ? `${path}.${step}` : `${path}[${step ?? ""}]`),
    root,
  );
}

function asStep(text: string): Step {
  return /^\d*$/.test(text) ? Number(text) : text;
}

function stepInto(shape: Shape, step: Step): readonly Shape[] {
  if (typeof shape === "string") return [];
  if (isComposite(shape)) {
    const [type, inner] = shape;
    return type === "map" || typeof step !== "string" ? [inner] : [];
  }
  if (step === undefined) return Object.values(shape);
  const field = Object.hasOwn(shape, step) ? shape[step] : undefined;
  return field === undefined ? [] : [field];
}

function* pathsBelow(shape: Shape, path: string): Generator<{ path: string; type: VariableType }> {
  if (typeof shape === "string") return;
  const fields = isComposite(shape)
    ? [[shape[0] === "list" ? "[]" : ".*", shape[1]] as const]
    : Object.entries(shape).map(([field, inner]) => [`.${field}`, inner] as const);
  for (const [step, inner] of fields) {
    yield { path: path + step, type: typeOf(inner) };
    yield* pathsBelow(inner, path + step);
  }
}

function typeOf(shape: Shape): VariableType {
  if (typeof shape === "string") return shape;
  return isComposite(shape) ? shape[0] : "object";
}

function isComposite(shape: Shape): shape is readonly ["list" | "map", Shape] {
  return Array.isArray(shape);
}
