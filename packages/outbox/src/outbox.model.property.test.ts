import { textsOf } from "@dingpipe/core";
import { type StoreSettlement, storeEntry } from "@dingpipe/fixtures";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryDatabase } from "../test/sqlite.ts";
import { createMemoryOutboxRows } from "./memory-outbox-rows.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { OutboxRows } from "./rows.ts";
import { createSqlOutboxRows } from "./sql-outbox-rows.ts";
import type { ClaimedBatch } from "./store.ts";

const LIMITS = { messages: 5, windowMs: 60_000, muteMs: 600_000 };

interface Step {
  readonly do: "put" | "claim" | "settle" | "crash" | "retry" | "drop" | "resume" | "wait" | "set back";
  readonly lane: number;
  readonly failed: boolean;
  readonly run: number;
  readonly kind: StoreSettlement["kind"];
  readonly ms: number;
  readonly pick: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.oneof(
    { weight: 8, arbitrary: fc.constant("put" as const) },
    { weight: 5, arbitrary: fc.constant("claim" as const) },
    { weight: 5, arbitrary: fc.constant("settle" as const) },
    { weight: 1, arbitrary: fc.constantFrom("crash" as const, "retry" as const, "drop" as const, "resume" as const) },
    { weight: 2, arbitrary: fc.constant("wait" as const) },
    { weight: 1, arbitrary: fc.constant("set back" as const) },
  ),
  lane: fc.integer({ min: 0, max: 3 }),
  failed: fc.boolean(),
  run: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom("delivered", "delivered", "delivered", "refused", "retry", "muted", "paused", "replaced"),
  ms: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
    { weight: 2, arbitrary: fc.constantFrom(30_000, 60_000) },
    { weight: 1, arbitrary: fc.constantFrom(600_000, 3_600_000, 86_400_001) },
  ),
  pick: fc.nat(20),
});

// Short ones meet nothing: it takes some steps until a budget is used up.
const steps = fc.array(step, { minLength: 80, maxLength: 120 });
// A run of this many steps is worth forty of other properties.
const numRuns = Math.ceil((fc.readConfigureGlobal().numRuns ?? 10_000) / 40);

describe("an outbox, whatever happens to it", () => {
  it("is the same in memory and in SQLite, keeps its accounts, the limit and the order of a lane", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await play(all);
      }),
      { numRuns },
    );
  });

  it("goes on after any jump of the clock", async () => {
    const jump = fc.constantFrom(-3_600_000, 3_600_000, -86_400_000, 86_400_000);
    await fc.assert(
      fc.asyncProperty(steps, jump, async (all, ms) => {
        const { outboxes, now } = await play(all);
        const [outbox] = outboxes;
        let instant = now + ms;
        for (let round = 0; round < 500; round += 1) {
          const claim = await outbox.claim(instant);
          if (claim.kind === "empty") return;
          if (claim.kind === "wait") {
            // No pause lasts longer than a day.
            expect(claim.until - instant).toBeLessThanOrEqual(86_400_000);
            instant = claim.until;
          } else
            await outbox.settle(
              claim.uuid,
              { kind: "delivered", outcome: { class: "delivered", reason: "delivered" } },
              instant,
            );
        }
        expect.fail("it never came to its end");
      }),
      { numRuns },
    );
  });
});

async function play(steps: readonly Step[]) {
  const outboxes = [createMemoryOutboxRows(), createSqlOutboxRows(memoryDatabase(), "ops")].map(outboxOver) as [
    Outbox,
    Outbox,
  ];
  const [memory, sqlite] = outboxes;
  const both = async <Result>(ask: (outbox: Outbox) => Promise<Result>): Promise<Result> => {
    const result = await ask(memory);
    expect(await ask(sqlite)).toEqual(result);
    return result;
  };
  let now = Date.UTC(2026, 10, 20);
  let made = 0;
  let open: ClaimedBatch | undefined;
  // How long it took in truth, whatever the clock says.
  let real = 0;
  const sentAt: number[] = [];
  const bodies = new Map<string, string>();
  const retried = new Set<string>();
  const shown = new Map<string, number>();

  for (const [index, { do: what, lane, failed, run, kind, ms, pick }] of steps.entries()) {
    switch (what) {
      case "put": {
        made += 1;
        const title = `${lane}/${made}`;
        const replacing = failed ? { replaces: `${lane} ${run}` } : { replaceable: `${lane} ${run}` };
        const entry = storeEntry(title, { lane: String(lane), group: failed ? "failed" : "passed", ...replacing });
        await both((outbox) => outbox.put(entry, now));
        break;
      }
      case "claim": {
        const claim = await both((outbox) => outbox.claim(now));
        if (claim.kind !== "batch") {
          const wake = await both((outbox) => outbox.nextWake(now));
          if (claim.kind === "wait") expect(wake).toBeLessThanOrEqual(claim.until);
          if (wake !== undefined) expect(wake).toBeGreaterThan(now);
          break;
        }
        open = claim;
        // The same key means the same bytes, whenever it is sent.
        expect(bodies.get(claim.uuid) ?? claim.body).toBe(claim.body);
        bodies.set(claim.uuid, claim.body);
        sentAt.push(real);
        expect(sentAt.filter((at) => at > real - LIMITS.windowMs).length).toBeLessThanOrEqual(LIMITS.messages);
        break;
      }
      case "settle": {
        if (open === undefined) break;
        const { uuid, body } = open;
        if (kind === "delivered") noteShown(body, shown, retried);
        await both((outbox) => outbox.settle(uuid, settlement(kind, now, body, index), now));
        open = undefined;
        break;
      }
      case "crash":
        open = undefined;
        break;
      case "retry":
      case "drop": {
        const records = await memory.list({ limit: 100 });
        const record = records[pick % Math.max(1, records.length)];
        if (record === undefined) break;
        const isDone = await both((outbox) => outbox[what](record.id, now));
        if (isDone && what === "retry") retried.add(record.origin.title);
        break;
      }
      case "resume":
        await both((outbox) => outbox.resume(now));
        break;
      case "wait":
        now += ms;
        real += ms;
        break;
      case "set back":
        now -= ms;
        break;
      default:
        what satisfies never;
    }
    const { accounts } = await both((outbox) => outbox.status(now));
    const { accepted, ...rest } = accounts;
    expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(accepted);
    expect(Math.min(...Object.values(accounts))).toBeGreaterThanOrEqual(0);
    await both((outbox) => outbox.nextWake(now));
  }
  return { outboxes, now };
}

/** What a group sees of a lane comes in its order; what an operator sent again may come late. */
function noteShown(body: string, shown: Map<string, number>, retried: ReadonlySet<string>): void {
  for (const [, lane = "", number] of body.matchAll(/(?:line of |"title":")(\d)\/(\d+)/g)) {
    if (retried.has(`${lane}/${number}`)) continue;
    expect(Number(number)).toBeGreaterThanOrEqual(shown.get(lane) ?? 0);
    shown.set(lane, Number(number));
  }
}

function settlement(kind: StoreSettlement["kind"], now: number, body: string, nth: number): StoreSettlement {
  switch (kind) {
    case "delivered":
      return { kind, outcome: { class: "delivered", reason: "delivered" } };
    case "refused":
      return { kind, outcome: { class: "rejected", reason: "unsafe_text" } };
    case "muted":
      return { kind, outcome: { class: "throttled", reason: "too_fast" } };
    case "paused":
      return {
        kind,
        scope: nth % 2 === 0 ? "robot" : "month",
        outcome: { class: "rejected", reason: "token_unknown" },
      };
    case "retry":
      return { kind, at: now + 2_000, outcome: { class: "unreachable", reason: "timeout" } };
    case "replaced":
      return { kind, uuid: `other ${nth}`, body, outcome: { class: "rejected", reason: "unsafe_text" } };
    default:
      return kind satisfies never;
  }
}

function outboxOver(rows: OutboxRows): Outbox {
  let made = 0;
  const uuid = () => `uuid ${++made}`;
  return createOutbox(rows, { robot: "ops", keywords: [], texts: textsOf("en"), uuid, limits: LIMITS });
}
