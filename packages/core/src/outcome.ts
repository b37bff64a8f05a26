import type { Reply } from "./answer.ts";
import { type Verdict, verdictOf } from "./errcodes.ts";
import type { Locale } from "./locales/catalog.ts";
import { cures as english } from "./locales/cures.en.ts";
import { cures as chinese } from "./locales/cures.zh-CN.ts";

const MAX_ERRMSG = 500;

// The secret of 加签, a token, a signature in Base64, the same percent-encoded.
const SECRET_LIKE = /SEC[\da-z]{16,}|[\da-f]{32,}|[a-z\d+/]{43}=|(?:[a-z\d/]|%2[bf]){43}%3d/gi;

const verdicts: Readonly<Record<Exclude<Reply["kind"], "answer">, Verdict>> = {
  traffic_control: { class: "unreachable", reason: "traffic_control", retryable: true },
  server_error: { class: "unreachable", reason: "server_error", retryable: true },
  timeout: { class: "unreachable", reason: "timeout", retryable: true },
  connection_lost: { class: "unreachable", reason: "connection_lost", retryable: true },
  connection_failed: { class: "unreachable", reason: "connection_failed", retryable: true },
  dns_failed: { class: "unreachable", reason: "dns_failed", retryable: true },
  tls_failed: { class: "unreachable", reason: "tls_failed", retryable: false },
  redirected: { class: "unknown", reason: "redirected", retryable: false },
  http_refused: { class: "unknown", reason: "http_refused", retryable: false },
  not_json: { class: "unknown", reason: "not_json", retryable: true },
  no_errcode: { class: "unknown", reason: "no_errcode", retryable: true },
  answer_too_long: { class: "unknown", reason: "answer_too_long", retryable: true },
};

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
  | "dns_failed"
  | "tls_failed"
  | "connection_failed"
  | "connection_lost"
  | "not_sent_in_time"
  // unknown: an answer that can't be understood
  | "redirected"
  | "http_refused"
  | "not_json"
  | "no_errcode"
  | "answer_too_long"
  | "unknown_errcode";

/** Whom a refusal concerns: this message alone, every message of the robot, or the organisation's month. */
export type OutcomeScope = "message" | "robot" | "month";

/** What a robot may give up of a message that DingTalk refuses: its links (430101), or the mention of everyone. */
export type Fallback = "withoutLinks" | "withoutAtAll";

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
  /** What was given up so that this outcome came about, in this order. */
  readonly fallbacks?: readonly Fallback[];
}

/** How an outcome is told. */
export interface OutcomeOptions {
  /** The language of `fix`. Default zh-CN. */
  readonly locale?: Locale;
  /** How often it was tried. Default 1. */
  readonly attempts?: number;
  /** Masks what the caller knows to be secret; what looks like a token, a signature or a secret is masked anyway. */
  readonly mask?: (text: string) => string;
}

/** Says what a reply means. Never throws. */
export function classify(reply: Reply, options: OutcomeOptions = {}): Outcome {
  const verdict = reply.kind === "answer" ? verdictOf(reply.errcode, reply.errmsg) : verdicts[reply.kind];
  return {
    ...outcomeOf(verdict, options),
    ...("status" in reply ? { status: reply.status } : {}),
    ...(reply.kind === "answer" ? { errcode: reply.errcode, errmsg: clean(reply.errmsg, options.mask) } : {}),
    ...(reply.kind === "traffic_control" ? { retryAfterMs: reply.waitMs } : {}),
  };
}

/** The outcome of a verdict that came without a reply. */
export function outcomeOf(verdict: Verdict, options: OutcomeOptions = {}): Outcome {
  const { reason, scope } = verdict;
  return {
    class: verdict.class,
    reason,
    retryable: verdict.retryable,
    ...(scope === undefined ? {} : { scope }),
    fix: (options.locale === "en" || options.locale === "ru" ? english : chinese)[reason],
    attempts: options.attempts ?? 1,
  };
}

/** The group has the message. */
export function isDelivered(outcome: Outcome): boolean {
  return outcome.class === "delivered";
}

function clean(errmsg: string, mask: (text: string) => string = (text) => text): string {
  const visible = errmsg.replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "");
  const masked = mask(visible)
    .replace(/(access_token|sign|secret)(=|%3D)[^\s&"'<>]+/gi, "$1$2***")
    .replace(SECRET_LIKE, "***");
  // Cut last: half a token is not recognised any more. Half a character, which only the cut can have left, goes too.
  return masked.slice(0, MAX_ERRMSG).replace(/\p{Cs}/u, "");
}
