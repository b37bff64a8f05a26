import { parseEvent } from "@dingpipe/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sourceTypes } from "./catalog.ts";
import { readPayload } from "./receive.ts";
import { mutationsOf } from "./webhooks/mutations.fixture.ts";
import { payloadOf, samplesOf, sourceOf } from "./webhooks/read-sample.fixture.ts";

const numRuns = Math.max(20_000, fc.readConfigureGlobal().numRuns ?? 0);

describe("every parser of webhooks", () => {
  it.for(sourceTypes)("%s makes valid Events of whatever comes, or says why not", async (type) => {
    const source = await sourceOf(type);
    const payloads = samplesOf(type).map(payloadOf);
    const inputs = payloads.map(({ headers, body, now }) =>
      fc
        .oneof({ weight: 9, arbitrary: mutationsOf(body) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 6 }) })
        .map((changed) => ({ headers, body: changed, now })),
    );
    fc.assert(
      fc.property(fc.oneof(...inputs), (payload) => {
        const received = readPayload(source, payload, {});
        expect(["events", "ignored", "refused"]).toContain(received.verdict);
        if (received.verdict !== "events") return;
        for (const event of received.events) {
          const json = JSON.parse(JSON.stringify(event));
          expect(parseEvent(json)).toEqual(json);
          // A page is a page, and nobody's password is in it; what a parameter is called is its sender's matter.
          for (const [, url] of JSON.stringify({ ...event, params: undefined }).matchAll(/"(?:u|\w+U)rl":"([^"]*)"/g)) {
            expect(url).toMatch(/^https?:\/\/(?![^/?#]*@)/);
          }
        }
        expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      }),
      { numRuns },
    );
  });
});
