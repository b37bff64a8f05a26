import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { addressOf } from "./address-of.ts";

it.for([
  { name: "the connection's", forwarded: "203.0.113.7", trustProxy: false, address: "127.0.0.1" },
  {
    name: "the last that a trusted proxy saw",
    forwarded: "1.1.1.1, 203.0.113.7 ",
    trustProxy: true,
    address: "203.0.113.7",
  },
  { name: "the connection's where the proxy says none", trustProxy: true, address: "127.0.0.1" },
])("a sender's address is $name", ({ forwarded, trustProxy, address }) => {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const socket = { remoteAddress: "127.0.0.1" } as IncomingMessage["socket"];
  expect(addressOf({ headers, socket }, trustProxy)).toBe(address);
});
