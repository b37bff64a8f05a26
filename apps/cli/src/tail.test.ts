import { describe, expect, it } from "vitest";
import { createTail } from "./tail.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("createTail", () => {
  it("keeps the last lines of both streams in their order", () => {
    const tail = createTail(3);
    tail.push("stdout", bytes("one\ntwo\n"));
    tail.push("stderr", bytes("three\n"));
    tail.push("stdout", bytes("four\n\n"));
    expect(tail.lines()).toEqual(["three", "four"]);
  });

  it("puts pieces of a line and of a character together", () => {
    const tail = createTail(5);
    const word = bytes("构建\n");
    for (const byte of word) tail.push("stdout", Uint8Array.of(byte));
    tail.push("stdout", bytes("no end"));
    expect(tail.lines()).toEqual(["构建", "no end"]);
  });

  it("drops colours, and what a progress line wrote over", () => {
    const tail = createTail(5);
    tail.push("stdout", bytes("10%\r50%\r\u001b[32m100%\u001b[0m\r\n"));
    expect(tail.lines()).toEqual(["100%"]);
  });

  it("keeps none of zero", () => {
    const tail = createTail(0);
    tail.push("stdout", bytes("x\ny"));
    expect(tail.lines()).toEqual([]);
  });

  it("cuts a line without an end", () => {
    const tail = createTail(1);
    tail.push("stdout", bytes("x".repeat(100_000)));
    expect(tail.lines()[0]).toHaveLength(2000);
  });

  it.for([
    { name: "where a line is cut", text: `${"x".repeat(1990)}secret-0123456789` },
    { name: "where a line without an end is cut", text: `secret-0123456789${"x".repeat(7990)}` },
    { name: "in an endless line of nothing else", text: "secret-0123456789".repeat(30_000) },
  ])("shows no part of a secret $name", ({ text }) => {
    const tail = createTail(1, (line) => line.replaceAll("secret-0123456789", "***"));
    for (let at = 0; at < text.length; at += 1000) tail.push("stdout", bytes(text.slice(at, at + 1000)));
    expect(tail.lines()[0]).toMatch(/^[x*]{1,2000}$/);
  });

  it("takes a progress line without an end", () => {
    const tail = createTail(1);
    for (let percent = 0; percent < 100; percent += 1) tail.push("stdout", bytes(`${"=".repeat(5000)}${percent}%\r`));
    expect(tail.lines()[0]).toMatch(/^=*/);
    tail.push("stdout", bytes("done"));
    expect(tail.lines()).toEqual(["done"]);
  });
});
