import { DingpipeError } from "../error.ts";
import { artifactActions, changeActions, eventKinds, type PipelineEvent, states } from "../event.ts";
import { compileFilter, defaultOn, fitsOn, kindsOf } from "../filter.ts";
import { compileGlobs } from "../glob.ts";
import type { Expectation } from "../locales/describe.ts";
import { transitionOf, type UnstableAs } from "../transition.ts";
import { masked, nearestValue, pathText, shown } from "../zod-issues.ts";
import { DOOR_NAME, onWords, REFERENCE, ROBOT_NAME } from "./config.ts";
import type { Mistake } from "./config-issue.ts";

type Path = readonly PropertyKey[];
/** A value of the configuration and where it stands. */
type Placed = readonly [Path, unknown];

// What Git allows in no name, or no event has in front of one.
const NEVER_IN_A_REF = /[\s~^:[]|\.\.|@\{|^!?refs\/(?:heads|tags)\//;

/**
 * What takes more than one place of the configuration to see: names of robots that there are not, and what is there twice. Works on
 * the raw value, whatever else is wrong with it, so that all mistakes are told at once.
 */
export function checkNames(config: object): readonly Mistake[] {
  const robots = entriesOf(at(config, "robots"));
  const names = robots.map(([name]) => name);
  const rules = itemsOf(["rules"], at(config, "rules"));
  const access = itemsOf(["access"], at(config, "access"));
  const people = itemsOf(["people"], at(config, "people"));
  const named = [[["onParked"], at(config, "onParked")] as const, ...wordsOf([...rules, ...access], "robots")];
  return [
    ...robots.flatMap(([name]) => wrongName(["robots", name], ROBOT_NAME, "name")),
    ...entriesOf(at(config, "sources")).flatMap(([name]) => wrongName(["sources", name], DOOR_NAME, "door_name")),
    ...named.flatMap((placed) => unknownRobot(placed, names)),
    ...[...rules, ...access].flatMap((place) => repeated("robot", wordsOf([place], "robots"))),
    ...["branches", "targets"].flatMap((key) => wordsOf(rules, key)).flatMap(neverARef),
    ...rules.flatMap((rule) => robotNeeded(rule, names)),
    ...rules.flatMap(neverFitting),
    ...repeated(
      "webhook",
      robots.map(([name, robot]) => [["robots", name, "webhook"], at(robot, "webhook")]),
    ),
    ...repeated("rule", fieldsOf(rules, "name")),
    ...repeated("access", fieldsOf(access, "name")),
    ...repeated("login", wordsOf(people, "logins")),
  ];
}

/** Compiles every pattern, condition and template of the rules once, to see whether it can be. */
export async function checkCode(config: object): Promise<readonly Mistake[]> {
  const rules = itemsOf(["rules"], at(config, "rules"));
  const patterns = ["branches", "targets", "pipelines", "repositories", "sources"].flatMap((key) =>
    wordsOf(rules, key),
  );
  const buttons = rules.flatMap(([path, rule]) => itemsOf([...path, "buttons"], at(rule, "buttons")));
  const templates = [
    ...["title", "text"].flatMap((key) => fieldsOf(rules, key)),
    ...["title", "url"].flatMap((key) => fieldsOf(buttons, key)),
  ];
  const checks = [
    ...patterns.map((placed) => compiled("filter", placed, (pattern) => compileGlobs([pattern]))),
    ...fieldsOf(rules, "when").map((placed) => compiled("filter", placed, (when) => compileFilter({ when }))),
    ...templates.map((placed) => compiled("template", placed, checkTemplate)),
  ];
  return (await Promise.all(checks)).flat();
}

async function checkTemplate(text: string): Promise<void> {
  const { compileTemplate } = await import("../template/template.ts");
  compileTemplate(text);
}

async function compiled(
  code: "filter" | "template",
  [path, text]: Placed,
  compile: (text: string) => unknown,
): Promise<readonly Mistake[]> {
  if (typeof text !== "string" || text === "") return [];
  try {
    await compile(text);
    return [];
  } catch (error) {
    if (!(error instanceof DingpipeError)) throw error;
    if (error.code !== "filter_invalid" && error.code !== "template_invalid") throw error;
    const { reason, line, column, name, nearest, problem, word, known } = error.details;
    const values = {
      reason,
      ...(name === undefined ? {} : { name: shown(name) }),
      ...(nearest === undefined ? {} : { nearest }),
      ...(word === undefined ? {} : { word: shown(word) }),
      ...(known === undefined ? {} : { known }),
      problem: masked(problem ?? reason),
    };
    return [{ path, code, values, inside: { line, column } }];
  }
}

function wrongName(path: readonly string[], pattern: RegExp, expected: Expectation): readonly Mistake[] {
  const name = path.at(-1) ?? "";
  if (pattern.test(name)) return [];
  return [{ path, code: "wrong_value", at: "key", values: { expected, actual: JSON.stringify(shown(name)) } }];
}

function neverARef([path, pattern]: Placed): readonly Mistake[] {
  if (typeof pattern !== "string" || !NEVER_IN_A_REF.test(pattern)) return [];
  return [{ path, code: "filter", values: { reason: "never_a_ref" } }];
}

function unknownRobot([path, name]: Placed, names: readonly string[]): readonly Mistake[] {
  if (typeof name !== "string" || name === "" || names.length === 0 || names.includes(name)) return [];
  const known = names.map(shown).join(" | ");
  return [
    { path, code: "unknown_name", values: { what: "robot", name: shown(name), ...nearestValue(name, names), known } },
  ];
}

function robotNeeded([path, rule]: Placed, names: readonly string[]): readonly Mistake[] {
  if (!isObject(rule) || at(rule, "robots") !== undefined || names.length < 2) return [];
  return [{ path, code: "robot_needed", values: { known: names.map(shown).join(" | ") } }];
}

/** Words of `on` that no kind of the rule can have, and a `mention.on` for which it would never mention anybody. */
function neverFitting(rule: Placed): readonly Mistake[] {
  const on = wordsOf([rule], "on");
  const kinds = wordsOf([rule], "kinds").map(([, kind]) => kind);
  const mentionOn = wordsOf(fieldsOf([rule], "mention"), "on").map(([, word]) => word);
  const words = on.map(([, word]) => String(word));
  const isReadable = [...words, ...mentionOn].every(isOneOf(onWords)) && kinds.every(isOneOf(eventKinds));
  if (!isReadable) return [];
  const unstable = at(rule[1], "unstable") as UnstableAs | undefined;
  const events = (kinds.length > 0 ? kinds : kindsOf(words)).flatMap((kind) => eventsOf(kind, unstable));
  const never = on.filter(([, word]) => !events.flat().includes(word));
  const told = events.filter((event) => event.some(isOneOf(words.length > 0 ? words : defaultOn)));
  const mistakes = never.map(([path, word]): Mistake => {
    const having = eventKinds.filter((kind) => eventsOf(kind).flat().includes(word));
    return { path, code: "never_fits", values: { word: String(word), kinds: having.join(" | ") } };
  });
  if (mistakes.length > 0 || mentionOn.length === 0 || mentionOn.some(isOneOf(told.flat()))) return mistakes;
  return [{ path: [...rule[0], "mention", "on"], code: "never_fits", values: { word: mentionOn.join(" | ") } }];
}

/** Every event of this kind that `on` can tell from another, as the words that fit it. */
function eventsOf(kind: unknown, unstable?: UnstableAs): readonly (readonly unknown[])[] {
  if (kind === "alert") return [["firing"], ["resolved"]];
  if (kind === "change") return changeActions.map((action) => [action]);
  if (kind === "artifact") return artifactActions.map((action) => [action]);
  const runs = ["", "jenkins"].flatMap((provider) =>
    states.map((state) => ({ kind, state, source: { provider } }) as PipelineEvent),
  );
  return runs.flatMap((run) =>
    (["success", "failure"] as const).map((previous) => {
      const scope = { transition: transitionOf(run, previous, unstable), unstable };
      return onWords.filter((word) => fitsOn([word], run, scope));
    }),
  );
}

function isOneOf(known: readonly unknown[]): (word: unknown) => boolean {
  return (word) => known.includes(word);
}

function repeated(what: string, placed: readonly Placed[]): readonly Mistake[] {
  const first = new Map<string, Path>();
  return placed.flatMap(([path, value]): readonly Mistake[] => {
    // A secret in place of a reference is told as that alone.
    if (typeof value !== "string" || (what === "webhook" && !REFERENCE.test(value))) return [];
    const word = what === "login" ? value.toLowerCase() : value;
    const other = first.get(word);
    if (other === undefined) first.set(word, path);
    return other === undefined
      ? []
      : [{ path, code: "duplicate", values: { what, name: shown(value), other: pathText(other) } }];
  });
}

function fieldsOf(items: readonly Placed[], key: string): readonly Placed[] {
  return items.map(([path, item]) => [[...path, key], at(item, key)]);
}

/** The words of a field that takes one or several. */
function wordsOf(items: readonly Placed[], key: string): readonly Placed[] {
  return fieldsOf(items, key).flatMap(([path, value]) =>
    typeof value === "string" ? [[path, value]] : itemsOf(path, value),
  );
}

function itemsOf(path: Path, value: unknown): readonly Placed[] {
  return Array.isArray(value) ? value.map((item, index) => [[...path, index], item]) : [];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function at(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
