import type { AccessConfig, Config, DoorConfig, Event } from "@dingpipe/core";
import { fnv1a } from "./fnv1a.ts";

/** Whose events an intake takes. */
export type IntakeOwner =
  | { readonly kind: "door"; readonly name: string; readonly door: DoorConfig }
  | { readonly kind: "access"; readonly name: string; readonly access: AccessConfig };

/**
 * The name of the intake that takes this event: `door github`, or `door#2 github` where a busy door is split. The number stands before the
 * owner's name, which may end in one.
 */
export function intakeName(owner: IntakeOwner, event: Event | undefined): string {
  const shards = shardsOf(owner);
  // By repository, so that the states of one pipeline are in one place.
  return nameOf(owner, shards === 1 ? undefined : fnv1a(event?.repository?.fullName ?? "") % shards);
}

/** Whose an intake is, also one of another number of shards; `undefined`: the configuration has no such door or entry any more. */
export function intakeOwner(config: Config, intake: string): IntakeOwner | undefined {
  const name = intake.slice(intake.indexOf(" ") + 1);
  if (!isOfAccess(intake)) {
    const door = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
    return door && { kind: "door", name, door };
  }
  const access = config.access.find((entry) => entry.name === name);
  return access && { kind: "access", name, access };
}

/** Whether an intake is that of an `access` entry. */
export function isOfAccess(intake: string): boolean {
  return /^access[# ]/.test(intake);
}

/** Every intake that the configuration can have. */
export function intakeNames(config: Config): readonly string[] {
  const owners: readonly IntakeOwner[] = [
    ...Object.entries(config.sources).map(([name, door]) => ({ kind: "door", name, door }) as const),
    ...config.access.map((access) => ({ kind: "access", name: access.name, access }) as const),
  ];
  return owners.flatMap((owner) => {
    const shards = shardsOf(owner);
    return shards === 1 ? [nameOf(owner)] : Array.from({ length: shards }, (_, shard) => nameOf(owner, shard));
  });
}

function nameOf({ kind, name }: IntakeOwner, shard?: number): string {
  return shard === undefined ? `${kind} ${name}` : `${kind}#${shard} ${name}`;
}

function shardsOf(owner: IntakeOwner): number {
  return owner.kind === "door" ? owner.door.shards : owner.access.shards;
}
