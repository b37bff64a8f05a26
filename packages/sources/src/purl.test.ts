import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { artifactOf } from "./purl.ts";

const digest = "sha256:9b2f5c7d1e3a4b6c8d0e2f4a6b8c0d2e4f6a8b0c2d4e6f8091a3b5c7d9e1f305";

describe("artifactOf", () => {
  it.for([
    ["pkg:npm/%40acme/cart@3.2.1", { name: "@acme/cart", tag: "3.2.1" }],
    ["pkg:golang/git.example.com/acme/shop@234fd47e", { name: "git.example.com/acme/shop", tag: "234fd47e" }],
    ["pkg:generic/shop", { name: "shop" }],
    ["pkg:deb/debian/curl@7.50.3-1?arch=i386#usr/share", { name: "debian/curl", tag: "7.50.3-1" }],
    [`pkg:oci/shop@${encodeURIComponent(digest)}`, { name: "shop", digest }],
    [
      `pkg:oci/shop@${encodeURIComponent(digest)}?repository_url=registry.example.com/acme/shop&tag=1.8`,
      { name: "registry.example.com/acme/shop", tag: "1.8", digest },
    ],
    [
      `pkg:oci/shop@${encodeURIComponent(digest)}?repository_url=https%3A%2F%2Fregistry.example.com%2Facme%2F`,
      { name: "registry.example.com/acme/shop", digest },
    ],
    ["pkg:oci/shop?repository_url=registry.example.com:5000/acme", { name: "registry.example.com:5000/acme/shop" }],
    [
      "pkg:oci/shop?repository_url=https://user:fake@registry.example.com/acme",
      { name: "registry.example.com/acme/shop" },
    ],
    ["pkg:oci/%zz@1", { name: "%zz", tag: "1" }],
    ["registry.example.com/acme/shop:1.8", { name: "registry.example.com/acme/shop:1.8" }],
    ["pkg:", { name: "pkg:" }],
    ["pkg:oci/@1", { name: "pkg:oci/@1" }],
  ] as const)("reads %s", ([id, expected]) => expect(artifactOf(id)).toEqual(expected));

  it("never throws and always names something", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        for (const id of [text, `pkg:oci/${text}`, `pkg:oci/x@${text}?repository_url=${text}`]) {
          expect(artifactOf(id).name).not.toBe("");
        }
      }),
    );
  });
});
