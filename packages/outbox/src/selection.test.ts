import { describe, expect, it } from "vitest";
import { select, type WaitingRow } from "./selection.ts";

/** `a`, `b`: lanes; `!`: urgent; `1`: never merged; `+`: a later part. In the order in which they were put, ids from 1. */
function waiting(text: string): readonly WaitingRow[] {
  return text.split(" ").map((word, index) => ({
    id: index + 1,
    lane: word.charAt(0),
    urgent: word.includes("!"),
    mergeable: !word.includes("1"),
    continues: word.includes("+"),
    queuedAt: 0,
  }));
}

describe("select", () => {
  it.for([
    { name: "the first while slots are free", rows: "a b c", free: 3, digest: false, ids: [1] },
    { name: "all of it where more waits than slots are free", rows: "a b c", free: 2, digest: true, ids: [1, 2, 3] },
    { name: "what failed first", rows: "a b! c", free: 3, digest: false, ids: [2] },
    { name: "what came before it in its lane first", rows: "a b c b!", free: 4, digest: false, ids: [2] },
    { name: "lanes that failed in their own order", rows: "a b c! b!", free: 4, digest: false, ids: [2] },
    { name: "lane by lane, those that failed first", rows: "a b! a c b", free: 1, digest: true, ids: [2, 5, 1, 3, 4] },
    { name: "alone what is never merged", rows: "a1 b c", free: 1, digest: false, ids: [1] },
    { name: "of a lane what comes before such a one", rows: "a b a1 a b", free: 1, digest: true, ids: [1, 2, 5] },
    { name: "nothing of a lane that begins with such a one", rows: "a b1 b c", free: 1, digest: true, ids: [1, 4] },
    { name: "alone where nothing else may be merged", rows: "a b1 c1", free: 1, digest: false, ids: [1] },
    { name: "a message's parts with its first", rows: "a a+ b", free: 1, digest: true, ids: [1, 2, 3] },
    { name: "alone the rest of a message that has begun", rows: "a+ a+ a b", free: 1, digest: false, ids: [1] },
    { name: "nothing of a lane that begins so", rows: "a b+ b c", free: 1, digest: true, ids: [1, 4] },
    { name: "alone where it is the only one, without a slot", rows: "a", free: 0, digest: false, ids: [1] },
  ])("takes $name", ({ rows, free, digest, ids }) => {
    expect(select(waiting(rows), free)).toEqual({ digest, ids });
  });

  it("takes nothing where nothing waits", () => {
    expect(select([], 5)).toEqual({ digest: false, ids: [] });
  });
});
