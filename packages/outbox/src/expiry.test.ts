import { describe, expect, it } from "vitest";
import { expiryOf } from "./expiry.ts";

const rows = (...queuedAt: readonly number[]) =>
  queuedAt.map((at, index) => ({
    id: index + 1,
    lane: "a",
    urgent: false,
    mergeable: true,
    continues: false,
    queuedAt: at,
  }));

describe("expiryOf", () => {
  it.for([
    { name: "nothing", waiting: [], frozen: [], ids: [], batch: false, nextAt: Number.POSITIVE_INFINITY },
    { name: "one at its age", waiting: [0], frozen: [], ids: [], batch: false, nextAt: 101 },
    { name: "one beyond it", waiting: [-1], frozen: [], ids: [1], batch: false, nextAt: Number.POSITIVE_INFINITY },
    { name: "some of several", waiting: [-1, 0, 50], frozen: [], ids: [1], batch: false, nextAt: 101 },
    { name: "a batch that is partly old", waiting: [-50, 20], frozen: [1, 2], ids: [], batch: false, nextAt: 121 },
    {
      name: "a batch that is old",
      waiting: [-50, -1],
      frozen: [1, 2],
      ids: [],
      batch: true,
      nextAt: Number.POSITIVE_INFINITY,
    },
    {
      name: "an older one beside a batch",
      waiting: [-50, -50, 20],
      frozen: [2, 3],
      ids: [1],
      batch: false,
      nextAt: 121,
    },
    { name: "a younger one beside a batch", waiting: [10, 20], frozen: [2], ids: [], batch: false, nextAt: 111 },
    { name: "the clock set back", waiting: [5_000], frozen: [], ids: [], batch: false, nextAt: 5_101 },
  ])("$name", ({ waiting, frozen, ids, batch, nextAt }) => {
    const open = { ids: frozen };
    expect(expiryOf(rows(...waiting), [open], 100, 100)).toEqual({ ids, batches: batch ? [open] : [], nextAt });
  });

  it("each of several batches for itself", () => {
    const [old, young] = [{ ids: [1, 3] }, { ids: [2] }];
    expect(expiryOf(rows(-20, 10, -1), [old, young], 100, 100)).toEqual({ ids: [], batches: [old], nextAt: 111 });
  });
});
