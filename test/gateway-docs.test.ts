// What docs/gateway.md says of a robot that is paused.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errcodes, verdictOf } from "../packages/core/src/errcodes.ts";
import { cures as english } from "../packages/core/src/locales/cures.en.ts";
import { cures as chinese } from "../packages/core/src/locales/cures.zh-CN.ts";
import type { OutcomeReason, OutcomeScope } from "../packages/core/src/outcome.ts";

// The settings that 310000 stands for, and what is known by its text alone.
const told = [
  verdictOf(310000, "sign not match"),
  verdictOf(310000, "timestamp"),
  verdictOf(310000, "keyword"),
  verdictOf(310000, "ip"),
  verdictOf(987654, "send forbidden"),
];
const verdicts: readonly { readonly reason: OutcomeReason; readonly scope?: OutcomeScope }[] = [
  ...Object.values(errcodes),
  ...told,
];
const pausing = verdicts.filter(({ reason, scope }) => reason !== "too_fast" && /^(?:robot|month)$/.test(scope ?? ""));

it.for([
  ["gateway.md", english],
  ["gateway.zh-CN.md", chinese],
] as const)("docs/%s has each reason of a pause, with its cure", ([name, cures]) => {
  const page = readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, reason, cure]) => [reason, cure]);
  const reasons = [...new Set(pausing.map(({ reason }) => reason))];
  expect(rows.toSorted()).toEqual(reasons.map((reason) => [reason, cures[reason]]).toSorted());
});
