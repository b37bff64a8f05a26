export type {
  Accounts,
  AttemptRecord,
  DeliveryFilter,
  DeliveryLog,
  DeliveryRecord,
  DeliveryStatus,
  DeliveryStory,
  OutboxStatus,
} from "./delivery-log.ts";
export { deliveryStatuses, idOf } from "./delivery-log.ts";
export type { DigestGroup, DigestLine, Entry, Origin } from "./entry.ts";
export { type Arrival, createIntake, type Intake, type IntakeOptions, type PutEntries } from "./intake.ts";
export type { ArrivedEvent, IntakeAccounts, IntakeRows, LastState, WaitingEvent } from "./intake-rows.ts";
export { createMemoryIntakeRows } from "./memory-intake-rows.ts";
export { createMemoryOutboxRows } from "./memory-outbox-rows.ts";
export { createOutbox, type Outbox, type OutboxOptions } from "./outbox.ts";
export { createPump, type Pump, type PumpOptions, type Waker } from "./pump.ts";
export type { RobotState } from "./robot-state.ts";
export type { BatchRow, DeliveryRow, MessageRow, OutboxRows, Settled } from "./rows.ts";
export { migrate, type Sql, type SqlRow, type SqlValue } from "./schema.ts";
export type { WaitingRow } from "./selection.ts";
export { createSqlIntakeRows } from "./sql-intake-rows.ts";
export { createSqlOutboxRows } from "./sql-outbox-rows.ts";
export type {
  AttemptOutcome,
  Claim,
  ClaimedBatch,
  OutboxStore,
  ParkedReason,
  PutResult,
  Settlement,
} from "./store.ts";
