import type { Arrival, DeliveryLog, Entry, IntakeAccounts, PutResult } from "@dingpipe/outbox";

/** Where the gateway keeps what it accepted: a process with one file, or Durable Objects. */
export interface Backends {
  /** Writes an arrival down, and has it planned soon. */
  accept(intake: string, arrival: Arrival): Promise<"accepted" | "duplicate">;
  /** Puts a message into a robot's outbox, and has it sent soon. */
  put(robot: string, entry: Entry): Promise<PutResult>;
  /** What an operator may ask of a robot's outbox. Each call may travel. */
  outbox(robot: string): Omit<DeliveryLog, "parkAll">;
  intakeAccounts(intake: string): Promise<IntakeAccounts & { readonly waiting: number }>;
}
