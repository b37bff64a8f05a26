import type { OutcomeClass, OutcomeReason, OutcomeScope } from "./outcome.ts";

/** What an answer means for its message. */
export interface Verdict {
  readonly class: OutcomeClass;
  readonly reason: OutcomeReason;
  /** Sending the same message again, later, can help. */
  readonly retryable: boolean;
  readonly scope?: OutcomeScope;
  /** How often it may be sent again at most, where DingTalk or experience says so. */
  readonly maxRetries?: number;
}

/** A code of DingTalk, what it means, and who says so: DingTalk's page (`official`) or a report on GitHub. */
export interface Errcode extends Verdict {
  readonly source: string;
}

/**
 * Every `errcode` that robot/send is known to answer with. 310000 stands for four settings, told apart by `securityTexts`.
 *
 * @see https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export const errcodes = {
  [-1]: { class: "unreachable", reason: "busy", retryable: true, maxRetries: 3, source: "official" },
  0: { class: "delivered", reason: "delivered", retryable: false, source: "official" },
  88: { class: "rejected", reason: "auth_failed", retryable: false, scope: "robot", source: "official" },
  404: { class: "rejected", reason: "malformed_request", retryable: false, scope: "robot", source: "official" },
  4002: { class: "rejected", reason: "field_missing", retryable: false, scope: "message", source: "official" },
  20001: { class: "throttled", reason: "month_used_up", retryable: false, scope: "month", source: "official" },
  40035: { class: "rejected", reason: "malformed_request", retryable: false, scope: "message", source: "official" },
  43002: { class: "rejected", reason: "malformed_request", retryable: false, scope: "robot", source: "official" },
  43004: { class: "rejected", reason: "malformed_request", retryable: false, scope: "robot", source: "official" },
  90002: { class: "unreachable", reason: "busy", retryable: true, source: "official" },
  90005: { class: "unreachable", reason: "busy", retryable: true, source: "official" },
  90018: { class: "unreachable", reason: "busy", retryable: true, source: "official" },
  90020: { class: "throttled", reason: "month_used_up", retryable: false, scope: "month", source: "official" },
  90030: { class: "throttled", reason: "month_used_up", retryable: false, scope: "month", source: "official" },
  101002: {
    class: "oversized",
    reason: "too_long",
    retryable: false,
    scope: "message",
    source: "timonwong/prometheus-webhook-dingtalk#30",
  },
  130101: { class: "throttled", reason: "too_fast", retryable: true, scope: "robot", source: "ccfos/nightingale#369" },
  300001: {
    class: "rejected",
    reason: "token_unknown",
    retryable: false,
    scope: "robot",
    source: "timonwong/prometheus-webhook-dingtalk#91",
  },
  300005: {
    class: "rejected",
    reason: "token_unknown",
    retryable: false,
    scope: "robot",
    source: "timonwong/prometheus-webhook-dingtalk#226",
  },
  302033: {
    class: "throttled",
    reason: "too_fast",
    retryable: true,
    scope: "robot",
    source: "breath57/dingtalk-skills",
  },
  310000: { class: "rejected", reason: "security_setting", retryable: false, scope: "robot", source: "official" },
  400002: { class: "rejected", reason: "field_missing", retryable: false, scope: "message", source: "official" },
  400013: { class: "rejected", reason: "group_dissolved", retryable: false, scope: "robot", source: "official" },
  400101: { class: "rejected", reason: "token_unknown", retryable: false, scope: "robot", source: "official" },
  400102: { class: "rejected", reason: "robot_disabled", retryable: false, scope: "robot", source: "official" },
  400105: {
    class: "rejected",
    reason: "message_type_unsupported",
    retryable: false,
    scope: "message",
    source: "official",
  },
  400106: { class: "rejected", reason: "robot_removed", retryable: false, scope: "robot", source: "official" },
  400402: {
    class: "rejected",
    reason: "field_missing",
    retryable: false,
    scope: "message",
    source: "blinkbean/dingtalk#4",
  },
  410100: { class: "throttled", reason: "too_fast", retryable: true, scope: "robot", source: "official" },
  430101: { class: "rejected", reason: "unsafe_url", retryable: false, scope: "message", source: "official" },
  430102: { class: "rejected", reason: "unsafe_text", retryable: false, scope: "message", source: "official" },
  430103: { class: "rejected", reason: "unsafe_picture", retryable: false, scope: "message", source: "official" },
  430104: { class: "rejected", reason: "unsafe_content", retryable: false, scope: "message", source: "official" },
  450101: { class: "throttled", reason: "too_fast", retryable: true, scope: "robot", source: "official" },
  460101: { class: "oversized", reason: "too_long", retryable: false, scope: "message", source: "official" },
  500100: { class: "unreachable", reason: "busy", retryable: true, maxRetries: 1, source: "jeessy2/ddns-go#1048" },
} as const satisfies Readonly<Record<number, Errcode>>;

// DingTalk changed the wording twice: English until 2022, `错误描述:…;解决方案:…` and `description:…;solution:…` since.
// Only what stands before the first semicolon is matched: the advice for a wrong signature names the timestamp too.
const securityTexts: readonly (readonly [RegExp, OutcomeReason])[] = [
  [/sign not match|签名不匹配/i, "sign_mismatch"],
  [/timestamp|时间戳|过期/i, "clock_skew"],
  [/keyword|关键词/i, "keyword_missing"],
  [/\bip\b|白名单/i, "ip_not_allowed"],
  [/\bsign|签名/i, "sign_mismatch"],
];

const unknownTexts: readonly (readonly [RegExp, Verdict])[] = [
  [/too fast|exceed 20 times|发送速度太快/i, errcodes[130101]],
  [
    /send[ .]?forbidden|禁止发送消息/i,
    { class: "rejected", reason: "send_forbidden", retryable: false, scope: "robot" },
  ],
  [
    /only group ?admin can ?@ ?all|仅群主可@所有人/i,
    { class: "rejected", reason: "at_all_forbidden", retryable: false, scope: "message" },
  ],
  [/参数.*缺失|缺少参数/, errcodes[400402]],
];

/** What an answer means: by its code; by its text only for 310000 and for codes that nobody knows. */
export function verdictOf(errcode: number, errmsg: string): Verdict {
  const known = knownErrcode(errcode);
  if (known !== undefined && known.reason !== "security_setting") return known;
  const [problem = ""] = errmsg.split(/[;；]/);
  const setting = known === undefined ? undefined : securityTexts.find(([pattern]) => pattern.test(problem));
  if (setting !== undefined) return { ...errcodes[310000], reason: setting[1] };
  const told = unknownTexts.find(([pattern]) => pattern.test(problem));
  return told?.[1] ?? known ?? { class: "unknown", reason: "unknown_errcode", retryable: false };
}

function knownErrcode(errcode: number): Verdict | undefined {
  const table: Readonly<Record<number, Verdict>> = errcodes;
  // 4004xx: a field of some type is missing; only 400402 (markdown) was ever seen.
  return table[errcode] ?? (errcode >= 400400 && errcode < 400500 ? table[400402] : undefined);
}
