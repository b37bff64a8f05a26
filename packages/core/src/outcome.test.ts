import { describe, expect, it } from "vitest";
import type { Reply } from "./answer.ts";
import { cures as english } from "./locales/cures.en.ts";
import { cures as chinese } from "./locales/cures.zh-CN.ts";
import { classify, isDelivered, type OutcomeClass, type OutcomeReason, outcomeOf } from "./outcome.ts";

function answer(errcode: number, errmsg: string): Reply {
  return { kind: "answer", status: 200, errcode, errmsg };
}

function shown(errmsg: string, mask?: (text: string) => string): string | undefined {
  return classify(answer(1, errmsg), mask === undefined ? {} : { mask }).errmsg;
}

describe("classify", () => {
  it("tells a success", () => {
    expect(classify(answer(0, "ok"))).toStrictEqual({
      class: "delivered",
      reason: "delivered",
      errcode: 0,
      errmsg: "ok",
      status: 200,
      retryable: false,
      fix: chinese.delivered,
      attempts: 1,
    });
  });

  it("tells a refusal with its scope", () => {
    expect(classify(answer(300005, "token is not exist"), { locale: "en", attempts: 3 })).toStrictEqual({
      class: "rejected",
      reason: "token_unknown",
      errcode: 300005,
      errmsg: "token is not exist",
      status: 200,
      retryable: false,
      scope: "robot",
      fix: english.token_unknown,
      attempts: 3,
    });
  });

  it("tells how long traffic control lasts", () => {
    expect(classify({ kind: "traffic_control", status: 200, waitMs: 7_000 })).toStrictEqual({
      class: "unreachable",
      reason: "traffic_control",
      status: 200,
      retryable: true,
      retryAfterMs: 7_000,
      fix: chinese.traffic_control,
      attempts: 1,
    });
  });

  const odd: readonly (readonly [
    Exclude<Reply["kind"], "answer" | "traffic_control">,
    OutcomeClass,
    OutcomeReason,
    boolean,
  ])[] = [
    ["server_error", "unreachable", "server_error", true],
    ["timeout", "unreachable", "timeout", true],
    ["connection_lost", "unreachable", "connection_lost", true],
    ["connection_failed", "unreachable", "connection_failed", true],
    ["dns_failed", "unreachable", "dns_failed", true],
    ["tls_failed", "unreachable", "tls_failed", false],
    ["redirected", "unknown", "redirected", false],
    ["http_refused", "unknown", "http_refused", false],
    ["not_json", "unknown", "not_json", true],
    ["no_errcode", "unknown", "no_errcode", true],
    ["answer_too_long", "unknown", "answer_too_long", true],
  ];

  it.for(odd)("%s is %s", ([kind, outcomeClass, reason, retryable]) => {
    const reply = { kind, status: 299 } as Reply;
    expect(classify(reply)).toStrictEqual({
      class: outcomeClass,
      reason,
      retryable,
      status: 299,
      fix: chinese[reason],
      attempts: 1,
    });
  });

  it("has no status where no answer came", () => {
    expect(classify({ kind: "timeout" })).not.toHaveProperty("status");
  });

  it.for([
    { locale: undefined, cures: chinese },
    { locale: "zh-CN", cures: chinese },
    { locale: "en", cures: english },
    { locale: "ru", cures: english },
  ] as const)("speaks the robot's language: $locale", ({ locale, cures }) => {
    expect(classify({ kind: "timeout" }, locale === undefined ? {} : { locale }).fix).toBe(cures.timeout);
  });
});

describe("errmsg", () => {
  const secret = `SEC${"0123456789abcdef".repeat(4)}`;
  const token = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
  const signature = "BQKsG+QOCl+bYJOLc6pxDHxjVquzlZPWgvRzeN2J5zY=";

  it.for([
    { name: "plain words", text: "keywords not in content", expected: "keywords not in content" },
    { name: "line breaks and tabs", text: "a\r\n\tb\u2028c", expected: "a b c" },
    { name: "control characters", text: "a\u0000b\u001b[31mc\u0007\u009bd", expected: "ab[31mcd" },
    { name: "text direction and zero width", text: "a\u202eb\u200bc\u2066d", expected: "abcd" },
    { name: "half a character", text: "a\ud83dz", expected: "az" },
    { name: "whole characters", text: "签名 🚀", expected: "签名 🚀" },
    {
      name: "a token in a URL",
      text: "https://x/robot/send?access_token=abc&x=1",
      expected: "https://x/robot/send?access_token=***&x=1",
    },
    { name: "a token in an encoded URL", text: "?access_token%3Dabc%26", expected: "?access_token%3D***" },
    { name: "a sign in a URL", text: "&timestamp=1&sign=a%2Bb%3D, more", expected: "&timestamp=1&sign=*** more" },
    { name: "a sign in quotes", text: 'SIGN=ab"c', expected: 'SIGN=***"c' },
    { name: "a secret by its name", text: "secret=abc'd", expected: "secret=***'d" },
    { name: "a secret by its looks", text: `the secret ${secret} is`, expected: "the secret *** is" },
    { name: "the shortest secret", text: "SEC0123456789abcdef", expected: "***" },
    { name: "a word that is no secret", text: "SECurity SEC012345", expected: "SECurity SEC012345" },
    { name: "a token", text: `token ${token} is`, expected: "token *** is" },
    { name: "a token in capitals", text: token.toUpperCase(), expected: "***" },
    { name: "32 digits", text: "0123456789abcdef0123456789abcdef", expected: "***" },
    { name: "31 digits", text: "0123456789abcdef0123456789abcde", expected: "0123456789abcdef0123456789abcde" },
    { name: "a signature", text: `got ${signature}.`, expected: "got ***." },
    { name: "an encoded signature", text: `got ${encodeURIComponent(signature)}.`, expected: "got ***." },
    {
      name: "a signature encoded in small letters",
      text: encodeURIComponent(signature).toLowerCase(),
      expected: "***",
    },
  ])("shows $name", ({ text, expected }) => {
    expect(shown(text)).toBe(expected);
  });

  it("shows nothing that the caller knows to be secret", () => {
    expect(shown("my word is swordfish.", (text) => text.replaceAll("swordfish", "***"))).toBe("my word is ***.");
  });

  it("masks before it cuts, so that no half of a secret is left", () => {
    expect(shown(`${"x".repeat(480)} ${token}`)).toBe(`${"x".repeat(480)} ***`);
    expect(shown(`${"x".repeat(490)} swordfish`, (text) => text.replace("swordfish", "***"))).toBe(
      `${"x".repeat(490)} ***`,
    );
  });

  it("masks what control characters were put into", () => {
    expect(shown(`${token.slice(0, 20)}\u0000${token.slice(20)}`)).toBe("***");
    expect(shown("sword\u0007fish", (text) => text.replace("swordfish", "***"))).toBe("***");
  });

  it("is cut at 500 characters, and not inside one", () => {
    expect(shown("y".repeat(500))).toBe("y".repeat(500));
    expect(shown("y".repeat(501))).toBe("y".repeat(500));
    expect(shown(`${"y".repeat(498)}🚀z`)).toBe(`${"y".repeat(498)}🚀`);
    expect(shown(`${"y".repeat(499)}🚀z`)).toBe("y".repeat(499));
  });
});

describe("isDelivered", () => {
  it("is true for the class delivered alone", () => {
    expect(isDelivered(classify(answer(0, "ok")))).toBe(true);
    for (const reply of [answer(-1, ""), answer(310000, ""), { kind: "not_json", status: 200 } as const]) {
      expect(isDelivered(classify(reply))).toBe(false);
    }
  });
});

describe("outcomeOf", () => {
  it("makes the outcome of what was not sent", () => {
    const verdict = { class: "throttled", reason: "budget_used_up", retryable: true, scope: "robot" } as const;
    expect(outcomeOf(verdict, { locale: "en", attempts: 0 })).toStrictEqual({
      ...verdict,
      fix: english.budget_used_up,
      attempts: 0,
    });
  });
});

describe.for([
  { locale: "zh-CN", cures: chinese, other: english },
  { locale: "en", cures: english, other: chinese },
])("the cures in $locale", ({ cures, other }) => {
  it.for(Object.entries(cures))("%s is one line of its own that ends in a full stop", ([reason, cure]) => {
    expect(cure).toMatch(/^[^\n]{12,260}[.。]$/);
    expect(Object.values(cures).filter((text) => text === cure)).toHaveLength(1);
    expect(cure).not.toBe(other[reason as OutcomeReason]);
  });
});
