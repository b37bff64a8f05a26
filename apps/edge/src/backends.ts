import type { Arrival, DeliveryLog, IntakeAccounts, PutEntries } from "@dingpipe/outbox";

/** Where the gateway keeps what it accepted: a process with one file, or Durable Objects. */
export interface Backends {
  /** Writes an arrival down, and has it planned soon. */
  accept(intake: string, arrival: Arrival): Promise<"accepted" | "duplicate">;
  /** Puts messages into a robot's outbox in this order, and has them sent soon. */
  put: PutEntries;
  /** What an operator may ask of a robot's outbox. Each call may travel. */
  outbox(robot: string): Omit<DeliveryLog, "parkAll">;
  intakeAccounts(intake: string): Promise<IntakeAccounts & { readonly waiting: number }>;
}
