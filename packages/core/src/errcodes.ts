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

const busy = { class: "unreachable", reason: "busy", retryable: true } as const;
const tooFast = { class: "throttled", reason: "too_fast", retryable: true, scope: "robot" } as const;
const monthUsedUp = { class: "throttled", reason: "month_used_up", retryable: false, scope: "month" } as const;
const tooLong = { class: "oversized", reason: "too_long", retryable: false, scope: "message" } as const;

/**
 * Every `errcode` that robot/send is known to answer with; those without a comment stand on DingTalk's own page. 310000 stands for
 * four settings, told apart by `securityTexts`.
 *
 * @see https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export const errcodes = {
  [-1]: { ...busy, maxRetries: 3 },
  0: { class: "delivered", reason: "delivered", retryable: false },
  88: rejected("auth_failed", "robot"),
  404: rejected("malformed_request", "robot"),
  4002: rejected("field_missing", "message"),
  20001: monthUsedUp,
  40035: rejected("malformed_request", "message"),
  43002: rejected("malformed_request", "robot"),
  43004: rejected("malformed_request", "robot"),
  90002: busy,
  90005: busy,
  90018: busy,
  90020: monthUsedUp,
  90030: monthUsedUp,
  101002: tooLong, // timonwong/prometheus-webhook-dingtalk#30
  130101: tooFast, // ccfos/nightingale#369
  300001: rejected("token_unknown", "robot"), // timonwong/prometheus-webhook-dingtalk#91
  300005: rejected("token_unknown", "robot"), // timonwong/prometheus-webhook-dingtalk#226
  302033: tooFast, // breath57/dingtalk-skills
  310000: rejected("security_setting", "robot"),
  400002: rejected("field_missing", "message"),
  400013: rejected("group_dissolved", "robot"),
  400101: rejected("token_unknown", "robot"),
  400102: rejected("robot_disabled", "robot"),
  400105: rejected("message_type_unsupported", "message"),
  400106: rejected("robot_removed", "robot"),
  400402: rejected("field_missing", "message"), // blinkbean/dingtalk#4
  410100: tooFast,
  430101: rejected("unsafe_url", "message"),
  430102: rejected("unsafe_text", "message"),
  430103: rejected("unsafe_picture", "message"),
  430104: rejected("unsafe_content", "message"),
  450101: tooFast,
  460101: tooLong,
  500100: { ...busy, maxRetries: 1 }, // jeessy2/ddns-go#1048
} as const satisfies Readonly<Record<number, Verdict>>;

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
  [/send[ .]?forbidden|禁止发送消息/i, rejected("send_forbidden", "robot")],
  [/only group ?admin can ?@ ?all|仅群主可@所有人/i, rejected("at_all_forbidden", "message")],
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

function rejected(reason: OutcomeReason, scope: OutcomeScope): Verdict {
  return { class: "rejected", reason, retryable: false, scope };
}

function knownErrcode(errcode: number): Verdict | undefined {
  const table: Readonly<Record<number, Verdict>> = errcodes;
  // 4004xx: a field of some type is missing; only 400402 (markdown) was ever seen.
  return table[errcode] ?? (errcode >= 400400 && errcode < 400500 ? table[400402] : undefined);
}
