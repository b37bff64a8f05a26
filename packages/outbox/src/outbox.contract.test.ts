import { textsOf } from "@dingpipe/core";
import { type CreateStore, storeContract } from "@dingpipe/fixtures";
import { describe, it } from "vitest";
import { memoryDatabase } from "../test/sqlite.ts";
import { createMemoryOutboxRows } from "./memory-outbox-rows.ts";
import { createOutbox } from "./outbox.ts";
import type { OutboxRows } from "./rows.ts";
import { createSqlOutboxRows } from "./sql-outbox-rows.ts";

function storeOver(rows: () => OutboxRows): CreateStore {
  return (settings) => {
    let made = 0;
    const uuid = () => `uuid ${++made}`;
    return createOutbox(rows(), { ...settings, robot: "ops", texts: textsOf("en"), uuid });
  };
}

describe.each([
  { name: "memory", create: storeOver(createMemoryOutboxRows) },
  { name: "node:sqlite", create: storeOver(() => createSqlOutboxRows(memoryDatabase(), "ops")) },
  {
    name: "node:sqlite beside another robot",
    create: storeOver(() => {
      const sql = memoryDatabase();
      const other = createSqlOutboxRows(sql, "ops-2");
      other.insert(
        {
          key: "a",
          lane: "x",
          urgent: false,
          message: { msgtype: "text", text: { content: "x" } },
          origin: { title: "", receivedAt: 0 },
        },
        0,
      );
      return createSqlOutboxRows(sql, "ops");
    }),
  },
])("the store contract over $name", ({ create }) => {
  it.each(storeContract)("$name", ({ run }) => run(create));
});
