import type { Template as LiquidTemplate, Token } from "liquidjs";
import type { Shape } from "../event-shapes.ts";
import type { CodeProblem } from "../locales/describe.ts";
import { isTimeZone } from "../locales/format.ts";
import { nearest } from "../nearest.ts";
import { eventRoot, type Never, neverEqual, pathText, type Step, shapesAt, unknownPath } from "../variables.ts";
import { CaseTag, ForTag, TypeGuards, toValueSync, Value } from "./liquid.ts";
import { filterSynonyms, templateFilters } from "./template-filters.ts";

const MAX_RANGE = 10_000;

// What stands in for a name of which nothing is known: any path of it is fine.
type Known = readonly Shape[] | undefined;
type Scope = Map<string, Known>;

/** A mistake that is found without rendering; `at` is the offset in the template's text. */
export type Mistake = { readonly at: number; readonly name?: string; readonly nearest?: string } & (
  | { readonly reason: "unknown_variable" | "unknown_filter" }
  | { readonly reason: "syntax"; readonly problem: CodeProblem; readonly word: string }
  | Never
);

const forloop: Shape = {
  index: "number",
  index0: "number",
  rindex: "number",
  rindex0: "number",
  length: "number",
  first: "boolean",
  last: "boolean",
};

const FOR_OPTIONS: readonly string[] = ["limit", "offset", "reversed"];
const RESERVED: readonly string[] = ["event", "env", "forloop", "__proto__", "constructor", "prototype"];

/** Every mistake in names: paths that no event has, names that nothing defines, filters that don't exist. In the text's order. */
export function* mistakesIn(templates: readonly LiquidTemplate[]): Generator<Mistake> {
  const scope: Scope = new Map<string, Known>([
    ["event", eventRoot()],
    ["env", undefined],
  ]);
  // A loop's later turn sees what an earlier one assigned further down.
  for (const name of assignedNames(templates)) if (!RESERVED.includes(name)) scope.set(name, undefined);
  yield* visitAll(templates, scope, new Set());
}

function* assignedNames(templates: readonly LiquidTemplate[]): Generator<string> {
  for (const template of templates) {
    for (const identifier of template.localScope?.() ?? []) yield identifier.content;
    yield* assignedNames(childrenOf(template));
  }
}

function* visitAll(templates: readonly LiquidTemplate[], scope: Scope, assigned: Set<string>): Generator<Mistake> {
  for (const template of templates) {
    const values = [...(template.arguments?.() ?? [])];
    for (const value of values) yield* value instanceof Value ? checkValue(value, scope) : checkToken(value, scope);
    yield* checkForOptions(template);
    yield* checkCases(template, scope);
    for (const identifier of template.localScope?.() ?? []) {
      const name = identifier.content;
      if (RESERVED.includes(name)) {
        yield { reason: "syntax", at: identifier.begin, problem: "not_assignable", word: name };
      }
      // A name that is assigned twice can be either.
      scope.set(name, assigned.has(name) ? undefined : assignedShapes(template, values[0], scope));
      assigned.add(name);
    }
    const block = [...(template.blockScope?.() ?? [])];
    yield* visitAll(childrenOf(template), block.length === 0 ? scope : blockScope(block, values[0], scope), assigned);
  }
}

function blockScope(names: readonly string[], collection: unknown, scope: Scope): Scope {
  const inner = new Map(scope);
  for (const name of names) inner.set(name, name === "forloop" ? [forloop] : itemShapes(collection, scope));
  return inner;
}

function assignedShapes(template: LiquidTemplate, value: unknown, scope: Scope): Known {
  if (childrenOf(template).length > 0 || value === undefined) return ["string"];
  if (!(value instanceof Value) || value.filters.length > 0 || value.initial.postfix.length !== 1) return undefined;
  return shapesOf(value.initial.postfix[0], scope);
}

function itemShapes(collection: unknown, scope: Scope): Known {
  const lists = shapesOf(collection, scope)?.filter((shape) => shape[0] === "list");
  return lists === undefined || lists.length === 0 ? undefined : shapesAt(lists, [0]);
}

function shapesOf(token: unknown, scope: Scope): Known {
  const access = accessOf(token);
  const root = access === undefined ? undefined : scope.get(access.root);
  return access === undefined || root === undefined ? undefined : stepsInto(root, access.steps);
}

function* checkForOptions(template: LiquidTemplate): Generator<Mistake> {
  if (!(template instanceof ForTag)) return;
  const { hash, token } = template;
  for (const name of Object.keys(hash.hash)) {
    if (FOR_OPTIONS.includes(name)) continue;
    const near = nearest(name, FOR_OPTIONS);
    const found = { problem: "no_loop_option", word: name, ...(near === undefined ? {} : { nearest: near }) } as const;
    yield { reason: "syntax", at: token.begin, ...found };
  }
}

function* checkCases(template: LiquidTemplate, scope: Scope): Generator<Mistake> {
  if (!(template instanceof CaseTag) || template.value.filters.length > 0) return;
  const [value] = template.value.initial.postfix;
  for (const other of template.branches.flatMap(({ values }) => values)) yield* checkEqual(value, other, scope);
}

function* checkValue(value: InstanceType<typeof Value>, scope: Scope): Generator<Mistake> {
  const { postfix } = value.initial;
  for (const token of postfix) yield* checkToken(token, scope);
  for (const [index, token] of postfix.entries()) {
    if (!TypeGuards.isOperatorToken(token) || !["==", "!="].includes(token.operator)) continue;
    const [left, right] = [postfix[index - 2], postfix[index - 1]];
    yield* checkEqual(left, right, scope);
    yield* checkEqual(right, left, scope);
  }
  // liquidjs passes over what no operator joins.
  const operands = postfix.filter((token) => !TypeGuards.isOperatorToken(token));
  const joins = postfix.filter((token) => TypeGuards.isOperatorToken(token) && token.operator !== "not");
  const loose = operands[joins.length + 1];
  if (loose !== undefined) {
    yield { reason: "syntax", at: loose.begin, problem: "operator_missing", word: loose.getText() };
  }
  for (const filter of value.filters) {
    // The token is private in liquidjs's types; its place is all that is read.
    const at = (filter as unknown as { readonly token: Token }).token.begin;
    if (!Object.hasOwn(templateFilters, filter.name)) {
      const near = filterSynonyms[filter.name] ?? nearest(filter.name, Object.keys(templateFilters));
      yield { reason: "unknown_filter", at, name: filter.name, ...(near === undefined ? {} : { nearest: near }) };
    }
    const tokens = filter.args.map((argument) => (Array.isArray(argument) ? argument[1] : argument));
    for (const token of tokens) if (token !== undefined) yield* checkToken(token, scope);
    const [zone] = tokens;
    if (filter.name === "time" && TypeGuards.isQuotedToken(zone) && !isTimeZone(zone.content)) {
      yield { reason: "syntax", at: zone.begin, problem: "no_timezone", word: zone.content };
    }
  }
}

function* checkEqual(value: unknown, other: unknown, scope: Scope): Generator<Mistake> {
  const access = accessOf(value);
  if (access === undefined || !(TypeGuards.isQuotedToken(other) || TypeGuards.isNumberToken(other))) return;
  const never = neverEqual(shapesOf(value, scope) ?? [], other.content);
  if (never !== undefined) yield { ...never, at: other.begin, name: pathText(access.root, access.steps) };
}

function* checkToken(token: Token, scope: Scope): Generator<Mistake> {
  if (TypeGuards.isRangeToken(token)) {
    // liquidjs counts up in floating point: between large numbers it would never arrive.
    for (const bound of [token.lhs, token.rhs]) {
      if (TypeGuards.isNumberToken(bound) && Math.abs(bound.content) <= MAX_RANGE) continue;
      yield { reason: "syntax", at: token.begin, problem: "range", word: token.getText() };
      return;
    }
  }
  if (!TypeGuards.isPropertyAccessToken(token)) return;
  for (const property of token.props) yield* checkToken(property, scope);
  const access = accessOf(token);
  if (access === undefined) return;
  const unknown = unknownPath(scope, access.root, access.steps, stepsInto);
  if (unknown !== undefined) yield { reason: "unknown_variable", at: token.begin, ...unknown };
}

function accessOf(token: unknown): { readonly root: string; readonly steps: readonly Step[] } | undefined {
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  const [root, ...steps] = token.props.map(stepOf);
  return typeof root === "string" ? { root, steps } : undefined;
}

function stepOf(token: Token): Step {
  const content: unknown = "content" in token ? token.content : undefined;
  return typeof content === "string" || typeof content === "number" ? content : undefined;
}

// Liquid's own: `size` of what can be counted, `first` and `last` of a list.
function stepsInto(from: readonly Shape[], steps: readonly Step[]): readonly Shape[] {
  return steps.reduce<readonly Shape[]>((shapes, step) => {
    const lists = shapes.filter((shape) => Array.isArray(shape) && shape[0] === "list");
    if (step === "first" || step === "last") return [...shapesAt(lists, [0]), ...shapesAt(shapes, [step])];
    const isCounted = step === "size" && shapes.some((shape) => typeof shape === "string" || Array.isArray(shape));
    return isCounted ? ["number"] : shapesAt(shapes, [step]);
  }, from);
}

function childrenOf(template: LiquidTemplate): readonly LiquidTemplate[] {
  const children = template.children?.(false, true);
  return children === undefined ? [] : (toValueSync(children) as readonly LiquidTemplate[]);
}
