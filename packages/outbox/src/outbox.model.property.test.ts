import { textsOf } from "@dingpipe/core";
import { type CreateStore, playStore } from "@dingpipe/fixtures";
import * as fc from "fast-check";
import { it } from "vitest";
import { memoryDatabase } from "../test/sqlite.ts";
import { clockJump, storeSteps } from "../test/store-steps.ts";
import { createMemoryOutboxRows } from "./memory-outbox-rows.ts";
import { createOutbox } from "./outbox.ts";
import type { OutboxRows } from "./rows.ts";
import { createSqlOutboxRows } from "./sql-outbox-rows.ts";

// A run of this many steps is worth twenty of other properties.
const numRuns = Math.ceil((fc.readConfigureGlobal().numRuns ?? 10_000) / 20);

it("an outbox is the same in memory and in SQLite, whatever happens, and goes on after any jump of the clock", async () => {
  await fc.assert(
    fc.asyncProperty(storeSteps, clockJump, (steps, jump) =>
      playStore(
        steps,
        [storeOver(createMemoryOutboxRows), storeOver(() => createSqlOutboxRows(memoryDatabase(), "ops"))],
        jump,
      ),
    ),
    { numRuns },
  );
});

function storeOver(rows: () => OutboxRows): CreateStore {
  return (settings) => {
    let made = 0;
    const uuid = () => `uuid ${++made}`;
    return createOutbox(rows(), { ...settings, robot: "ops", texts: textsOf("en"), uuid });
  };
}
