import { describe, expect, it } from "vitest";
import { HELLO, LIMITS, SECRET, stage, TOKEN } from "../test/robot-stage.ts";
import { bodyBytes, type Message } from "./message.ts";
import { parseRobotUrl } from "./robot-url.ts";

describe("createRobot", () => {
  it("throws where the webhook or the secret is not usable", () => {
    expect(() => stage({}, { webhook: "https://evil.example/robot/send?access_token=x" })).toThrow("host_not_allowed");
    expect(() => stage({}, { webhook: TOKEN, endpoint: "http://10.0.0.1" })).toThrow("endpoint_invalid");
    expect(() => stage({}, { secret: " \n" })).toThrow("secret_invalid");
  });

  it("takes a webhook that was read before, and another endpoint", async () => {
    const { send, sent } = stage(
      {},
      { webhook: parseRobotUrl(TOKEN), endpoint: "http://10.0.0.1", insecureEndpoint: true },
    );
    expect((await send()).class).toBe("delivered");
    expect(sent[0]?.url.href).toBe(`http://10.0.0.1/robot/send?access_token=${TOKEN}`);
  });
});

describe("send", () => {
  it("delivers, and says so once", async () => {
    const { send, attempts, sent, mock } = stage();
    const outcome = await send();
    expect(outcome).toMatchObject({ class: "delivered", reason: "delivered", errcode: 0, status: 200, attempts: 1 });
    expect(attempts).toEqual([outcome]);
    expect(mock.messages()).toHaveLength(1);
    expect(sent[0]?.init).toMatchObject({
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json" },
    });
    expect(sent[0]?.url.href).toBe(`https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`);
  });

  it("signs, also with a secret that was pasted with a line break", async () => {
    const { send, sent, clock } = stage({ secret: SECRET }, { secret: `${SECRET}\n` });
    const now = clock.now();
    expect((await send()).class).toBe("delivered");
    expect(sent[0]?.url.searchParams.get("timestamp")).toBe(String(now));
  });

  it("signs anew for each attempt, and sends the very same body", async () => {
    const { send, sent } = stage({ secret: SECRET }, { secret: SECRET }, { fault: "busy", times: 2 });
    expect((await send()).attempts).toBe(3);
    const signs = sent.map(({ url }) => url.searchParams.get("sign"));
    expect(new Set(signs).size).toBe(3);
    expect(new Set(sent.map(({ init }) => String(init.body))).size).toBe(1);
  });

  it("adds a keyword where the message has none", async () => {
    const { send, mock } = stage({ keywords: ["构建"] }, { keywords: ["构建"] });
    expect((await send()).class).toBe("delivered");
    expect(mock.messages()).toHaveLength(1);
  });

  it.for([
    { name: "the one given", given: "given", own: "own", expected: "given" },
    { name: "the message's own", given: undefined, own: "own", expected: "own" },
    { name: "a random one", given: undefined, own: undefined, expected: "88888888-8888-4888-8888-888888888888" },
  ])("takes $name as msgUuid", async ({ given, own, expected }) => {
    const { robot, sent } = stage();
    await robot.send(
      { ...HELLO, ...(own === undefined ? {} : { msgUuid: own }) },
      given === undefined ? {} : { msgUuid: given },
    );
    expect(sent[0]?.json["msgUuid"]).toBe(expected);
  });

  it.for([
    { name: "a link", message: { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://x.example" } } },
    { name: "a feedCard", message: { msgtype: "feedCard", feedCard: { links: [] } } },
  ])("refuses a mention on $name, which can't", async ({ message }) => {
    const { robot, sent } = stage();
    for (const at of [{ atMobiles: ["1"] }, { atUserIds: ["u"] }, { isAtAll: true }]) {
      const mentioning = { ...message, at } as unknown as Message;
      await expect(robot.send(mentioning)).rejects.toMatchObject({
        code: "mention_not_supported",
        details: { msgtype: message.msgtype },
        message: `mention_not_supported, msgtype: ${message.msgtype}`,
      });
    }
    expect(sent).toEqual([]);
  });

  it("mentions 50 people and not one more", async () => {
    const { robot, send } = stage();
    const people = Array.from({ length: 50 }, (_, index) => `user${index}`);
    expect((await send({ ...HELLO, at: { atUserIds: people } })).class).toBe("delivered");
    await expect(robot.send({ ...HELLO, at: { atUserIds: people, atMobiles: ["1"] } })).rejects.toMatchObject({
      code: "mention_too_many",
      details: { count: 51, limit: 50 },
    });
  });

  it("sends 20,000 bytes, keyword and msgUuid included, and does not even try one more", async () => {
    const { robot, mock, sent } = stage({}, { keywords: ["构建"] });
    const empty = { msgtype: "text", text: { content: "\n构建" }, msgUuid: "u" } as const;
    const room = 20_000 - bodyBytes(empty);
    const full = (bytes: number): Message => ({ msgtype: "text", text: { content: "x".repeat(bytes) } });
    expect((await robot.send(full(room), { msgUuid: "u" })).class).toBe("delivered");
    expect(await robot.send(full(room + 1), { msgUuid: "u" })).toMatchObject({
      class: "oversized",
      reason: "too_long",
      retryable: false,
      scope: "message",
      attempts: 0,
    });
    expect(sent).toHaveLength(1);
    expect(mock.requests()[0]?.bytes).toBe(20_000);
  });
});

describe("the fallbacks", () => {
  const atAll: Message = {
    msgtype: "text",
    text: { content: "hello" },
    at: { isAtAll: true, atMobiles: ["13900000000"] },
  };
  const withUrl: Message = { msgtype: "markdown", markdown: { title: "t", text: "see [log](https://bad.example/1)" } };

  it("resend without @all where only the owner may", async () => {
    const { send, sent, attempts } = stage({ atAllAllowed: false }, { fallbacks: ["withoutAtAll"] });
    const outcome = await send(atAll);
    expect(outcome).toMatchObject({ class: "delivered", attempts: 2, fallbacks: ["withoutAtAll"] });
    expect(attempts[0]).toMatchObject({ reason: "at_all_forbidden" });
    expect(attempts[0]).not.toHaveProperty("fallbacks");
    expect(attempts[1]).toEqual(outcome);
    expect(sent[1]?.json["at"]).toEqual({ atMobiles: ["13900000000"] });
  });

  it("resend without links where one is unsafe, under a msgUuid made from the first", async () => {
    const settings = { audit: { urls: ["bad.example"] }, keywords: ["log https://bad.example"] };
    const { send, sent, contents } = stage({ audit: settings.audit }, { fallbacks: ["withoutLinks"] });
    expect(await send({ ...withUrl, msgUuid: "first" })).toMatchObject({
      class: "delivered",
      fallbacks: ["withoutLinks"],
    });
    expect(contents()).toEqual(["see log"]);
    const again = stage({ audit: settings.audit }, { fallbacks: ["withoutLinks"] });
    await again.send({ ...withUrl, msgUuid: "first" });
    expect(sent[1]?.json["msgUuid"]).toMatch(/^[\da-f]{32}$/);
    expect(again.sent[1]?.json["msgUuid"]).toBe(sent[1]?.json["msgUuid"]);
    const other = stage({ audit: settings.audit }, { fallbacks: ["withoutLinks"] });
    await other.send({ ...withUrl, msgUuid: "second" });
    expect(other.sent[1]?.json["msgUuid"]).not.toBe(sent[1]?.json["msgUuid"]);
  });

  it("may both be needed, one after the other, and keep the keyword", async () => {
    const { send, sent } = stage(
      { atAllAllowed: false, audit: { urls: ["bad.example"] }, keywords: ["构建"] },
      { fallbacks: ["withoutAtAll", "withoutLinks"], keywords: ["构建"] },
    );
    const outcome = await send({ ...withUrl, at: { isAtAll: true } });
    expect(outcome).toMatchObject({ class: "delivered", attempts: 3 });
    expect([...(outcome.fallbacks ?? [])].sort()).toEqual(["withoutAtAll", "withoutLinks"]);
    expect(new Set(sent.map(({ json }) => json["msgUuid"])).size).toBe(3);
  });

  it("are used only where they are allowed", async () => {
    expect(await stage({ atAllAllowed: false }, { fallbacks: ["withoutLinks"] }).send(atAll)).toMatchObject({
      reason: "at_all_forbidden",
      attempts: 1,
    });
    const { send } = stage({ audit: { urls: ["bad.example"] } });
    const outcome = await send(withUrl);
    expect(outcome).toMatchObject({ reason: "unsafe_url", attempts: 1 });
    expect(outcome).not.toHaveProperty("fallbacks");
  });

  it("are used once, and not where they have nothing to offer", async () => {
    const bare: Message = { msgtype: "text", text: { content: "bad.example" } };
    const twice = await stage({ audit: { urls: ["bad.example"] } }, { fallbacks: ["withoutLinks"] }).send(bare);
    expect(twice).toMatchObject({ reason: "unsafe_url", attempts: 2, fallbacks: ["withoutLinks"] });
    const link: Message = { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://bad.example" } };
    const { send, sent } = stage({ audit: { urls: ["bad.example"] } }, { fallbacks: ["withoutLinks"] });
    expect(await send(link)).toMatchObject({ reason: "unsafe_url", attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it("leave the refusal as it is where the longer msgUuid would not fit any more", async () => {
    const { robot, sent } = stage({ atAllAllowed: false }, { fallbacks: ["withoutAtAll"] });
    const empty = { msgtype: "text", text: { content: "" }, at: { isAtAll: true }, msgUuid: "u" } as const;
    const full = { ...empty, text: { content: "x".repeat(20_000 - bodyBytes(empty)) } };
    expect(await robot.send(full)).toMatchObject({ reason: "at_all_forbidden", attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it("leave the refusal as it is where no slot opens in time", async () => {
    const limits = { ...LIMITS, messages: 1 };
    const { send } = stage({ atAllAllowed: false }, { fallbacks: ["withoutAtAll"], limits });
    expect(await send(atAll)).toMatchObject({ reason: "at_all_forbidden", attempts: 1 });
  });
});
