import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { gitee } from "./gitee.ts";
import { readSample, receiveSample } from "./read-sample.fixture.ts";

describe("a change of a Gitee repository", () => {
  it("is a push with its commits", async () => {
    const [event] = await readSample("gitee/push_hook.branch");
    expect(event).toMatchObject({
      kind: "change",
      action: "pushed",
      source: { provider: "gitee", event: "Push Hook" },
      repository: { fullName: "acme/shop", url: "https://gitee.com/acme/shop" },
      ref: { branch: "main" },
      actor: { username: "zhangsan", name: "张三" },
      commits: [{ shortSha: "7c1d0e2" }, { shortSha: "4f2d8c1", title: "fix: 修复购物车结算金额" }],
    });
    expect(event?.source).not.toHaveProperty("instance");
    expect(JSON.stringify(event)).not.toContain("hook_url");
  });

  it("is a tag with what it marks", async () => {
    expect((await readSample("gitee/tag_push_hook.created"))[0]).toMatchObject({
      ref: { tag: "v1.4.0" },
      commits: [{ shortSha: "4f2d8c1" }],
    });
  });

  it.for([
    ["opened", "opened"],
    ["merged", "merged"],
    ["updated", "updated"],
  ] as const)("is a pull request that was %s", async ([name, action]) => {
    expect((await readSample(`gitee/merge_request_hook.${name}`))[0]).toMatchObject({
      action,
      change: { number: "42", title: "支付重构", sourceBranch: "feature/pay", targetBranch: "main" },
      url: "https://gitee.com/acme/shop/pulls/42",
      actor: { username: "lisi" },
    });
  });

  it.for([
    ["push_hook.deleted", "empty", undefined],
    ["merge_request_hook.labeled", "action", "update_label"],
    ["note_hook.comment", "event", "Note Hook"],
  ] as const)("is none in %s: %s", async ([name, reason, detail]) => {
    expect(await receiveSample(`gitee/${name}`)).toMatchObject({
      verdict: "ignored",
      reason,
      ...(detail && { detail }),
    });
  });

  it("has older names too", async () => {
    const body = {
      ref: "refs/heads/main",
      after: "a".repeat(40),
      commits: [{ id: "a".repeat(40) }],
      project: { name: "shop" },
    };
    expect(gitee.parse({ headers: new Headers({ "x-gitee-event": "push_hooks" }), body, now: 0 })).toMatchObject({
      events: [{ action: "pushed" }],
    });
  });
});

// printf '1795163400000\n%s' "$SECRET" | openssl dgst -sha256 -hmac "$SECRET" -binary | base64
const SECRET = "It is a secret of the tests";
const SIGNED_AT = 1_795_163_400_000;
const VECTOR = "xTKF1WFJD5Adjx8yd1jZe4Jkd0AOEWc0Vc5ZseLTn1Y=";

describe("Gitee's signature", () => {
  const come = async (token: string | undefined, { at = SIGNED_AT, timestamp = String(SIGNED_AT), door = {} } = {}) => {
    const headers = new Headers({
      "content-type": "application/json",
      "x-gitee-event": "Note Hook",
      "x-gitee-timestamp": timestamp,
    });
    if (token !== undefined) headers.set("x-gitee-token", token);
    const body = '{"hook_name":"note_hooks"}';
    const request = new Request("https://g.example/h", { method: "POST", headers, body });
    const received = await receive(gitee, request, { door: { secret: [SECRET], ...door }, now: at });
    return received.verdict === "refused"
      ? received.reason
      : received.verdict === "ignored"
        ? String(received.isSigned)
        : "?";
  };

  it("covers the timestamp, and not the body", async () => {
    expect(await come(VECTOR)).toBe("false");
    expect(await come(VECTOR, { timestamp: String(SIGNED_AT + 1) })).toBe("signature_wrong");
  });

  it("may be encoded for a URL, as its documentation has it", async () => {
    expect(await come(encodeURIComponent(VECTOR))).toBe("false");
    expect(await come("%zz")).toBe("signature_malformed");
    expect(await come("%E0%A4%A")).toBe("signature_malformed");
  });

  it("counts for an hour", async () => {
    expect(await come(VECTOR, { at: SIGNED_AT + 3_600_000 })).toBe("false");
    expect(await come(VECTOR, { at: SIGNED_AT + 3_600_001 })).toBe("timestamp_outside");
    expect(await come(VECTOR, { at: SIGNED_AT - 3_600_001 })).toBe("timestamp_outside");
    expect(await come(VECTOR, { timestamp: "soon" })).toBe("timestamp_malformed");
  });

  it("is missing, of another form or wrong", async () => {
    expect(await come(undefined)).toBe("signature_missing");
    expect(await come(VECTOR.slice(0, -1))).toBe("signature_malformed");
    expect(await come(VECTOR.replace("Y=", "Z="))).toBe("signature_malformed");
    expect(await come(`${"A".repeat(43)}=`)).toBe("signature_wrong");
  });

  it("is a password where the hook has one", async () => {
    const door = { secret: [], password: ["p-1"] };
    expect(await come("p-1", { door })).toBe("false");
    expect(await come("p-2", { door })).toBe("password_wrong");
  });
});
