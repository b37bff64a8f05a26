import { describe, expect, it } from "vitest";
import { errcodes, verdictOf } from "./errcodes.ts";

// dingtalk-contract 3.3, row by row.
const rows = [
  [-1, "系统繁忙", "unreachable", "busy", true, undefined],
  [0, "ok", "delivered", "delivered", false, undefined],
  [88, "鉴权异常", "rejected", "auth_failed", false, "robot"],
  [404, "请求的URI地址不存在", "rejected", "malformed_request", false, "robot"],
  [40035, "缺少参数 json", "rejected", "malformed_request", false, "message"],
  [40035, "缺少参数 access_token", "rejected", "malformed_request", false, "message"],
  [43002, "需要POST请求", "rejected", "malformed_request", false, "robot"],
  [43004, "无效的HTTP HEADER Content-Type", "rejected", "malformed_request", false, "robot"],
  [90002, "请求被暂时禁用", "unreachable", "busy", true, undefined],
  [90005, "请求被暂时禁用", "unreachable", "busy", true, undefined],
  [90018, "请求被暂时禁用", "unreachable", "busy", true, undefined],
  [90020, "", "throttled", "month_used_up", false, "month"],
  [90030, "webhook over limit", "throttled", "month_used_up", false, "month"],
  [20001, "受调用量超量影响，当前我的消息服务已经暂停", "throttled", "month_used_up", false, "month"],
  [101002, "message is too long", "oversized", "too_long", false, "message"],
  [130101, "send too fast, exceed 20 times per minute", "throttled", "too_fast", true, "robot"],
  [302033, "send too fast", "throttled", "too_fast", true, "robot"],
  [410100, "发送速度太快而限流", "throttled", "too_fast", true, "robot"],
  [450101, "", "throttled", "too_fast", true, "robot"],
  [300001, "token is not exist", "rejected", "token_unknown", false, "robot"],
  [300001, "description: robot 不存在；solution:请确认 token 是否正确；", "rejected", "token_unknown", false, "robot"],
  [300005, "token is not exist", "rejected", "token_unknown", false, "robot"],
  [400013, "群已被解散", "rejected", "group_dissolved", false, "robot"],
  [400101, "access_token不存在", "rejected", "token_unknown", false, "robot"],
  [
    400102,
    "description:机器人已经停用或者未启用;solution:请让企业管理员…",
    "rejected",
    "robot_disabled",
    false,
    "robot",
  ],
  [400105, "不支持的消息类型", "rejected", "message_type_unsupported", false, "message"],
  [400106, "机器人不存在", "rejected", "robot_removed", false, "robot"],
  [
    4002,
    "description:参数 text --》 content 缺失，或者参数格式不正确; solution:…",
    "rejected",
    "field_missing",
    false,
    "message",
  ],
  [
    400002,
    "description:参数 text --》 content 缺失，或者参数格式不正确; solution:…",
    "rejected",
    "field_missing",
    false,
    "message",
  ],
  [
    400402,
    "description:参数 markdown --》 title 缺失，或者参数格式不正确; …",
    "rejected",
    "field_missing",
    false,
    "message",
  ],
  [430101, "错误描述:本次请求包含安全风险 unSafe URL ;解决方案:…", "rejected", "unsafe_url", false, "message"],
  [430102, "含有不合适的文本", "rejected", "unsafe_text", false, "message"],
  [430103, "含有不合适的图片", "rejected", "unsafe_picture", false, "message"],
  [430104, "含有不合适的内容", "rejected", "unsafe_content", false, "message"],
  [460101, "message too long, exceed 20000 bytes", "oversized", "too_long", false, "message"],
  [
    460101,
    "description: body 大小不合法;solution:请保持大小在 20000bytes 以内;",
    "oversized",
    "too_long",
    false,
    "message",
  ],
  [500100, "description:系统异常，请稍后再试;", "unreachable", "busy", true, undefined],
  // Siblings of 400402 that nobody has seen yet.
  [400400, "", "rejected", "field_missing", false, "message"],
  [400499, "", "rejected", "field_missing", false, "message"],
  [400399, "", "unknown", "unknown_errcode", false, undefined],
  [400500, "", "unknown", "unknown_errcode", false, undefined],
] as const;

describe("verdictOf", () => {
  it.for(rows)("%d (%s) is %s: %s", ([errcode, errmsg, outcomeClass, reason, retryable, scope]) => {
    const verdict = verdictOf(errcode, errmsg);
    expect(verdict).toMatchObject({ class: outcomeClass, reason, retryable });
    expect(verdict.scope).toBe(scope);
  });

  it("covers the whole table", () => {
    const tested = new Set(rows.map(([errcode]) => String(errcode)));
    const untested = Object.keys(errcodes).filter((errcode) => !tested.has(errcode));
    expect(untested).toEqual(["310000"]);
  });

  it("says how often DingTalk may be asked again", () => {
    expect(verdictOf(-1, "").maxRetries).toBe(3);
    expect(verdictOf(500100, "").maxRetries).toBe(1);
    expect(verdictOf(90018, "").maxRetries).toBeUndefined();
  });

  it.for(Object.entries(errcodes))("%s goes by its code, whatever the text", ([errcode, row]) => {
    if (errcode === "310000") return;
    expect(
      verdictOf(Number(errcode), "send too fast; send forbidden; only group admin can @ All; sign not match"),
    ).toBe(row);
  });

  it.for([
    { text: "sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]", reason: "sign_mismatch" },
    { text: "SIGN NOT MATCH", reason: "sign_mismatch" },
    {
      text: "错误描述:机器人发送签名不匹配;解决方案:请确认签名和生成签名的时间戳必须都放在调用的网址中",
      reason: "sign_mismatch",
    },
    {
      text: "description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;link:请参考…",
      reason: "sign_mismatch",
    },
    { text: "签名不匹配，时间戳", reason: "sign_mismatch" },
    { text: "description:签名错误;solution:…", reason: "sign_mismatch" },
    { text: "sign is missing", reason: "sign_mismatch" },
    { text: "invalid timestamp, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]", reason: "clock_skew" },
    { text: "Invalid Timestamp", reason: "clock_skew" },
    {
      text: "description:机器人发送签名过期;solution:签名生成时间和发送时间请保持在 timestampms以内;",
      reason: "clock_skew",
    },
    { text: "错误描述:时间戳无效;解决方案:…", reason: "clock_skew" },
    {
      text: "keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]",
      reason: "keyword_missing",
    },
    { text: "Keyword not in content", reason: "keyword_missing" },
    {
      text: "错误描述:关键词不匹配;解决方案:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;",
      reason: "keyword_missing",
    },
    { text: "description:关键词不匹配;solution:请联系群管理员查看此机器人的关键词;", reason: "keyword_missing" },
    { text: "ip 1.2.3.4 not in whitelist", reason: "ip_not_allowed" },
    { text: "IP 1.2.3.4 not in whitelist", reason: "ip_not_allowed" },
    {
      text: "description:ip 不在白名单中;solution:请联系对应群的管理员，设置机器人安全ip地址段",
      reason: "ip_not_allowed",
    },
    { text: "错误描述:地址不在白名单中；解决方案:…", reason: "ip_not_allowed" },
    { text: "description:something else;solution:签名 时间戳 关键词 ip", reason: "security_setting" },
    { text: "description:别的原因；solution:签名 时间戳 关键词 ip", reason: "security_setting" },
    { text: "a script of designs", reason: "security_setting" },
    { text: "", reason: "security_setting" },
  ])("tells 310000 apart: $text", ({ text, reason }) => {
    expect(verdictOf(310000, text)).toMatchObject({ class: "rejected", reason, retryable: false, scope: "robot" });
  });

  it("sees a forbidden robot behind 310000 too", () => {
    expect(verdictOf(310000, "send forbidden").reason).toBe("send_forbidden");
  });

  it.for([
    { text: "send too fast", expected: ["throttled", "too_fast", true, "robot"] },
    { text: "Exceed 20 times per minute", expected: ["throttled", "too_fast", true, "robot"] },
    { text: "发送速度太快而限流", expected: ["throttled", "too_fast", true, "robot"] },
    { text: "send forbidden", expected: ["rejected", "send_forbidden", false, "robot"] },
    { text: "Send.Forbidden", expected: ["rejected", "send_forbidden", false, "robot"] },
    { text: "sendForbidden", expected: ["rejected", "send_forbidden", false, "robot"] },
    { text: "此机器人禁止发送消息", expected: ["rejected", "send_forbidden", false, "robot"] },
    { text: "only group admin can @ All", expected: ["rejected", "at_all_forbidden", false, "message"] },
    { text: "only.groupAdmin: Only groupadmin can @all", expected: ["rejected", "at_all_forbidden", false, "message"] },
    { text: "Only group admin can@all", expected: ["rejected", "at_all_forbidden", false, "message"] },
    { text: "仅群主可@所有人", expected: ["rejected", "at_all_forbidden", false, "message"] },
    {
      text: "description:参数 link --》 title 缺失，或者参数格式不正确; solution:…",
      expected: ["rejected", "field_missing", false, "message"],
    },
    { text: "缺少参数 x", expected: ["rejected", "field_missing", false, "message"] },
    { text: "exceed 20000 bytes", expected: ["unknown", "unknown_errcode", false, undefined] },
    { text: "over limit", expected: ["unknown", "unknown_errcode", false, undefined] },
    { text: "sign not match", expected: ["unknown", "unknown_errcode", false, undefined] },
    { text: "token is not exist", expected: ["unknown", "unknown_errcode", false, undefined] },
    { text: "something; solution: send too fast", expected: ["unknown", "unknown_errcode", false, undefined] },
    { text: "", expected: ["unknown", "unknown_errcode", false, undefined] },
  ])("goes by the text of an unknown code: $text", ({ text, expected }) => {
    for (const errcode of [130103, 999999, -7]) {
      const { class: outcomeClass, reason, retryable, scope } = verdictOf(errcode, text);
      expect([outcomeClass, reason, retryable, scope]).toEqual(expected);
    }
  });
});

describe("errcodes", () => {
  it("holds every refusal of the robot as a whole that the outbox pauses for", () => {
    for (const errcode of [300001, 300005, 400101, 400102, 400106, 400013, 310000] as const) {
      expect(errcodes[errcode].scope).toBe("robot");
    }
  });
});
