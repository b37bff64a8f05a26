import { inspect } from "node:util";
import { createClock, createMockDingTalk, type Fault, faultKinds } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import type { Message } from "./message.ts";
import type { Fetch } from "./post.ts";
import { createRobot, type RobotOptions } from "./robot.ts";
import { parseRobotUrl } from "./robot-url.ts";

// Random, so that nothing can know them by heart; shapes that no pattern would recognise.
const token = `canary.${crypto.randomUUID()}+/=~`;
const secret = `word with spaces & ${crypto.randomUUID()}`;
const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${encodeURIComponent(token)}`;
const HELLO: Message = { msgtype: "text", text: { content: "hello" } };

/** Runs one robot, notes every signature that left, and looks for it, the token and the secret in what came of it. */
async function leaks(
  post: Fetch,
  options: Partial<RobotOptions> = {},
  message: Message = HELLO,
): Promise<readonly string[]> {
  const clock = createClock(undefined, { autoAdvance: true });
  const words = [token, secret];
  const results: unknown[] = [];
  const fetch: Fetch = (url, init) => {
    words.push(new URL(url).searchParams.get("sign") ?? "");
    return post(url, init);
  };
  const defaults = { webhook, secret, now: clock.now, wait: clock.wait, random: () => 0.5 };
  const robot = createRobot({ ...defaults, ...options, fetch });
  const outcome = robot.send(message, { onAttempt: (attempt) => results.push(attempt) });
  results.push(robot, await outcome.catch((error: unknown) => error));
  const shown = results.map(everything).join("\n");
  expect(shown.length).toBeGreaterThan(100);
  return words.flatMap(forms).filter((form) => shown.includes(form));
}

/** All that can be seen of a value. */
function everything(value: unknown): string {
  const error = value instanceof Error ? `${value.stack} ${value.message} ${inspect(value.cause)}` : "";
  const options = { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null };
  return [String(value), JSON.stringify(value), inspect(value, options), error].join("\n");
}

function forms(word: string): readonly string[] {
  return [word, encodeURIComponent(word), encodeURI(word), btoa(word), JSON.stringify(word).slice(1, -1)].filter(
    Boolean,
  );
}

function mockFetch(...faults: readonly Fault[]): Fetch {
  const mock = createMockDingTalk({ robots: { [token]: { secret } } });
  mock.faults.push(...faults);
  return mock.fetch;
}

describe("token, secret and signatures appear nowhere", () => {
  it("when all goes well", async () => {
    const mock = createMockDingTalk({ robots: { [token]: { secret } } });
    expect(await leaks(mock.fetch)).toEqual([]);
    expect(mock.messages()).toHaveLength(1);
  });

  it.for(Object.keys(faultKinds) as (keyof typeof faultKinds)[])("after the fault %s", async (fault) => {
    expect(await leaks(mockFetch({ fault, times: 9 }))).toEqual([]);
  });

  it.for([
    { name: "a wrong token", options: { webhook: `${webhook}0` } },
    { name: "a wrong secret", options: { secret: `${secret}0` } },
  ])("after $name", async ({ options }) => {
    expect(await leaks(mockFetch(), options)).toEqual([]);
  });

  it.for([0, 1, 310000, 130101])("where an answer with errcode %d repeats the request", async (errcode) => {
    const echo: Fetch = async (url) => {
      const sign = new URL(url).searchParams.get("sign") ?? "";
      const errmsg = [
        url,
        encodeURIComponent(url),
        token,
        secret,
        encodeURIComponent(secret),
        sign,
        encodeURIComponent(sign),
      ];
      return Response.json({ errcode, errmsg: errmsg.join(" ") });
    };
    expect(await leaks(echo)).toEqual([]);
  });

  it("where each of them stands alone at the border of what is shown", async () => {
    for (const word of ["token", "secret", "sign"]) {
      for (const padding of [440, 460, 480, 495, 499]) {
        const echo: Fetch = async (url) => {
          const sign = new URL(url).searchParams.get("sign") ?? "";
          const errmsg = `${"x".repeat(padding)}${{ token, secret, sign }[word]}`;
          return Response.json({ errcode: 1, errmsg });
        };
        expect(await leaks(echo)).toEqual([]);
      }
    }
  });

  it.for<{ name: string; fail: (url: string) => unknown }>([
    {
      name: "as Node does for a bad URL",
      fail: (url) => new TypeError(`Failed to parse URL from ${url}`, { cause: { input: url } }),
    },
    { name: "as Workers do", fail: (url) => new TypeError(`Invalid URL: ${url}`) },
    { name: "with a code and the URL", fail: (url) => Object.assign(new Error(url), { code: "ECONNREFUSED", url }) },
    { name: "with no error at all", fail: (url) => url },
  ])("where fetch fails $name", async ({ fail }) => {
    expect(await leaks((url) => Promise.reject(fail(url)))).toEqual([]);
    const thrower: Fetch = (url) => {
      throw fail(url);
    };
    expect(await leaks(thrower)).toEqual([]);
  });

  it("where the answer's body breaks off", async () => {
    const broken: Fetch = async (url) =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error(url)) }));
    expect(await leaks(broken)).toEqual([]);
  });

  it("where the message is refused before it leaves", async () => {
    const at = { atMobiles: ["1"] };
    const link = { msgtype: "link", link: { title: "t", text: "x", messageUrl: "https://x.example" }, at } as Message;
    expect(await leaks(mockFetch(), {}, link)).toEqual([]);
    expect(await leaks(mockFetch(), {}, { msgtype: "text", text: { content: "x".repeat(20_001) } })).toEqual([]);
  });

  it("where the webhook or the endpoint is refused", () => {
    const refusals = [
      () => parseRobotUrl(webhook.replace("https", "http")),
      () => parseRobotUrl(webhook.replace("dingtalk", "evil")),
      () => parseRobotUrl(`${webhook}#`),
      () => parseRobotUrl(`${webhook} ${webhook}`),
      () => parseRobotUrl(webhook, { endpoint: webhook }),
      () => parseRobotUrl(webhook, { endpoint: `https://[${encodeURIComponent(secret)}]` }),
    ];
    for (const refuse of refusals) {
      let caught: unknown;
      try {
        refuse();
      } catch (error) {
        caught = error;
      }
      expect(caught).toMatchObject({ code: "robot_url_invalid" });
      const shown = everything(caught);
      expect([token, secret].flatMap(forms).filter((form) => shown.includes(form))).toEqual([]);
    }
  });
});
