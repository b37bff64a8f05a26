import { describe, expect, it } from "vitest";
import { paramsOf, repositoryOf } from "./draft.ts";

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

  it.for([
    ["https://user:fake-password@git.example.com/acme/shop", "acme/shop"],
    ["git+https://user:fake-password@git.example.com/acme/shop.git", "acme/shop"],
    ["git@git.example.com:acme/shop.git", "acme/shop"],
    ["user:fake-password@git.example.com", undefined],
  ] as const)("reads the name %s as an address", ([name, fullName]) => {
    const repository = repositoryOf(name);
    expect(repository?.fullName).toBe(fullName);
    expect(JSON.stringify(repository) ?? "").not.toContain("fake-password");
  });
});

describe("paramsOf", () => {
  it("keeps no secret: none by its name, and none in an address", () => {
    expect(
      paramsOf([
        ["DEPLOY_TOKEN", "fake-token"],
        ["origin", "from https://user:fake@password@git.example.com/acme/shop?at=a@b to ssh://git@git.example.com/x"],
        ["owner", "zhangsan@example.com"],
      ]),
    ).toEqual({
      origin: "from https://git.example.com/acme/shop?at=a@b to ssh://git.example.com/x",
      owner: "zhangsan@example.com",
    });
    expect(paramsOf([["apiKey", "fake-key"]])).toBeUndefined();
  });
});
