import { describe, expect, it } from "vitest";
import { networkOf } from "./network-of.ts";

describe("networkOf", () => {
  it.for([
    { address: "203.0.113.7", network: "203.0.113.7" },
    { address: "203.0.113.7:50123", network: "203.0.113.7" },
    { address: "[2001:db8:1:2:3:4:5:6]:50123", network: "2001:db8:1:2::/64" },
    { address: "[::ffff:203.0.113.7]", network: "203.0.113.7" },
    { address: "::ffff:203.0.113.7", network: "203.0.113.7" },
    { address: "2001:db8:1:2:3:4:5:6", network: "2001:db8:1:2::/64" },
    { address: "2001:0DB8:0001:0002::9", network: "2001:db8:1:2::/64" },
    { address: "2001:db8::9", network: "2001:db8:0:0::/64" },
    { address: "::1", network: "0:0:0:0::/64" },
    { address: "fe80::1%eth0", network: "fe80:0:0:0::/64" },
    { address: "", network: "" },
    { address: "proxy:8080", network: "proxy:8080::/64" },
  ])("is $network for $address", ({ address, network }) => {
    expect(networkOf(address)).toBe(network);
  });
});
