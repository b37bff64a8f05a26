import { type CelInput, type CelResult, celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import { DingpipeError } from "./error.ts";
import type { Event } from "./event.ts";
import type { Shape } from "./event-shapes.ts";
import type { CodeProblem } from "./locales/describe.ts";
import { isTimeZone } from "./locales/format.ts";
import { eventRoot, type Names, neverEqual, pathText, type Step, shapesAt, unknownPath } from "./variables.ts";

const MAX_LENGTH = 4_096;
const ABSENT = /^field not found: |^index .* out of bounds/;

// Messages of the library that name types and functions alone. Others may quote a value of the event, which no error may carry.
const SAFE_PROBLEM =
  /^(found no matching overload for .*|(unbound function|type mismatch|undeclared reference): .*|\w+ (divide|modulus) by zero|u?int overflow.*)$/;

const COMPARISONS: readonly string[] = ["_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"];

// What other languages write for what CEL means.
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^===|^=(?!=)/, "=="],
  [/^and\b/i, "&&"],
  [/^or\b/i, "||"],
  [/^not\b/i, "!"],
  [/^[^"']*[“”‘’]/, "'…'"],
];

const FIXED_ZONE = /^[+-]?\d\d:\d\d$/;

// Names that CEL itself gives a meaning: its types, and the package of its messages.
const BUILT_IN_NAMES = new Set(
  ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "google"], //
);

/** A compiled `when`: the answer, and the path that the event lacks where that is why it is no. */
export type When = (
  event: Event,
  env: Readonly<Record<string, string | undefined>>,
) => { readonly value: boolean; readonly absent?: string };

type ParsedExpr = ReturnType<typeof parse>;
type Expr = NonNullable<ParsedExpr["expr"]>;
/** The fields that an expression names; `undefined` among them where it looks at all, or where only the run will tell. */
type NamedFields = Readonly<Record<"event" | "env", Set<string | undefined>>>;

const environment = celEnv();

/**
 * Compiles a CEL expression over `event` and `env`. Integers of the event arrive as CEL's `int`.
 *
 * The library has no type checker: syntax, functions and every path of `event` are checked here, against the catalogue.
 *
 * @throws DingpipeError `filter_invalid` with the position of the mistake. The result throws `filter_failed`.
 * @see https://cel.dev
 */
export function compileWhen(text: string, rule = ""): When {
  if (text.length > MAX_LENGTH) {
    throw invalid({ reason: "too_long", line: 1, column: 1, problem: String(MAX_LENGTH) });
  }
  const paths = new Map<bigint, string>();
  const fields: NamedFields = { event: new Set(), env: new Set() };
  const evaluate = prepare(text, paths, fields);
  return (event, env) => {
    const result = attempt(() =>
      evaluate({ event: asCel(only(event, fields.event)), env: asCel(only(env, fields.env)) }),
    );
    if (typeof result === "boolean") return { value: result };
    if (!isCelError(result)) throw failed(rule, "the result is not a boolean");
    if (isAbsent(result)) return { value: false, absent: absentPath(result, paths) };
    throw failed(rule, problemOf(result));
  };
}

// A push has a thousand values, of which a filter looks at two.
function only(value: object, names: NamedFields["event"]): object {
  return names.has(undefined) ? value : Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name)));
}

function prepare(text: string, paths: Map<bigint, string>, fields: NamedFields): ReturnType<typeof plan> {
  try {
    const parsed = parse(text);
    checkNames(parsed, text, paths, fields);
    return plan(environment, parsed);
  } catch (error) {
    if (error instanceof DingpipeError) throw error;
    const { line, column = 1 } = startOf(error);
    // What has no place is the stack running out under the recursive parser or planner.
    const found: Found = line === undefined ? { problem: "nested_too_deeply" } : foundInstead(text, line, column);
    throw invalid({ reason: "syntax", line: line ?? 1, column, ...found });
  }
}

function startOf(error: unknown): { readonly line?: number; readonly column?: number } {
  return (error as { location?: { start?: { line: number; column: number } } }).location?.start ?? {};
}

interface Found {
  readonly problem: CodeProblem;
  readonly word?: string;
  readonly nearest?: string;
}

function foundInstead(text: string, line: number, column: number): Found {
  const written = text.split("\n")[line - 1] ?? "";
  const rest = written.slice(column - 1);
  if (rest === "") return { problem: "ends_here" };
  const nearest =
    HABITS.find(([pattern]) => pattern.test(rest))?.[1] ?? /^[^"']*?([！-～]+)/.exec(rest)?.[1]?.normalize("NFKC");
  return { problem: "unexpected", word: rest.slice(0, 20), ...(nearest === undefined ? {} : { nearest }) };
}

/** Walks the tree; `paths` learns what each field access is called, for the run's messages, and `fields` what is looked at. */
function checkNames(parsed: ParsedExpr, text: string, paths: Map<bigint, string>, fields: NamedFields): void {
  const positionOf = (expr: Expr) => positionAt(text, parsed.sourceInfo?.positions[String(expr.id)] ?? 0);

  function visit(expr: Expr | undefined, scope: Names): void {
    if (expr === undefined) return;
    const chain = chainOf(expr);
    if (chain !== undefined) {
      visitChain(expr, chain, scope);
      return;
    }
    const { exprKind } = expr;
    switch (exprKind.case) {
      case "callExpr":
        checkFunction(exprKind.value.function, expr);
        checkZone(exprKind.value.function, exprKind.value.args[0]);
        visit(exprKind.value.target, scope);
        for (const argument of exprKind.value.args) visit(argument, scope);
        checkComparison(exprKind.value.function, exprKind.value.args, scope);
        break;
      case "selectExpr":
        visit(exprKind.value.operand, scope);
        break;
      case "listExpr":
        for (const element of exprKind.value.elements) visit(element, scope);
        break;
      case "structExpr":
        for (const entry of exprKind.value.entries) {
          if (entry.keyKind.case === "mapKey") visit(entry.keyKind.value, scope);
          visit(entry.value, scope);
        }
        break;
      case "comprehensionExpr": {
        const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
        visit(iterRange, scope);
        visit(accuInit, scope);
        const items = iterVar2 === "" ? itemsOf(iterRange, scope) : undefined;
        const inner = new Map([...scope, [accuVar, undefined], [iterVar, items], [iterVar2, undefined]]);
        for (const part of [loopCondition, loopStep, result]) visit(part, inner);
        break;
      }
      default:
    }
  }

  function visitChain(expr: Expr, { root, steps, dynamic }: Chain, scope: Names): void {
    const name = root.exprKind.case === "identExpr" ? root.exprKind.value.name : "";
    const path = pathText(name, steps);
    paths.set(expr.id, path);
    if (name === "event" || name === "env") fields[name].add(typeof steps[0] === "string" ? steps[0] : undefined);
    for (const argument of dynamic) visit(argument, scope);
    // What the expression is read from has an id of its own, by which the run may name it.
    for (let inner = operandOf(expr); inner !== undefined && inner !== root; inner = operandOf(inner)) {
      const innerChain = chainOf(inner);
      if (innerChain !== undefined) paths.set(inner.id, pathText(name, innerChain.steps));
    }
    if (!scope.has(name) && BUILT_IN_NAMES.has(name)) return;
    const unknown = unknownPath(scope, name, steps);
    if (unknown !== undefined) throw invalid({ reason: "unknown_variable", ...positionOf(root), ...unknown });
  }

  function checkComparison(operator: string, [left, right]: readonly Expr[], scope: Names): void {
    if (!COMPARISONS.includes(operator) || left === undefined || right === undefined) return;
    const list = operator === "@in" && right.exprKind.case === "listExpr" ? right.exprKind.value.elements : undefined;
    for (const other of list ?? [right]) {
      checkLiteral(operator, left, other, scope);
      checkLiteral(operator, other, left, scope);
    }
  }

  function checkLiteral(operator: string, value: Expr, other: Expr, scope: Names): void {
    const chain = chainOf(value);
    const literal = literalOf(other);
    if (chain?.root.exprKind.case !== "identExpr" || literal === undefined) return;
    const { name } = chain.root.exprKind.value;
    const never = neverEqual(shapesAt(scope.get(name) ?? [], chain.steps), literal);
    const isOrder = /[<>]/.test(operator);
    // Texts have an order, whatever the words are.
    if (never === undefined || (isOrder && never.reason === "unknown_word")) return;
    const problem = isOrder && typeof literal === "number" ? ({ problem: "has_no_order" } as const) : {};
    throw invalid({ ...never, ...problem, ...positionOf(other), name: pathText(name, chain.steps) });
  }

  function itemsOf(range: Expr | undefined, scope: Names): readonly Shape[] | undefined {
    const chain = range === undefined ? undefined : chainOf(range);
    if (chain === undefined || chain.root.exprKind.case !== "identExpr") return undefined;
    const shapes = scope.get(chain.root.exprKind.value.name);
    const lists = shapes === undefined ? [] : shapesAt(shapes, chain.steps).filter((shape) => shape[0] === "list");
    return lists.length === 0 ? undefined : shapesAt(lists, [0]);
  }

  function checkFunction(name: string, expr: Expr): void {
    if (environment.funcs.find(name) !== undefined || !/^\w+$/.test(name)) return;
    throw invalid({ reason: "syntax", ...positionOf(expr), problem: "no_function" satisfies CodeProblem, word: name });
  }

  function checkZone(name: string, argument: Expr | undefined): void {
    const zone = argument === undefined || !/^get[A-Z]/.test(name) ? undefined : literalOf(argument);
    if (argument === undefined || typeof zone !== "string" || FIXED_ZONE.test(zone) || isTimeZone(zone)) return;
    throw invalid({
      reason: "syntax",
      ...positionOf(argument),
      problem: "no_timezone" satisfies CodeProblem,
      word: zone,
    });
  }

  visit(
    parsed.expr,
    new Map([
      ["event", eventRoot()],
      ["env", [["map", "string"]]],
    ]),
  );
}

interface Chain {
  readonly root: Expr;
  readonly steps: readonly Step[];
  /** Indexes that only the run will tell. */
  readonly dynamic: readonly Expr[];
}

// `a.b["c"][0]` as the tree has it: selects and index calls around a name.
function chainOf(expr: Expr): Chain | undefined {
  if (expr.exprKind.case === "identExpr") return { root: expr, steps: [], dynamic: [] };
  const inner = operandOf(expr);
  const chain = inner === undefined ? undefined : chainOf(inner);
  if (chain === undefined) return undefined;
  if (expr.exprKind.case === "selectExpr") return { ...chain, steps: [...chain.steps, expr.exprKind.value.field] };
  const index = expr.exprKind.case === "callExpr" ? expr.exprKind.value.args[1] : undefined;
  const literal = index?.exprKind.case === "constExpr" ? index.exprKind.value.constantKind : undefined;
  if (literal?.case === "stringValue") return { ...chain, steps: [...chain.steps, literal.value] };
  if (literal?.case === "int64Value") return { ...chain, steps: [...chain.steps, Number(literal.value)] };
  return {
    ...chain,
    steps: [...chain.steps, undefined],
    dynamic: index === undefined ? chain.dynamic : [...chain.dynamic, index],
  };
}

function operandOf({ exprKind }: Expr): Expr | undefined {
  if (exprKind.case === "selectExpr") return exprKind.value.operand;
  return exprKind.case === "callExpr" && exprKind.value.function === "_[_]" ? exprKind.value.args[0] : undefined;
}

function literalOf({ exprKind }: Expr): string | number | boolean | undefined {
  if (exprKind.case !== "constExpr" || exprKind.value.constantKind.case === "nullValue") return undefined;
  const { value } = exprKind.value.constantKind;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "object" ? undefined : value;
}

function isAbsent(error: Error): boolean {
  return errorsOf(error).every(({ message }) => ABSENT.test(message));
}

function problemOf(error: Error): string {
  const problem = errorsOf(error).find(({ message }) => !ABSENT.test(message))?.message ?? "";
  return SAFE_PROBLEM.test(problem) ? problem : "a value can't be converted";
}

// Where both sides of `||` or `&&` fail, the library hands out the first error with the others as its cause.
function errorsOf(error: Error): readonly Error[] {
  const others: readonly unknown[] = Array.isArray(error.cause) ? error.cause : [];
  return [error, ...others.filter((other) => isCelError(other)).flatMap(errorsOf)];
}

// The library's id is the whole chain's, or that of one of its links: the text after "not found: " is where it broke.
function absentPath(error: { readonly message: string; readonly exprId: bigint | undefined }, paths: Paths): string {
  const index = /^index (-?\d+) /.exec(error.message)?.[1];
  if (index !== undefined) return [...paths.values()].find((path) => path.includes(`[${index}]`)) ?? `[${index}]`;
  const path = error.exprId === undefined ? undefined : paths.get(error.exprId);
  const field = /^field not found: (.*)$/s.exec(error.message)?.[1];
  if (field === undefined || path === undefined || path.endsWith(`.${field}`)) return path ?? field ?? "event";
  const at = `${path}.`.indexOf(`.${field}.`);
  return at === -1 ? path : path.slice(0, at + field.length + 1);
}

type Paths = ReadonlyMap<bigint, string>;

// CEL tells int from double, and JavaScript does not. A null prototype's absence and `__proto__` as a key are a map's business.
function asCel(value: unknown): CelInput {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(asCel);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") throw new TypeError("not a value that an event can have");
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return new Map(entries.map(([name, field]) => [name, asCel(field)]));
}

function attempt(evaluate: () => CelResult): CelResult | undefined {
  try {
    return evaluate();
  } catch {
    return undefined;
  }
}

function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function invalid(details: DingpipeError<"filter_invalid">["details"]): DingpipeError<"filter_invalid"> {
  return new DingpipeError("filter_invalid", details);
}

function failed(rule: string, problem: string): DingpipeError<"filter_failed"> {
  return new DingpipeError("filter_failed", { rule, problem: problem.slice(0, 200) });
}
