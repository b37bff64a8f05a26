import { describe, expect, it } from "vitest";
import { repositoryOf } from "./draft.ts";

describe("repositoryOf", () => {
  it.for([
    ["https://git.example.com/acme/shop.git", "acme/shop"],
    ["git@git.example.com:acme/mobile/app.git", "acme/mobile/app"],
    ["https://codeup.aliyun.com/6512f0a7c3d94e8b5a1f2c6d/acme/shop.git", "acme/shop"],
    ["git@codeup.aliyun.com:6512f0a7c3d94e8b5a1f2c6d/shop.git", "shop"],
    ["https://codeup.aliyun.com/acme/shop", "acme/shop"],
    ["https://git.example.com/6512f0a7c3d94e8b5a1f2c6d/shop", "6512f0a7c3d94e8b5a1f2c6d/shop"],
  ] as const)("of %s is %s", ([address, fullName]) => {
    expect(repositoryOf(undefined, address)).toMatchObject({ fullName, name: fullName.split("/").at(-1) });
  });

  it("takes the name that it is told, and knows none of an address that is none", () => {
    expect(repositoryOf("acme/shop", "https://user:secret@git.example.com/x/y")).toEqual({
      fullName: "acme/shop",
      name: "shop",
      url: "https://git.example.com/x/y",
    });
    expect(repositoryOf(undefined, "shop")).toBeUndefined();
  });
});
