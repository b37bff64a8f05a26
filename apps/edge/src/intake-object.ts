import { DurableObject } from "cloudflare:workers";
import { type Arrival, createSqlIntakeRows, migrate, type Sql } from "@dingpipe/outbox";
import type { DurableObjectState, ObjectClass } from "./durable-object.ts";
import { createIntakeHost, createPlanner, type IntakeHost } from "./intake-host.ts";
import { intakeOwner } from "./intake-names.ts";
import { createAlarm, createObjectSql } from "./object-sql.ts";
import { createTraffic } from "./traffic.ts";
import {
  type CompiledConfig,
  createResolve,
  type IntakeStub,
  type ObjectOutside,
  stubOf,
  type WorkerEnv,
} from "./worker-env.ts";

const FAILED_MS = 60_000;

/** The class of Durable Objects that are an intake each: of a door, or of an `access` entry. */
export function createIntakeObject(
  { config }: CompiledConfig,
  outside: ObjectOutside,
): ObjectClass<IntakeStub, WorkerEnv> {
  return class IntakeObject extends DurableObject<WorkerEnv> implements IntakeStub {
    readonly #sql: Sql;
    readonly #alarm: ReturnType<typeof createAlarm>;
    readonly #traffic = createTraffic(outside);
    #host: IntakeHost | undefined;
    #planner: ReturnType<typeof createPlanner> | undefined;

    constructor(ctx: DurableObjectState, env: WorkerEnv) {
      super(ctx, env);
      this.#sql = createObjectSql(ctx.storage);
      this.#alarm = createAlarm(ctx.storage);
      migrate(this.#sql);
    }

    #hostOf(name: string): IntakeHost {
      this.#host ??= createIntakeHost({
        ...outside,
        name,
        owner: intakeOwner(config, name),
        config,
        rows: createSqlIntakeRows(this.#sql, name),
        waker: this.#alarm,
        lull: this.#traffic.lull,
        put: (robot, entries) => stubOf(this.env.OUTBOX, robot).put(robot, entries),
        planner: {
          plan: async (event, options) => {
            // Rules and templates are compiled by the first event that needs them.
            this.#planner ??= createPlanner(config, { resolve: createResolve(this.env), random: outside.random });
            return (await this.#planner).plan(event, options);
          },
        },
      });
      return this.#host;
    }

    async accept(name: string, arrival: Arrival): Promise<"accepted" | "duplicate"> {
      this.#traffic.begin();
      try {
        const status = await this.#hostOf(name).accept(arrival);
        if (status === "accepted" && arrival.untold === undefined) await this.#alarm.now(outside.now());
        return status;
      } finally {
        this.#traffic.end();
      }
    }

    accounts(name: string) {
      return this.#hostOf(name).accounts();
    }

    async wake(name: string): Promise<void> {
      const { waiting } = await this.#hostOf(name).accounts();
      if (waiting > 0 && (await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(outside.now());
    }

    /** Never throws: after six failures in a row the runtime would take the alarm away. */
    async alarm(): Promise<void> {
      const [row] = this.#sql.all(`SELECT intake FROM intakes LIMIT 1`);
      if (row === undefined) return;
      try {
        await this.#hostOf(String(row["intake"])).run();
      } catch {
        await this.ctx.storage.setAlarm(outside.now() + FAILED_MS);
      }
    }
  };
}
