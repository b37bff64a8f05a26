import { type DeploymentEvent, type Event, isInGroup, type PipelineEvent, type State } from "./event.ts";

/** What changed since the last finished run of the same thing. */
export type Transition = "broken" | "still_failing" | "fixed" | "still_passing";

export const transitions = [
  "broken",
  "still_failing",
  "fixed",
  "still_passing",
] as const satisfies readonly Transition[];

/** Whether `unstable` counts as a failure. */
export type UnstableAs = "failed" | "passed";

// In Jenkins, and in CODING which runs on it, "unstable" means failing tests, in Argo CD an application that is down; elsewhere a success
// with warnings.
const UNSTABLE_FAILS: readonly string[] = ["jenkins", "coding", "argocd"];

/**
 * What changed since `previous`, the state of the last finished run of the same thing. No previous state counts as passed: a
 * first failure is `broken`, a first success nothing. A state that is not final, canceled, skipped and unknown change nothing.
 */
export function transitionOf(event: Event, previous: State | undefined, unstable?: UnstableAs): Transition | undefined {
  if (event.kind !== "pipeline" && event.kind !== "deployment") return undefined;
  const now = verdictOf(event.state, event.source.provider, unstable);
  if (now === undefined) return undefined;
  const before = previous === undefined ? undefined : verdictOf(previous, event.source.provider, unstable);
  if (now === "failed") return before === "failed" ? "still_failing" : "broken";
  if (before === "failed") return "fixed";
  return before === undefined ? undefined : "still_passing";
}

/** The event says how its run ended, so its state is the one that the next run is compared with. */
export function isVerdict(event: Event): event is PipelineEvent | DeploymentEvent {
  return (event.kind === "pipeline" || event.kind === "deployment") && isVerdictState(event.state);
}

/** A run that ended so says how things are: a canceled or a skipped one says nothing. */
export function isVerdictState(state: State): boolean {
  return verdictOf(state, "") !== undefined;
}

/** `unstable` is a failure for this sender, where no rule says otherwise. */
export function unstableOf(provider: string): UnstableAs {
  return UNSTABLE_FAILS.some((name) => provider === name || provider.startsWith(`${name}-`)) ? "failed" : "passed";
}

/**
 * The key of "the same thing": source, repository, pipeline (or service and environment), stage, task, and the change's number
 * or else the branch. A task does not turn its neighbour, and a fork's `main` does not turn ours.
 */
export function stateKey(event: PipelineEvent | DeploymentEvent): string {
  const place =
    event.kind === "pipeline"
      ? [event.pipeline?.id ?? event.pipeline?.name, event.stage?.name, event.task?.name, branchKey(event)]
      : [event.service.name, event.environment.name];
  return [event.source.provider, event.source.instance, event.repository?.fullName, event.kind, ...place]
    .map((part) => encodeURIComponent((part ?? "").toWellFormed()))
    .join("/");
}

function branchKey(event: PipelineEvent): string | undefined {
  if (event.change !== undefined) return `change ${event.change.number}`;
  return event.ref?.branch ?? (event.ref?.tag === undefined ? undefined : `tag ${event.ref.tag}`);
}

function verdictOf(state: State, provider: string, unstable = unstableOf(provider)): UnstableAs | undefined {
  if (state === "unstable") return unstable;
  if (state === "success") return "passed";
  return isInGroup(state, "failed") ? "failed" : undefined;
}
