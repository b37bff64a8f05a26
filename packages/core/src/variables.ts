import { type EventKind, states } from "./event.ts";
import { eventShapes, isComposite, isLeaf, type Shape } from "./event-shapes.ts";
import type { CodeProblem } from "./locales/describe.ts";
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

/** A step of a path: a field's name, an index, or `undefined` where only the run will tell. */
export type Step = string | number | undefined;

type PathOf<S, Path extends string> = S extends string | readonly ["words", unknown]
  ? Path
  : S extends readonly ["list", infer Item]
    ? Path | PathOf<Item, `${Path}[]`>
    : S extends readonly ["map", infer Value]
      ? Path | PathOf<Value, `${Path}.*`>
      : Path | { [Field in keyof S & string]: PathOf<S[Field], `${Path}.${NameOf<Field>}`> }[keyof S & string];

type NameOf<Field extends string> = Field extends `${infer Name}?` ? Name : Field;

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
function nearestSteps(from: readonly Shape[], steps: readonly Step[]): readonly Step[] | undefined {
  const at = steps.findIndex((_, index) => shapesAt(from, steps.slice(0, index + 1)).length === 0);
  const fields = shapesAt(from, steps.slice(0, at)).flatMap((shape) =>
    isLeaf(shape) || isComposite(shape) ? [] : fieldsOf(shape).map(([name]) => name),
  );
  const meant = at === -1 ? undefined : nearest(String(steps[at]), fields);
  return meant === undefined ? undefined : steps.with(at, meant);
}

/** The names that an expression knows, each with the shapes it can have; `undefined` where nothing is known of it. */
export type Names = ReadonlyMap<string, readonly Shape[] | undefined>;

/** The path as text where it leads nowhere, with the one that was probably meant. `shapesOf` follows steps in the language's way. */
export function unknownPath(
  names: Names,
  root: string,
  steps: readonly Step[],
  shapesOf = shapesAt,
): { readonly name: string; readonly nearest?: string } | undefined {
  const shapes = names.get(root);
  if (names.has(root) && (shapes === undefined || shapesOf(shapes, steps).length > 0)) return undefined;
  const name = pathText(root, steps);
  const meantRoot =
    shapes === undefined
      ? nearest(
          root,
          [...names.keys()].filter((known) => /^\w/.test(known)),
        )
      : root;
  const meantSteps = shapes === undefined ? steps : root === "event" ? undefined : nearestSteps(shapes, steps);
  const meant =
    meantRoot === undefined || root === "event" ? nearestPath(name) : meantSteps && pathText(meantRoot, meantSteps);
  return { name, ...(meant === undefined ? {} : { nearest: meant }) };
}

/** Why a value can't be what it is compared with. */
export type Never =
  | { readonly reason: "unknown_word"; readonly word: string; readonly known: string; readonly nearest?: string }
  | { readonly reason: "wrong_type"; readonly problem: CodeProblem };

/** Why a value of these shapes never equals this one; `undefined` where it can, or where the catalogue does not know. */
export function neverEqual(shapes: readonly Shape[], literal: string | number | boolean): Never | undefined {
  if (shapes.length === 0 || !shapes.every(isLeaf) || shapes.includes("boolean")) return undefined;
  const isNumber = shapes.every((shape) => shape === "number");
  if (!isNumber && shapes.includes("number")) return undefined;
  const type = isNumber ? "number" : "string";
  if (typeof literal !== type) return { reason: "wrong_type", problem: isNumber ? "is_number" : "is_text" };
  const lists = shapes.flatMap((shape) => (typeof shape === "string" ? [] : [shape[1]]));
  const known = [...new Set(lists.flat())];
  if (typeof literal !== "string" || lists.length < shapes.length || known.includes(literal)) return undefined;
  const meant = nearest(literal, known);
  const word = literal;
  return { reason: "unknown_word", word, known: known.join(" | "), ...(meant === undefined ? {} : { nearest: meant }) };
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
  if (isLeaf(shape)) return [];
  if (isComposite(shape)) {
    const [type, inner] = shape;
    return type === "map" || typeof step !== "string" ? [inner] : [];
  }
  return fieldsOf(shape).flatMap(([name, inner]) => (step === undefined || name === String(step) ? [inner] : []));
}

function* pathsBelow(shape: Shape, path: string): Generator<{ path: string; type: VariableType }> {
  if (isLeaf(shape)) return;
  const fields = isComposite(shape)
    ? [[shape[0] === "list" ? "[]" : ".*", shape[1]] as const]
    : fieldsOf(shape).map(([field, inner]) => [`.${field}`, inner] as const);
  for (const [step, inner] of fields) {
    yield { path: path + step, type: typeOf(inner) };
    yield* pathsBelow(inner, path + step);
  }
}

function typeOf(shape: Shape): VariableType {
  if (typeof shape === "string") return shape;
  if (isLeaf(shape)) return shape[1] === states ? "state" : "string";
  return isComposite(shape) ? shape[0] : "object";
}

function fieldsOf(shape: { readonly [field: string]: Shape }): readonly (readonly [string, Shape])[] {
  return Object.entries(shape).map(([field, inner]) => [field.replace("?", ""), inner]);
}
