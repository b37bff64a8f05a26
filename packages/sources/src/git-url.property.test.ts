import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gitUrl, PLAIN_PAGE } from "./git-url.ts";

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

describe("PLAIN_PAGE", () => {
  const piece = fc.constantFrom(
    ...[
      "a",
      "git",
      "example",
      "xn--",
      "xn--a",
      "1",
      "0x7f",
      "com",
      "Com",
      "-",
      "_",
      ".",
      "..",
      "/",
      "//",
      "/.",
      "/..",
      "/../",
    ],
    ...[
      "@",
      ":",
      ":443",
      ":80",
      "?",
      "#",
      "%2e",
      "%",
      "~",
      "\\",
      " ",
      "\t",
      "\n",
      "é",
      "。",
      ".git",
      ".GIT",
      "/o",
      "/r",
    ],
  );
  const text = fc.oneof(
    fc
      .tuple(fc.constantFrom("https://", "http://", "HTTPS://", "https:/", ""), fc.array(piece, { maxLength: 9 }))
      .map(([start, pieces]) => start + pieces.join("")),
    fc.webUrl(),
    fc
      .tuple(fc.domain(), fc.array(fc.stringMatching(/^[\w.-]{1,8}$/), { minLength: 1, maxLength: 4 }))
      .map(([host, path]) => `https://${host}/${path.join("/")}`),
  );

  it("takes only what URL writes as it is, and what has no user info, empty segment or .git to lose", () => {
    fc.assert(
      fc.property(text, (raw) => {
        if (!PLAIN_PAGE.test(raw)) return;
        const { href, origin, pathname } = new URL(raw);
        expect(href).toBe(raw);
        expect(raw).toBe(origin + pathname);
        expect(pathname).toMatch(/^(?:\/[^/]+)+$/);
        expect(pathname).not.toMatch(/\.git$/i);
      }),
    );
  });

  it("takes the pages of commits, and refuses megabytes without a search", () => {
    expect(PLAIN_PAGE.test("https://github.com/acme/shop.js/commit/8c1f0d6a")).toBe(true);
    expect(PLAIN_PAGE.test(`https://${"a.".repeat(500_000)}`)).toBe(false);
    expect(PLAIN_PAGE.test(`https://a.com/${"a/".repeat(500_000)}`)).toBe(false);
  });
});
