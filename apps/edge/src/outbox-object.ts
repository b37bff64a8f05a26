import { DurableObject } from "cloudflare:workers";
import {
  createSqlOutboxRows,
  type DeliveryFilter,
  type Entry,
  migrate,
  type PutResult,
  type Sql,
} from "@dingpipe/outbox";
import type { DurableObjectState, ObjectClass } from "./durable-object.ts";
import { createAlarm, createObjectSql } from "./object-sql.ts";
import { createOutboxHost, type OutboxHost } from "./outbox-host.ts";
import {
  type CompiledConfig,
  createResolve,
  type ObjectOutside,
  type OutboxStub,
  stubOf,
  type WorkerEnv,
} from "./worker-env.ts";

// An alarm may run for 15 minutes; the object answers others meanwhile.
const RUN_MS = 60_000;
const FAILED_MS = 60_000;

/** The class of Durable Objects that are the outbox of one robot each. */
export function createOutboxObject(
  { config }: CompiledConfig,
  outside: ObjectOutside,
): ObjectClass<OutboxStub, WorkerEnv> {
  return class OutboxObject extends DurableObject<WorkerEnv> implements OutboxStub {
    readonly #sql: Sql;
    readonly #alarm: ReturnType<typeof createAlarm>;
    #host: OutboxHost | undefined;

    constructor(ctx: DurableObjectState, env: WorkerEnv) {
      super(ctx, env);
      this.#sql = createObjectSql(ctx.storage);
      this.#alarm = createAlarm(ctx.storage);
      migrate(this.#sql);
    }

    #hostOf(robot: string): OutboxHost {
      this.#host ??= createOutboxHost({
        ...outside,
        robot,
        config,
        rows: createSqlOutboxRows(this.#sql, robot),
        waker: this.#alarm,
        resolve: createResolve(this.env),
        put: (other, entries) => stubOf(this.env.OUTBOX, other).put(other, entries),
        fetch: (url, request) => fetch(url, request),
      });
      return this.#host;
    }

    async put(robot: string, entries: readonly Entry[]): Promise<readonly PutResult[]> {
      const results = await this.#hostOf(robot).put(entries);
      await this.#alarm.now(outside.now());
      return results;
    }

    async wake(robot: string): Promise<void> {
      const { waiting } = (await this.#hostOf(robot).log.status(outside.now())).accounts;
      if (waiting > 0 && (await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(outside.now());
    }

    /** Never throws: after six failures in a row the runtime would take the alarm away. */
    async alarm(): Promise<void> {
      const [row] = this.#sql.all(`SELECT robot FROM robots LIMIT 1`);
      if (row === undefined) return;
      try {
        await this.#hostOf(String(row["robot"])).run(RUN_MS);
      } catch {
        await this.ctx.storage.setAlarm(outside.now() + FAILED_MS);
      }
    }

    list(robot: string, filter: DeliveryFilter) {
      return this.#hostOf(robot).log.list(filter);
    }

    story(robot: string, id: string) {
      return this.#hostOf(robot).log.get(id);
    }

    async retry(robot: string, id: string) {
      const isDone = await this.#hostOf(robot).log.retry(id, outside.now());
      if (isDone) await this.#alarm.now(outside.now());
      return isDone;
    }

    drop(robot: string, id: string) {
      return this.#hostOf(robot).log.drop(id, outside.now());
    }

    status(robot: string) {
      return this.#hostOf(robot).log.status(outside.now());
    }

    async resume(robot: string) {
      await this.#hostOf(robot).log.resume(outside.now());
      await this.#alarm.now(outside.now());
    }
  };
}
