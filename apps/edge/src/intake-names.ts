import type { AccessConfig, Config, DoorConfig, Event } from "@dingpipe/core";

/** Whose events an intake takes. */
export type IntakeOwner =
  | { readonly kind: "door"; readonly name: string; readonly door: DoorConfig }
  | { readonly kind: "access"; readonly name: string; readonly access: AccessConfig };

/** The name of the intake that takes this event: `door github`, or `door github 2` where a busy door is split. */
export function intakeName(owner: IntakeOwner, event: Event | undefined): string {
  const shards = shardsOf(owner);
  const base = `${owner.kind} ${owner.name}`;
  // By repository, so that the states of one pipeline are in one place.
  return shards === 1 ? base : `${base} ${hash(event?.repository?.fullName ?? "") % shards}`;
}

/** Every intake that the configuration can have, with its owner. */
export function intakeNames(config: Config): ReadonlyMap<string, IntakeOwner> {
  const owners: readonly IntakeOwner[] = [
    ...Object.entries(config.sources).map(([name, door]) => ({ kind: "door", name, door }) as const),
    ...config.access.map((access) => ({ kind: "access", name: access.name, access }) as const),
  ];
  return new Map(
    owners.flatMap((owner) => {
      const shards = shardsOf(owner);
      const base = `${owner.kind} ${owner.name}`;
      return shards === 1
        ? [[base, owner] as const]
        : Array.from({ length: shards }, (_, shard) => [`${base} ${shard}`, owner] as const);
    }),
  );
}

function shardsOf(owner: IntakeOwner): number {
  return owner.kind === "door" ? owner.door.shards : owner.access.shards;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
