import type { Transition } from "./transition.ts";

/** What a run, a deployment or one of their parts is doing, or how it ended. */
export type State =
  | "queued"
  | "waiting"
  | "running"
  | "success"
  | "unstable"
  | "failure"
  | "error"
  | "canceled"
  | "timed_out"
  | "skipped"
  | "unknown";

/** Every state, in the order in which a run meets them. */
export const states = [
  "queued",
  "waiting",
  "running",
  "success",
  "unstable",
  "failure",
  "error",
  "canceled",
  "timed_out",
  "skipped",
  "unknown",
] as const satisfies readonly State[];

/** Words of a rule for several states at once. */
export type StateGroup = "failed" | "finished";

/** The states that a group stands for. */
export const stateGroups = {
  failed: ["failure", "error", "timed_out"],
  finished: ["success", "unstable", "failure", "error", "canceled", "timed_out", "skipped"],
} as const satisfies Record<StateGroup, readonly State[]>;

export type EventKind = "pipeline" | "alert" | "change" | "deployment" | "artifact";

export const eventKinds = [
  "pipeline",
  "alert",
  "change",
  "deployment",
  "artifact",
] as const satisfies readonly EventKind[];

export type TriggerType =
  | "push"
  | "tag"
  | "change"
  | "schedule"
  | "manual"
  | "api"
  | "upstream"
  | "deployment"
  | "release"
  | "comment"
  | "unknown";

export const triggerTypes = [
  "push",
  "tag",
  "change",
  "schedule",
  "manual",
  "api",
  "upstream",
  "deployment",
  "release",
  "comment",
  "unknown",
] as const satisfies readonly TriggerType[];

export interface Person {
  readonly name?: string;
  readonly username?: string;
  /** Git lets anybody write any address here: it only ever selects an entry of `people`. */
  readonly email?: string;
}

export interface EventSource {
  /** The sender's id, as `sources` names it: `gitee-go`, `github`, `generic` … */
  readonly provider: string;
  /** The host of a self-managed sender. */
  readonly instance?: string;
  readonly via: "env" | "webhook" | "cloudevent" | "manual";
  /** The name of the gateway's door that it came through. */
  readonly door?: string;
  readonly event?: string;
  readonly action?: string;
  readonly deliveryId?: string;
}

export interface Repository {
  readonly fullName: string;
  readonly name?: string;
  readonly url?: string;
  readonly cloneUrl?: string;
}

export interface Commit {
  readonly sha: string;
  readonly shortSha: string;
  /** The first line of the message. */
  readonly title?: string;
  readonly message?: string;
  readonly url?: string;
  readonly author?: Person;
}

/** A pull request or merge request. */
export interface Change {
  readonly number: string;
  readonly title?: string;
  readonly url?: string;
  readonly sourceBranch?: string;
  readonly targetBranch?: string;
}

export interface Ref {
  readonly full?: string;
  readonly branch?: string;
  readonly tag?: string;
}

export interface FailedTask {
  readonly stage?: string;
  readonly name: string;
  readonly url?: string;
  readonly reason?: string;
}

/** A part of a run that is over, and how it ended. */
export interface RunTask {
  readonly name: string;
  readonly state: State;
  readonly url?: string;
}

/** What every event has. */
export interface EventBase {
  /** Stable: the delivery's id, else a hash of what identifies it. */
  readonly id: string;
  /** ISO 8601: when it happened at the source, else when it was received. */
  readonly time: string;
  readonly source: EventSource;
  readonly repository?: Repository;
  /** Who did it. */
  readonly actor?: Person;
  /** Values that the sender or the user added, by name. */
  readonly params?: Readonly<Record<string, string>>;
  /** Where a person reads more. */
  readonly url?: string;
}

/** A run, a stage or a task of a pipeline changed its state. */
export interface PipelineEvent extends EventBase {
  readonly kind: "pipeline";
  readonly pipeline?: { readonly id?: string; readonly name: string; readonly url?: string };
  readonly run?: {
    readonly id?: string;
    readonly number?: string;
    readonly attempt?: number;
    readonly name?: string;
    readonly url?: string;
  };
  readonly stage?: { readonly name: string };
  readonly task?: { readonly id?: string; readonly name: string; readonly url?: string };
  readonly environment?: { readonly name: string; readonly url?: string; readonly tier?: string };
  readonly state: State;
  /** The state's word exactly as the sender said it. */
  readonly statusRaw?: string;
  readonly reason?: string;
  readonly failedTasks?: readonly FailedTask[];
  /** Every part of the run, where the sender tells of all. */
  readonly tasks?: readonly RunTask[];
  readonly queuedAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly durationMs?: number;
  readonly ref?: Ref;
  readonly change?: Change;
  readonly commit?: Commit;
  readonly trigger?: { readonly type: TriggerType; readonly raw?: string };
  readonly tests?: {
    readonly total?: number;
    readonly passed?: number;
    readonly failed?: number;
    readonly skipped?: number;
  };
  readonly artifacts?: readonly { readonly name: string; readonly url?: string }[];
  /** The state of the last finished run of the same thing, where the source knows it. */
  readonly previousState?: State;
  readonly transition?: Transition;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt?: string;
  readonly url?: string;
  readonly silenceUrl?: string;
}

/** Alerts of one group fire or are resolved. */
export interface AlertEvent extends EventBase {
  readonly kind: "alert";
  readonly status: "firing" | "resolved";
  readonly name: string;
  readonly severity?: string;
  readonly groupKey: string;
  readonly alerts: readonly Alert[];
  /** How many more the group has that its sender left out; whether they fire is not known. */
  readonly truncatedAlerts?: number;
}

export type ChangeAction = "pushed" | "opened" | "updated" | "reviewed" | "merged" | "closed" | "released";

export const changeActions = [
  "pushed",
  "opened",
  "updated",
  "reviewed",
  "merged",
  "closed",
  "released",
] as const satisfies readonly ChangeAction[];

/** Source code changed, or a change was proposed. */
export interface ChangeEvent extends EventBase {
  readonly kind: "change";
  readonly action: ChangeAction;
  readonly commits: readonly Commit[];
  readonly ref?: Ref;
  readonly change?: Change;
  readonly release?: { readonly name: string; readonly tag?: string; readonly url?: string };
}

/** A service was deployed to an environment. */
export interface DeploymentEvent extends EventBase {
  readonly kind: "deployment";
  readonly state: State;
  readonly statusRaw?: string;
  readonly reason?: string;
  readonly environment: { readonly name: string; readonly url?: string; readonly tier?: string };
  readonly service: { readonly name: string; readonly url?: string };
  readonly revision?: string;
  readonly ref?: Ref;
  readonly commit?: Commit;
  readonly previousState?: State;
  readonly transition?: Transition;
}

export type ArtifactAction = "pushed" | "deleted" | "scanned";

export const artifactActions = ["pushed", "deleted", "scanned"] as const satisfies readonly ArtifactAction[];

/** An artifact was pushed to a registry, deleted from it or scanned there. */
export interface ArtifactEvent extends EventBase {
  readonly kind: "artifact";
  readonly action: ArtifactAction;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
  /** The number of vulnerabilities by severity. */
  readonly vulnerabilities?: Readonly<Record<string, number>>;
}

/** What happened, whoever told it. */
export type Event = PipelineEvent | AlertEvent | ChangeEvent | DeploymentEvent | ArtifactEvent;

/** A pipeline event before it has an id of its own: what a source read. */
export type PipelineEventInput = Omit<PipelineEvent, "id" | "kind"> & { readonly id?: string };

/** The state is one of the group's, or is the state named. */
export function isInGroup(state: State, group: StateGroup): boolean {
  return (stateGroups[group] as readonly State[]).includes(state);
}
