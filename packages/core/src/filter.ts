import {
  artifactActions,
  changeActions,
  type Event,
  type EventKind,
  eventKinds,
  isInGroup,
  type State,
  type StateGroup,
  stateGroups,
} from "./event.ts";
import { compileGlobs, type Globs } from "./glob.ts";
import { type Transition, type UnstableAs, unstableOf } from "./transition.ts";

/** What `on` means where a rule does not say it: every end, every alert, every action. */
export const defaultOn: readonly string[] = ["finished", "firing", "resolved", ...changeActions, ...artifactActions];

/** The kinds that a rule is about where it does not name them: changes and artifacts only where `on` asks for one of their actions. */
export function kindsOf(on: readonly string[] = []): readonly EventKind[] {
  const actions: Partial<Record<EventKind, readonly string[]>> = { change: changeActions, artifact: artifactActions };
  return eventKinds.filter((kind) => actions[kind]?.some((action) => on.includes(action)) ?? true);
}

/** The conditions of a rule; all that are given must hold. */
export interface FilterConditions {
  /** States, groups, transitions, `firing`, `resolved`, actions. Default: `defaultOn`. */
  readonly on?: readonly string[] | undefined;
  /** Default: pipeline, deployment, alert, and the kinds of the actions in `on`. */
  readonly kinds?: readonly EventKind[] | undefined;
  /** Globs for the branch of a push or a run; they never match an event with a `change`. */
  readonly branches?: readonly string[] | undefined;
  /** Globs for the branch that a change wants to go to; they match events with a `change` alone. */
  readonly targets?: readonly string[] | undefined;
  /** Globs for the pipeline's name or id. */
  readonly pipelines?: readonly string[] | undefined;
  /** Globs for the repository's full name or name. */
  readonly repositories?: readonly string[] | undefined;
  /** Globs for the door's name or the provider; `gitee` is every `gitee-*`. */
  readonly sources?: readonly string[] | undefined;
  /** A CEL expression over `event` and `env`. */
  readonly when?: string | undefined;
  /** How `unstable` counts in groups. Default: failed from Jenkins, CODING and Argo CD, passed from others. */
  readonly unstable?: UnstableAs | undefined;
}

/** What a filter needs to know besides the event. */
export interface FilterScope {
  /** What changed since the last finished run; default: the event's own. */
  readonly transition?: Transition | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The verdict; where it is no, the first condition that failed, what it wanted and what was there. */
export type FilterResult =
  | { readonly matched: true }
  | {
      readonly matched: false;
      readonly condition: Exclude<keyof FilterConditions, "unstable">;
      readonly expected: string;
      readonly actual: string;
      /** The path that the event lacks, where that is why. */
      readonly absent?: string;
    };

export interface Filter {
  /** @throws DingpipeError `filter_failed` where `when` can't be evaluated for another reason than an absent field. */
  match(event: Event, scope: FilterScope): FilterResult;
}

type Check = (event: Event, scope: FilterScope) => FilterResult;

/**
 * Compiles a rule's conditions. `rule` is the name that a failure at run time carries.
 *
 * @throws DingpipeError `filter_invalid`: a glob, or `when`, with the position of the mistake.
 */
export async function compileFilter(conditions: FilterConditions, rule = ""): Promise<Filter> {
  const { branches, targets } = conditions;
  const checks = [
    kindsCheck(conditions.kinds ?? kindsOf(conditions.on)),
    onCheck(conditions.on ?? defaultOn, conditions.unstable),
    ...placeChecks(branches, targets),
    ...globCheck("pipelines", conditions.pipelines, "event.pipeline.name", pipelineNames),
    ...globCheck("repositories", conditions.repositories, "event.repository.fullName", repositoryNames),
    ...globCheck("sources", conditions.sources?.flatMap(withFamily), "event.source.provider", sourceNames),
  ];
  if (conditions.when !== undefined) checks.push(await whenCheck(conditions.when, rule));
  return {
    match(event, scope) {
      for (const check of checks) {
        const result = check(event, scope);
        if (!result.matched) return result;
      }
      return MATCHED;
    },
  };
}

/** True when one of the words of `on` fits the event. */
export function fitsOn(
  on: readonly string[],
  event: Event,
  scope: { readonly transition?: Transition | undefined; readonly unstable?: UnstableAs | undefined } = {},
): boolean {
  switch (event.kind) {
    case "pipeline":
    case "deployment": {
      const transition = scope.transition ?? event.transition;
      const unstable = scope.unstable ?? unstableOf(event.source.provider);
      return on.some((word) => word === transition || fitsState(word, event.state, unstable));
    }
    case "alert":
      return on.includes(event.status);
    case "change":
    case "artifact":
      return on.includes(event.action);
    default:
      return event satisfies never;
  }
}

const MATCHED: FilterResult = { matched: true };

function fitsState(word: string, state: State, unstable: UnstableAs): boolean {
  if (word === "failed" && state === "unstable") return unstable === "failed";
  return Object.hasOwn(stateGroups, word) ? isInGroup(state, word as StateGroup) : word === state;
}

function kindsCheck(kinds: readonly EventKind[]): Check {
  return (event) => (kinds.includes(event.kind) ? MATCHED : refusal("kinds", kinds, event.kind));
}

function onCheck(on: readonly string[], unstable: UnstableAs | undefined): Check {
  return (event, { transition }) =>
    fitsOn(on, event, { transition, unstable }) ? MATCHED : refusal("on", on, happened(event, transition));
}

function happened(event: Event, transition: Transition | undefined): string {
  if (event.kind === "alert") return event.status;
  if (event.kind === "change" || event.kind === "artifact") return event.action;
  return [event.state, transition ?? event.transition].filter((word) => word !== undefined).join(", ");
}

// A pull request's run stands on a branch of the same name as ours only by chance: `branches` says nothing about it.
function placeChecks(
  branches: readonly string[] | undefined,
  targets: readonly string[] | undefined,
): readonly Check[] {
  if (branches === undefined && targets === undefined) return [];
  const onBranch = branches === undefined ? undefined : compileGlobs(branches);
  const onTarget = targets === undefined ? undefined : compileGlobs(targets);
  return [
    (event) => {
      const change = "change" in event ? event.change : undefined;
      const isChange = change !== undefined;
      const actual = isChange ? change.targetBranch : branchOf(event);
      const path = isChange ? "event.change.targetBranch" : "event.ref.branch";
      const globs = isChange ? onTarget : onBranch;
      if (globs === undefined && isChange) return refusal("branches", branches ?? [], `#${change.number}`);
      if (globs === undefined) return refusal("targets", targets ?? [], actual ?? "", "event.change");
      return verdict(isChange ? "targets" : "branches", (isChange ? targets : branches) ?? [], globs, path, [actual]);
    },
  ];
}

function globCheck(
  condition: "pipelines" | "repositories" | "sources",
  patterns: readonly string[] | undefined,
  path: string,
  names: (event: Event) => readonly (string | undefined)[],
): readonly Check[] {
  if (patterns === undefined) return [];
  const globs = compileGlobs(patterns);
  return [(event) => verdict(condition, patterns, globs, path, names(event))];
}

function verdict(
  condition: "branches" | "targets" | "pipelines" | "repositories" | "sources",
  patterns: readonly string[],
  globs: Globs,
  path: string,
  names: readonly (string | undefined)[],
): FilterResult {
  const known = names.filter((name) => name !== undefined);
  // Exclusions alone don't exclude what has no name: a tag's run has no branch, an alert no pipeline.
  if (known.length === 0 && !globs([])) return refusal(condition, patterns, "", path);
  return globs(known) ? MATCHED : refusal(condition, patterns, [...new Set(known)].join(", "));
}

async function whenCheck(when: string, rule: string): Promise<Check> {
  // Most conditions need no library: it is loaded, and its 50 ms are spent, only for the others.
  const { compileSimpleWhen } = await import("./when-simple.ts");
  const evaluate = compileSimpleWhen(when) ?? (await import("./when.ts")).compileWhen(when, rule);
  return (event, { env }) => {
    const { value, absent } = evaluate(event, env);
    return value ? MATCHED : refusal("when", [when], "false", absent);
  };
}

function branchOf(event: Event): string | undefined {
  return "ref" in event ? event.ref?.branch : undefined;
}

function pipelineNames(event: Event): readonly (string | undefined)[] {
  return event.kind === "pipeline" ? [event.pipeline?.name, event.pipeline?.id] : [];
}

function repositoryNames({ repository }: Event): readonly (string | undefined)[] {
  return [repository?.fullName, repository?.name];
}

function sourceNames({ source }: Event): readonly (string | undefined)[] {
  return [source.door, source.provider];
}

function withFamily(pattern: string): readonly string[] {
  if (pattern === "gitee") return ["gitee", "gitee-*"];
  return pattern === "!gitee" ? ["!gitee", "!gitee-*"] : [pattern];
}

function refusal(
  condition: Exclude<keyof FilterConditions, "unstable">,
  expected: readonly string[],
  actual: string,
  absent?: string,
): FilterResult {
  return {
    matched: false,
    condition,
    expected: expected.join(", "),
    actual,
    ...(absent === undefined ? {} : { absent }),
  };
}
