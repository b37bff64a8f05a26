import { createPipelineEvent, states } from "@dingpipe/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCi } from "./read-environment.fixture.ts";

const variables = [
  "GITEE_PIPELINE_NAME",
  "GITEE_PIPELINE_DISPLAY_NAME",
  "GITEE_PIPELINE_BUILD_NUMBER",
  "GITEE_PIPELINE_TRIGGER_USER",
  "GITEE_STAGE_NAME",
  "GITEE_STAGE_DISPLAY_NAME",
  "GITEE_STAGE_STRATEGY",
  "GITEE_COMMIT",
  "GITEE_SHORT_COMMIT",
  "GITEE_COMMIT_MESSAGE",
  "GITEE_BRANCH",
  "GITEE_PULL_ID",
  "GITEE_PULL_REQUEST_ID",
  "GITEE_PULL_REQUEST_TITLE",
  "GITEE_SOURCE_BRANCH",
  "GITEE_SOURCE_COMMIT",
  "GITEE_COMMENT",
  "GITEE_REPO",
  "GITEE_COMPANY",
  "GITEE_DOCKER_IMAGE",
  "__proto__",
  "constructor",
  "toString",
];

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.webUrl(),
  fc.constantFrom(
    "",
    " ",
    "false",
    "${GITEE_REPO}",
    "acme/shop",
    "a/../b",
    "42",
    "!7",
    "refs/heads/main",
    "refs/tags/v1",
    "deadbeefdeadbeef",
  ),
  fc.constantFrom(
    "\ud800",
    "\n\n",
    "https://user:S3cret@gitee.com/o/r.git",
    "user:S3cret@gitee.com:o/r",
    "😀".repeat(3_000),
    "x".repeat(9_000),
  ),
);

const environment = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...variables), value), { selector: ([name]) => name })
  .map((entries) => Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(entries)));

const options = fc.record(
  {
    now: fc.integer({ min: 0, max: 4_102_444_800_000 }),
    provider: fc.constantFrom("gitee", "gitee-go", "gitee-enterprise", "generic"),
    giteeHost: fc.oneof(fc.constantFrom("gitee.com", "http://10.0.0.1:80"), fc.domain(), fc.string()),
    status: fc.oneof(fc.constantFrom("SUCC", "fail", "0", "143"), fc.string()),
  },
  { requiredKeys: ["now"] },
);

function texts(part: unknown): readonly string[] {
  if (typeof part === "string") return [part];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(texts) : [];
}

function urls(part: unknown): readonly string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, inner]) => (key === "url" ? [String(inner)] : urls(inner)));
}

describe("readCi", () => {
  it("makes of any environment an event that survives JSON, with bounded, whole and present texts", () => {
    fc.assert(
      fc.property(environment, options, (env, chosen) => {
        const reading = readCi(env, chosen);
        if (reading === undefined) throw new Error("a known provider was refused");
        const event = createPipelineEvent(reading.event);
        expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event);
        expect(states).toContain(event.state);
        for (const text of texts(reading.event)) {
          expect(text).not.toBe("");
          expect(text.isWellFormed()).toBe(true);
          expect([...text].length).toBeLessThanOrEqual(4_000);
        }
      }),
    );
  });

  it("makes only plain web links, on the host that it was given or that the repository names", () => {
    fc.assert(
      fc.property(environment, options, (env, chosen) => {
        for (const link of urls(readCi(env, chosen)?.event)) {
          const url = new URL(link);
          expect(link).toBe(`${url.origin}${url.pathname}`);
          expect(["http:", "https:"]).toContain(url.protocol);
          expect(link).not.toContain("S3cret");
        }
      }),
    );
  });

  it("never carries a repository's password", () => {
    const hidden = fc.stringMatching(/^[A-Za-z0-9:/?#\\@%.-]{0,12}$/).map((text) => `S3cret${text}`);
    fc.assert(
      fc.property(
        fc.constantFrom("https://", "ssh://", "https:", ""),
        hidden,
        fc.constantFrom("/o/r", ":o/r", ""),
        (scheme, secret, path) => {
          const env = { GITEE_PIPELINE_NAME: "p", GITEE_REPO: `${scheme}user:${secret}@gitee.com${path}` };
          expect(JSON.stringify(readCi(env, { now: 0 }))).not.toMatch(/S3cret/i);
        },
      ),
    );
  });
});
