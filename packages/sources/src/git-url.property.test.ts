import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gitUrl } from "./git-url.ts";

const secret = fc.stringMatching(/^[A-Za-z0-9!$&'()*+,;=._~:@/?#\\%-]{0,12}$/).map((text) => `S3cret${text}S3cret`);
const scheme = fc.constantFrom(
  "https://",
  "http://",
  "ssh://",
  "git://",
  "git+ssh://",
  "HTTPS://",
  "https:",
  "https:\\\\",
  "",
);
const path = fc.constantFrom("/o/r.git", ":o/r.git", ":/o/r", "/o/r?x=1#y", "/", "", ":22/o/r", "\\o\\r");

describe("gitUrl", () => {
  it("makes of any text nothing, or a plain web address without user info, query or fragment", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.webUrl(),
          fc.tuple(scheme, fc.string(), path).map((parts) => parts.join("")),
        ),
        (raw) => {
          const page = gitUrl(raw);
          if (page === undefined) return;
          const url = new URL(page);
          expect(["http:", "https:"]).toContain(url.protocol);
          expect(page).toBe(`${url.origin}${url.pathname}`);
          expect(page).not.toMatch(/[\s@]/);
          expect(gitUrl(page)).toBeOneOf([page, page.replace(/\.git$/, "")]);
        },
      ),
    );
  });

  it("never shows what stood before the host", () => {
    fc.assert(
      fc.property(
        scheme,
        fc.constantFrom("", "user:", "oauth2:", "@", "a@b:"),
        secret,
        path,
        (before, user, hidden, after) => {
          expect(gitUrl(`${before}${user}${hidden}@gitee.com${after}`) ?? "").not.toMatch(/s3cret/i);
        },
      ),
    );
  });
});
