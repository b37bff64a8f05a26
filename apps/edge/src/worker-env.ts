import type { Config } from "@dingpipe/core";
import type {
  Arrival,
  DeliveryFilter,
  DeliveryRecord,
  DeliveryStory,
  Entry,
  IntakeAccounts,
  OutboxStatus,
  PutResult,
} from "@dingpipe/outbox";
import type { WebhookSource } from "@dingpipe/sources";
import type { DurableObjectNamespace } from "./durable-object.ts";
import type { Log } from "./log.ts";

/** What `dingpipe config compile` writes: the configuration, checked, with the senders of its doors. */
export interface CompiledConfig {
  readonly config: Config;
  readonly sources: Readonly<Record<string, WebhookSource>>;
}

/** The bindings of the Worker: two kinds of object, perhaps a rate limit, and a secret for each reference. */
export interface WorkerEnv {
  readonly OUTBOX: DurableObjectNamespace<OutboxStub>;
  readonly INTAKE: DurableObjectNamespace<IntakeStub>;
  readonly RATE_LIMIT?: { limit(options: { readonly key: string }): Promise<{ readonly success: boolean }> };
  readonly [secret: string]: unknown;
}

/** What an outbox' object answers from afar. */
export interface OutboxStub {
  put(robot: string, entries: readonly Entry[]): Promise<readonly PutResult[]>;
  list(robot: string, filter: DeliveryFilter): Promise<readonly DeliveryRecord[]>;
  story(robot: string, id: string): Promise<DeliveryStory | undefined>;
  retry(robot: string, id: string): Promise<boolean>;
  drop(robot: string, id: string): Promise<boolean>;
  status(robot: string): Promise<OutboxStatus>;
  resume(robot: string): Promise<void>;
  /** Sets the alarm where it was lost. */
  wake(robot: string): Promise<void>;
}

export interface IntakeStub {
  accept(intake: string, arrival: Arrival): Promise<"accepted" | "duplicate">;
  accounts(intake: string): Promise<IntakeAccounts & { readonly waiting: number }>;
  wake(intake: string): Promise<void>;
}

/** What the objects have of the world. */
export interface ObjectOutside {
  readonly now: () => number;
  readonly uuid: () => string;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly log: Log;
}

/** References are bindings of the Worker. */
export function createResolve(env: WorkerEnv) {
  return (name: string): string | undefined => {
    const value = env[name];
    return typeof value === "string" ? value : undefined;
  };
}

/** The object of a name, near to DingTalk. */
export function stubOf<Stub>(namespace: DurableObjectNamespace<Stub>, name: string): Stub {
  return namespace.get(namespace.idFromName(name) as never, { locationHint: "apac" });
}
