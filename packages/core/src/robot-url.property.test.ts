import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { parseRobotUrl } from "./robot-url.ts";

// Half characters too; `fc.string({ unit: "binary" })` needs seconds to start.
const anyUnits = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units));

const pieces = fc.constantFrom(
  "https://",
  "http://",
  "oapi.dingtalk.com",
  "oapi.dingtalk.io",
  "evil.example",
  "127.0.0.1",
  "@",
  "#",
  "?",
  "/",
  "\\",
  ":",
  ":443",
  ".",
  "..",
  "%2e",
  "&amp;",
  "&",
  "/robot/send",
  "?access_token=",
  "access_token=",
  "0123456789abcdef",
  "“",
  "”",
  "<",
  ">",
  " ",
  "\n",
  "\u200b",
);
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 9 }).map((parts) => parts.join("")),
  anyUnits,
);

describe("any text", () => {
  it("leads to DingTalk or to the endpoint, or is refused by our own error", () => {
    fc.assert(
      fc.property(anyText, fc.option(anyText, { nil: undefined }), (text, endpoint) => {
        const allowed = ["https://oapi.dingtalk.com", "https://oapi.dingtalk.io"];
        try {
          const url = new URL(parseRobotUrl(text, endpoint === undefined ? {} : { endpoint }).reveal());
          expect(url.pathname).toBe("/robot/send");
          expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
          expect([...url.searchParams.keys()]).toEqual(["access_token"]);
          if (endpoint === undefined) expect(allowed).toContain(url.origin);
          else expect(url.origin).toBe(new URL(endpoint).origin);
        } catch (error) {
          if (!(error instanceof DingpipeError)) throw error;
          expect(error.code).toBe("robot_url_invalid");
        }
      }),
    );
  });

  it("that is a token comes out as it went in, encoded once", () => {
    const token = fc.stringMatching(/^[\w.~+/=-]{1,80}$/);
    fc.assert(
      fc.property(token, (word) => {
        const url = parseRobotUrl(`https://oapi.dingtalk.com/robot/send?access_token=${encodeURIComponent(word)}`);
        expect(new URL(url.reveal()).searchParams.get("access_token")).toBe(word);
        expect(url.reveal().split("access_token=")[1]).toBe(encodeURIComponent(word));
        if (word.length > 8) expect(`${url}${JSON.stringify(url)}`).not.toContain(word);
      }),
    );
  });
});
