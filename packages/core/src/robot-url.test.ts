import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { type EndpointOptions, parseRobotUrl } from "./robot-url.ts";

const TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`;

function refusal(text: string, options?: EndpointOptions): DingpipeError<"robot_url_invalid"> {
  try {
    parseRobotUrl(text, options);
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "robot_url_invalid") return error;
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

describe("parseRobotUrl takes what people paste", () => {
  it.for([
    { name: "the webhook", text: WEBHOOK },
    { name: "the token alone", text: TOKEN },
    { name: "spaces and line breaks around it", text: `\r\n  ${WEBHOOK} \n\t` },
    { name: "a line break in the middle", text: WEBHOOK.replace("?", "?\n  ") },
    {
      name: "a byte order mark and zero-width characters",
      text: `\ufeff${WEBHOOK.replace("send", "se\u200bnd")}\u200b`,
    },
    { name: "double quotes", text: `"${WEBHOOK}"` },
    { name: "single quotes", text: `'${WEBHOOK}'` },
    { name: "back ticks", text: `\`${WEBHOOK}\`` },
    { name: "Chinese quotes", text: `“${WEBHOOK}”` },
    { name: "Chinese single quotes", text: `‘${WEBHOOK}’` },
    { name: "corner brackets", text: `「${WEBHOOK}」` },
    { name: "white corner brackets", text: `『${WEBHOOK}』` },
    { name: "quotes in quotes", text: `“'${WEBHOOK}'”` },
    { name: "angle brackets", text: `<${WEBHOOK}>` },
    { name: "a Markdown link", text: `[机器人](${WEBHOOK})` },
    { name: "Chinese brackets and a full stop", text: `（${WEBHOOK}）。` },
    { name: "a comma at its end", text: `${WEBHOOK},` },
    { name: "the quoted token", text: `"${TOKEN}"` },
    { name: "an old timestamp and sign", text: `${WEBHOOK}&timestamp=1582163555000&sign=abc%3D` },
    { name: "an old timestamp and sign in front", text: WEBHOOK.replace("?", "?timestamp=1&sign=a%2Bb&") },
    { name: "&amp;", text: WEBHOOK.replace("?", "?timestamp=1&amp;") },
    { name: "&amp;amp;", text: WEBHOOK.replace("?", "?timestamp=1&AMP;amp;") },
    { name: "no scheme", text: WEBHOOK.slice("https://".length) },
    {
      name: "capital letters in scheme and host",
      text: WEBHOOK.replace("https://oapi.dingtalk.com", "HTTPS://OAPI.DingTalk.com"),
    },
  ])("$name", ({ text }) => {
    expect(parseRobotUrl(text).reveal()).toBe(WEBHOOK);
  });

  it("takes the international host and stays there", () => {
    const text = "https://oapi.dingtalk.io/robot/send?access_token=abc";
    expect(parseRobotUrl(text).reveal()).toBe(text);
    expect(parseRobotUrl(text.slice("https://".length)).origin).toBe("https://oapi.dingtalk.io");
  });

  it("encodes a token exactly once", () => {
    const text = "https://oapi.dingtalk.com/robot/send?access_token=a%2Bb%2F%3D";
    expect(parseRobotUrl(text).reveal()).toBe(text);
  });

  it("takes a bare token from 16 to 256 characters", () => {
    expect(parseRobotUrl("abcdefghijklmn-_").reveal()).toContain("=abcdefghijklmn-_");
    expect(parseRobotUrl("a".repeat(256)).reveal()).toContain("a".repeat(256));
    expect(refusal("abcdefghijklmno").details.reason).toBe("not_a_url");
    expect(refusal("a".repeat(257)).details.reason).toBe("not_a_url");
  });

  it("takes a token of up to 512 characters in a URL", () => {
    const url = "https://oapi.dingtalk.com/robot/send?access_token=";
    expect(parseRobotUrl(url + "a".repeat(512)).reveal()).toHaveLength(url.length + 512);
    expect(refusal(url + "a".repeat(513)).details.reason).toBe("token_missing");
  });
});

const Q = "/robot/send?access_token=canary-token-1";

describe("parseRobotUrl refuses what is not DingTalk's", () => {
  it.for([
    { text: "", reason: "empty" },
    { text: " \n\t\u200b\ufeff", reason: "empty" },
    { text: '""', reason: "empty" },
    { text: "hello", reason: "not_a_url" },
    { text: "localhost", reason: "not_a_url" },
    { text: "127.0.0.1", reason: "not_a_url" },
    { text: "oapi.dingtalk.com", reason: "not_a_url" },
    { text: "evil.example.com/abcdefghijkl", reason: "not_a_url" },
    { text: `//oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: `https:oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: `https:/oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: `https:\\\\oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: `https://oapi.dingtalk.com\\robot\\send?access_token=canary-token-1`, reason: "not_a_url" },
    { text: `https://oapi.dingtalk.com\\@evil.example${Q}`, reason: "not_a_url" },
    { text: `https://evil.example\\@oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: `https://oapi.dingtalk.com/robot/send?access_token=a\\b`, reason: "not_a_url" },
    { text: `https://oapi.dingtalk.com${Q}#here`, reason: "not_a_url" },
    { text: `https://oapi.dingtalk.com#@evil.example${Q}`, reason: "not_a_url" },
    { text: `https://evil.example#@oapi.dingtalk.com${Q}`, reason: "not_a_url" },
    { text: "javascript:alert(1)", reason: "not_a_url" },
    { text: "data:text/plain,canary-token-1", reason: "not_a_url" },
    { text: `http://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `http://oapi.dingtalk.io${Q}`, reason: "not_https" },
    { text: `http://127.0.0.1${Q}`, reason: "not_https" },
    { text: `ftp://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `file://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `ws://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `wss://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `gopher://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `dingtalk://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `https+unix://oapi.dingtalk.com${Q}`, reason: "not_https" },
    { text: `https://evil.example${Q}`, reason: "host_not_allowed" },
    { text: `https://127.0.0.1${Q}`, reason: "host_not_allowed" },
    { text: `https://2130706433${Q}`, reason: "host_not_allowed" },
    { text: `https://0x7f000001${Q}`, reason: "host_not_allowed" },
    { text: `https://0177.0.0.1${Q}`, reason: "host_not_allowed" },
    { text: `https://127.1${Q}`, reason: "host_not_allowed" },
    { text: `https://0${Q}`, reason: "host_not_allowed" },
    { text: `https://169.254.169.254${Q}`, reason: "host_not_allowed" },
    { text: `https://100.100.100.200${Q}`, reason: "host_not_allowed" },
    { text: `https://[::1]${Q}`, reason: "host_not_allowed" },
    { text: `https://[::ffff:7f00:1]${Q}`, reason: "host_not_allowed" },
    { text: `https://[::ffff:169.254.169.254]${Q}`, reason: "host_not_allowed" },
    { text: `https://localhost${Q}`, reason: "host_not_allowed" },
    { text: `https://10.0.0.1${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com@evil.example${Q}`, reason: "host_not_allowed" },
    { text: `https://evil.example@oapi.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://user:password@oapi.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://@oapi.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com:443${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com:8443${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com:${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com.${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com.evil.example${Q}`, reason: "host_not_allowed" },
    { text: `https://evil-oapi.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://evil.oapi.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com%2eevil.example${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com%00.evil.example${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi%2edingtalk%2ecom${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk。com${Q}`, reason: "host_not_allowed" },
    { text: `https://ｏａｐｉ.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtаlk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://xn--oapi-dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.co${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi.dingtalk.com.cn${Q}`, reason: "host_not_allowed" },
    { text: `https://oapi-dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://oapiXdingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://api.dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://dingtalk.com${Q}`, reason: "host_not_allowed" },
    { text: `https://${Q}`, reason: "host_not_allowed" },
    { text: "https://oapi.dingtalk.com", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/?access_token=canary-token-1", reason: "path_not_allowed" },
    { text: `https://oapi.dingtalk.com/${Q}`, reason: "path_not_allowed" },
    { text: `https://oapi.dingtalk.com/x/..${Q}`, reason: "path_not_allowed" },
    { text: `https://oapi.dingtalk.com/.${Q}`, reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/robot/%73end?access_token=canary-token-1", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/robot/send/?access_token=canary-token-1", reason: "path_not_allowed" },
    {
      text: "https://oapi.dingtalk.com/robot/send/../../gettoken?access_token=canary-token-1",
      reason: "path_not_allowed",
    },
    { text: "https://oapi.dingtalk.com/robot/send%2f..%2fx?access_token=canary-token-1", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/robot/send;x?access_token=canary-token-1", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/Robot/Send?access_token=canary-token-1", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/robot/sendBySession?session=canary-token-1", reason: "path_not_allowed" },
    { text: "https://oapi.dingtalk.com/robot/send", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?access_token=", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?accessToken=canary-token-1", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?access_token=a&access_token=b", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?access_token=a%0d%0aHost:%20evil", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?access_token=${DINGTALK_TOKEN}", reason: "token_missing" },
    { text: "https://oapi.dingtalk.com/robot/send?access_token=XXX中文", reason: "token_missing" },
    { text: WEBHOOK + WEBHOOK, reason: "token_missing" },
    { text: `SEC${TOKEN}`, reason: "token_missing" },
  ] as const)("$text: $reason", ({ text, reason }) => {
    const error = refusal(text);
    expect(error.details).toEqual({ reason });
    expect(error.message).toBe(`robot_url_invalid, reason: ${reason}`);
    const shown = `${inspect(error, { showHidden: true, depth: 9 })} ${JSON.stringify(error)} ${error.stack}`;
    expect(shown).not.toContain("canary-token");
    expect(shown).not.toContain(TOKEN);
    expect(error.cause).toBeUndefined();
  });
});

describe("an endpoint", () => {
  it.for([
    { endpoint: "https://relay.example.com", origin: "https://relay.example.com" },
    { endpoint: "https://relay.example.com/", origin: "https://relay.example.com" },
    { endpoint: "https://relay.example.com:8443", origin: "https://relay.example.com:8443" },
    { endpoint: "HTTPS://Relay.example.com", origin: "https://relay.example.com" },
    { endpoint: "https://10.0.0.1", origin: "https://10.0.0.1" },
    { endpoint: "http://127.0.0.1:8787", origin: "http://127.0.0.1:8787" },
    { endpoint: "http://127.8.9.1", origin: "http://127.8.9.1" },
    { endpoint: "http://localhost:8787", origin: "http://localhost:8787" },
    { endpoint: "http://mock.localhost:8787", origin: "http://mock.localhost:8787" },
    { endpoint: "http://[::1]:8787", origin: "http://[::1]:8787" },
  ])("$endpoint takes the place of DingTalk's", ({ endpoint, origin }) => {
    const url = parseRobotUrl(WEBHOOK, { endpoint });
    expect(url.reveal()).toBe(`${origin}/robot/send?access_token=${TOKEN}`);
    expect(`${url}`).toBe(`${origin}/robot/send?access_token=***`);
    expect(parseRobotUrl(TOKEN, { endpoint }).origin).toBe(origin);
    expect(parseRobotUrl(parseRobotUrl(WEBHOOK), { endpoint }).reveal()).toBe(url.reveal());
  });

  it("may be the host of the pasted webhook, and no other may", () => {
    const endpoint = "http://127.0.0.1:8787";
    expect(parseRobotUrl(`${endpoint}/robot/send?access_token=abc`, { endpoint }).reveal()).toBe(
      `${endpoint}/robot/send?access_token=abc`,
    );
    expect(refusal("http://127.0.0.1:8788/robot/send?access_token=abc", { endpoint }).details.reason).toBe("not_https");
    expect(refusal("https://evil.example/robot/send?access_token=abc", { endpoint }).details.reason).toBe(
      "host_not_allowed",
    );
    expect(refusal("http://oapi.dingtalk.com/robot/send?access_token=abc", { endpoint }).details.reason).toBe(
      "not_https",
    );
  });

  it.for([
    "",
    "relay.example.com",
    "https://relay.example.com/path",
    "https://relay.example.com/a/..",
    "https://relay.example.com/?",
    "https://relay.example.com?x=canary-1",
    "https://relay.example.com/#",
    "https://user:canary-1@relay.example.com",
    "https://@relay.example.com",
    "https://relay.example.com\\",
    "https://relay.example.com\n",
    "x https://relay.example.com",
    "https://",
    "https://exa mple.com",
    "https://[canary-1]",
    "https://relay.example.com:canary-1",
    "https://relay.example.com:99999",
    "ftp://127.0.0.1",
    "ws://127.0.0.1",
    "http://relay.example.com",
    "http://10.0.0.1",
    "http://127.example.com",
    "http://127.0.0.1.example.com",
    "http://x127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://notlocalhost",
    "http://[::2]",
    "http://[::ffff:7f00:1]",
    "http://[2001:db8::1]",
  ])("%j is not usable", (endpoint) => {
    const error = refusal(WEBHOOK, { endpoint });
    expect(error.details).toEqual({ reason: "endpoint_invalid" });
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { showHidden: true })).not.toContain("canary-1");
  });

  it("may be plain http where that is said", () => {
    const endpoint = "http://relay.example.com";
    expect(parseRobotUrl(WEBHOOK, { endpoint, insecureEndpoint: true }).origin).toBe(endpoint);
    expect(refusal(WEBHOOK, { endpoint, insecureEndpoint: false }).details.reason).toBe("endpoint_invalid");
    expect(refusal(WEBHOOK, { endpoint: `${endpoint}/x`, insecureEndpoint: true }).details.reason).toBe(
      "endpoint_invalid",
    );
  });
});
