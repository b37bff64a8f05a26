import { lowestFailure, type Report, type ViaStatus } from "dingpipe/notify";

/** What the step's outputs say; every one is a text. */
export interface Result {
  readonly ok: boolean;
  /** `delivered`, what became of a message that was not, or why there was none. */
  readonly outcome: string;
  readonly reason: string;
  readonly errcode: string;
  readonly attempts: number;
  /** How many messages arrived. */
  readonly messages: number;
}

/** What one run of `notify` told of itself. */
export interface Told {
  readonly exitCode: number;
  readonly refusal?: string;
  readonly report?: Report;
  readonly via?: ViaStatus;
  /** A pull request's build without secrets. */
  readonly isExcused: boolean;
}

const NOTHING = { errcode: "", attempts: 0, messages: 0 } as const;

/** The result of the step; of several messages the one that went worst, by its exit code. */
export function resultOf({ exitCode, refusal, report, via, isExcused }: Told): Result {
  if (refusal !== undefined) return { ...NOTHING, ok: false, outcome: "not_tried", reason: refusal };
  if (report === undefined) {
    if (isExcused) return { ...NOTHING, ok: true, outcome: "none", reason: "no_secret" };
    return { ...NOTHING, ok: via !== "failed", outcome: via ?? "none", reason: via ?? "no_rule" };
  }
  if (report.isDryRun) return { ...NOTHING, ok: exitCode === 0, outcome: "dry_run", reason: "dry_run" };
  if (report.signal !== undefined) return { ...NOTHING, ok: false, outcome: "unknown", reason: "interrupted" };
  if (report.plan.deliveries.length === 0) {
    return { ...NOTHING, ok: exitCode === 0, outcome: "none", reason: "no_rule" };
  }
  return resultOfDeliveries(report);
}

function resultOfDeliveries({ results }: Report): Result {
  const worst = lowestFailure(results.map((result) => result.exitCode));
  const shown = results.find((result) => result.exitCode === worst);
  const attempts = results.reduce((sum, result) => sum + ("outcome" in result ? result.outcome.attempts : 0), 0);
  const messages = results.filter((result) => "outcome" in result && result.outcome.class === "delivered").length;
  const ok = worst === 0;
  if (shown === undefined) return { ...NOTHING, ok, outcome: "none", reason: "no_rule" };
  if ("error" in shown) {
    const [outcome, reason] = shown.isExcused ? ["none", "no_secret"] : ["not_tried", shown.error.code];
    return { ok, outcome, reason, errcode: "", attempts, messages };
  }
  const { class: outcome, reason, errcode } = shown.outcome;
  return { ok, outcome, reason, errcode: errcode === undefined ? "" : String(errcode), attempts, messages };
}
