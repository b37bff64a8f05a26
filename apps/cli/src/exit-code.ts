import type { Outcome, OutcomeReason } from "@dingpipe/core";

/** What the process ends with; 10 and above are what `--fail-on` may tolerate. */
export const exitCodes = {
  ok: 0,
  bug: 1,
  usage: 2,
  empty: 3,
  config: 10,
  message: 11,
  unreachable: 12,
  throttled: 13,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type FailOn = "never" | "config" | "permanent" | "any";

export const failOnWords = ["never", "config", "permanent", "any"] as const satisfies readonly FailOn[];

/** The highest code that still fails, under each word of `--fail-on`. */
const highest = { never: 3, config: 10, permanent: 11, any: 13 } as const satisfies Record<FailOn, number>;

const codesByReason = {
  delivered: 0,
  sign_mismatch: 10,
  clock_skew: 10,
  keyword_missing: 10,
  ip_not_allowed: 10,
  security_setting: 10,
  token_unknown: 10,
  robot_disabled: 10,
  robot_removed: 10,
  group_dissolved: 10,
  send_forbidden: 10,
  auth_failed: 10,
  at_all_forbidden: 11,
  unsafe_url: 11,
  unsafe_text: 11,
  unsafe_picture: 11,
  unsafe_content: 11,
  message_type_unsupported: 11,
  field_missing: 11,
  malformed_request: 11,
  refused: 11,
  too_fast: 13,
  month_used_up: 13,
  budget_used_up: 13,
  too_long: 11,
  busy: 12,
  traffic_control: 12,
  server_error: 12,
  timeout: 12,
  not_sent_in_time: 12,
  dns_failed: 12,
  tls_failed: 12,
  connection_failed: 12,
  connection_lost: 12,
  redirected: 12,
  http_refused: 12,
  not_json: 12,
  no_errcode: 12,
  answer_too_long: 12,
  unknown_errcode: 12,
} as const satisfies Record<OutcomeReason, ExitCode>;

/** The code of one delivery. */
export function exitCodeOf(outcome: Pick<Outcome, "reason">): ExitCode {
  return codesByReason[outcome.reason];
}

/** The code of several: the lowest that is not 0. */
export function lowestFailure(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((lowest, code) => (lowest === 0 || (code !== 0 && code < lowest) ? code : lowest), 0);
}

/** The code after `--fail-on`: 0 where it tolerates the failure. 1, 2 and 3 always stay. */
export function tolerated(code: ExitCode, failOn: FailOn): ExitCode {
  return code > highest[failOn] ? exitCodes.ok : code;
}
