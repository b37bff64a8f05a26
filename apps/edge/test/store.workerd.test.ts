// The store's contract inside workerd, each case in a Durable Object of its own.
import { fileURLToPath } from "node:url";
import { storeContract } from "@dingpipe/fixtures";
import * as fc from "fast-check";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clockJump, storeSteps } from "../../../packages/outbox/test/store-steps.ts";
import { bundleModule } from "../../../tools/bundle-worker.ts";

const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));

const entry = `
import { DurableObject } from "cloudflare:workers";
import { textsOf } from ${source("packages/core/src/index.ts")};
import { createMemoryOutboxRows, createOutbox, createSqlOutboxRows, migrate } from ${source("packages/outbox/src/index.ts")};
import { storeContract } from ${source("packages/fixtures/src/contracts/store.ts")};
import { playStore } from ${source("packages/fixtures/src/contracts/store-model.ts")};
import { createObjectSql } from ${source("apps/edge/src/object-sql.ts")};

const storeOver = (rows) => (settings) => {
  let made = 0;
  const uuid = () => "uuid " + ++made;
  return createOutbox(rows(), { ...settings, robot: "ops", texts: textsOf("en"), uuid });
};

export class Store extends DurableObject {
  async fetch(request) {
    const store = storeOver(() => {
      const sql = createObjectSql(this.ctx.storage);
      migrate(sql);
      return createSqlOutboxRows(sql, "ops");
    });
    try {
      const { nth, steps, jump } = await request.json();
      if (steps === undefined) await storeContract[nth].run(store);
      else await playStore(steps, [storeOver(createMemoryOutboxRows), store], jump);
      return new Response("kept");
    } catch (error) {
      return new Response(error.message);
    } finally {
      await this.ctx.storage.deleteAll();
    }
  }
}

export default {
  fetch: (request, env) => env.STORE.get(env.STORE.idFromName(request.url)).fetch(request),
};
`;

let worker: Miniflare;
let made = 0;

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

/** What a Durable Object of its own says. */
async function ask(body: object): Promise<string> {
  made += 1;
  const response = await worker.dispatchFetch(`http://store.example/${made}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return response.text();
}

describe("the store contract over a Durable Object", () => {
  it.each(storeContract.map(({ name }, nth) => [name, nth] as const))("%s", async (_, nth) => {
    expect(await ask({ nth })).toBe("kept");
  });

  it("is the same as in memory, whatever happens, and goes on after any jump of the clock", async () => {
    await fc.assert(
      fc.asyncProperty(storeSteps, clockJump, async (steps, jump) => {
        expect(await ask({ steps, jump })).toBe("kept");
      }),
      { numRuns: 50 },
    );
  });
});
