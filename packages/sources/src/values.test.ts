import { expect, it } from "vitest";
import { pageUnder, withoutUserInfo } from "./values.ts";

const page = "https://git.example.com/acme/shop";

it.for([
  [[page, "commit", "8c1f"], `${page}/commit/8c1f`],
  [[page, 12, "a b"], `${page}/12/a%20b`],
  [[undefined, "commit"], undefined],
  [[page, "commit", undefined], undefined],
  [["https://zhangsan:s3cret@git.example.com/acme", "commit"], "https://git.example.com/acme/commit"],
  [["javascript:alert(1)", "commit"], undefined],
  [[page, "x".repeat(2_048)], undefined],
] as const)("the page under a page, %j, is %s", ([path, expected]) => {
  const [root, ...parts] = path;
  expect(pageUnder(root, ...parts)).toBe(expected);
});

it("takes the user info out of each address of a text, and nothing else", () => {
  expect(withoutUserInfo("see https://a:b@example.com/x@y and ssh://git@example.com")).toBe(
    "see https://example.com/x@y and ssh://example.com",
  );
  expect(withoutUserInfo("zhangsan@example.com")).toBe("zhangsan@example.com");
});
