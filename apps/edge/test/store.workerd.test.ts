// The store's contract inside workerd, each case in a Durable Object of its own.
import { fileURLToPath } from "node:url";
import { storeContract } from "@dingpipe/fixtures";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleModule } from "../../../tools/bundle-worker.ts";

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));

const entry = `
import { DurableObject } from "cloudflare:workers";
import { textsOf } from ${source("packages/core/src/index.ts")};
import { createOutbox, createSqlOutboxRows, migrate } from ${source("packages/outbox/src/index.ts")};
import { storeContract } from ${source("packages/fixtures/src/contracts/store.ts")};
import { createObjectSql } from ${source("apps/edge/src/object-sql.ts")};

export class Store extends DurableObject {
  async fetch(request) {
    const sql = createObjectSql(this.ctx.storage);
    migrate(sql);
    const { run } = storeContract[Number(new URL(request.url).pathname.slice(1))];
    let made = 0;
    const uuid = () => "uuid " + ++made;
    const create = (settings) => createOutbox(createSqlOutboxRows(sql, "ops"), { ...settings, robot: "ops", texts: textsOf("en"), uuid });
    try {
      await run(create);
      return new Response("kept");
    } catch (error) {
      return new Response(error.message);
    }
  }
}

export default {
  fetch: (request, env) => env.STORE.get(env.STORE.idFromName(request.url)).fetch(request),
};
`;

let worker: Miniflare;

beforeAll(async () => {
  worker = new Miniflare({
    modules: true,
    script: await bundleModule(entry),
    compatibilityDate: "2026-07-01",
    durableObjects: { STORE: { className: "Store", useSQLite: true } },
  });
  await worker.ready;
});

afterAll(() => worker.dispose());

describe("the store contract over a Durable Object", () => {
  it.each(storeContract.map(({ name }, index) => [name, index] as const))("%s", async (_, index) => {
    const response = await worker.dispatchFetch(`http://store.example/${index}`);
    expect(await response.text()).toBe("kept");
  });
});
