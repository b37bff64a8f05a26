/** What became of a message. Only `delivered` means that the group has it. */
export type OutcomeClass = "delivered" | "rejected" | "throttled" | "oversized" | "unreachable" | "unknown";

/** Why: the key of a cure in `locales/cures.*.ts`. */
export type OutcomeReason =
  | "delivered"
  // rejected, whatever the message is: the robot or its group
  | "sign_mismatch"
  | "clock_skew"
  | "keyword_missing"
  | "ip_not_allowed"
  | "security_setting"
  | "token_unknown"
  | "robot_disabled"
  | "robot_removed"
  | "group_dissolved"
  | "send_forbidden"
  | "auth_failed"
  // rejected, this message alone
  | "at_all_forbidden"
  | "unsafe_url"
  | "unsafe_text"
  | "unsafe_picture"
  | "unsafe_content"
  | "message_type_unsupported"
  | "field_missing"
  | "malformed_request"
  | "refused"
  // throttled
  | "too_fast"
  | "month_used_up"
  | "budget_used_up"
  // oversized
  | "too_long"
  // unreachable: whether it arrived is known to be "no", or can be asked again with the same msgUuid
  | "busy"
  | "traffic_control"
  | "server_error"
  | "timeout"
  | "connection_failed"
  | "connection_lost"
  // unknown: an answer that can't be understood
  | "redirected"
  | "not_json"
  | "no_errcode"
  | "answer_too_long"
  | "unknown_errcode";

/** Whom a refusal concerns: this message alone, every message of the robot, or the organisation's month. */
export type OutcomeScope = "message" | "robot" | "month";

export interface Outcome {
  readonly class: OutcomeClass;
  readonly reason: OutcomeReason;
  /** Absent where no answer came, or one without it. */
  readonly errcode?: number;
  /** DingTalk's own words, at most 500 characters, control characters removed, credentials masked. */
  readonly errmsg?: string;
  /** The HTTP status of the last answer. */
  readonly status?: number;
  /** Sending the same message again, later, can help. */
  readonly retryable: boolean;
  readonly scope?: OutcomeScope;
  /** What to do, one line, in the robot's language. */
  readonly fix: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds to wait at least before the next try, where that is known. */
  readonly retryAfterMs?: number;
}
