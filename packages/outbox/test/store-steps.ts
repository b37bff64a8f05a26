import type { StoreStep } from "@dingpipe/fixtures";
import * as fc from "fast-check";

const stepOf = (...kinds: StoreStep["kind"][]): fc.Arbitrary<StoreStep> =>
  fc.record({
    do: fc.oneof(
      { weight: 8, arbitrary: fc.constant("put" as const) },
      { weight: 5, arbitrary: fc.constant("claim" as const) },
      { weight: 5, arbitrary: fc.constant("settle" as const) },
      { weight: 1, arbitrary: fc.constantFrom("crash" as const, "retry" as const, "drop" as const, "resume" as const) },
      { weight: 2, arbitrary: fc.constant("wait" as const) },
      { weight: 1, arbitrary: fc.constant("set back" as const) },
    ),
    lane: fc.integer({ min: 0, max: 3 }),
    failed: fc.boolean(),
    run: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom(...kinds),
    ms: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
      { weight: 2, arbitrary: fc.constantFrom(30_000, 60_000) },
      { weight: 1, arbitrary: fc.constantFrom(600_000, 3_600_000, 86_400_001) },
    ),
    pick: fc.nat(20),
  });

// What is tried often enough is overtaken only where little else happens to it.
const anyStep = stepOf("delivered", "delivered", "delivered", "refused", "retry", "muted", "paused", "replaced");
const outageStep = stepOf(...Array<"retry">(9).fill("retry"), "delivered");

/** What may happen to an outbox. Fewer steps meet nothing: it takes some until a budget is used up. */
export const storeSteps: fc.Arbitrary<readonly StoreStep[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(anyStep, { minLength: 80, maxLength: 120 }) },
  { weight: 1, arbitrary: fc.array(outageStep, { minLength: 80, maxLength: 120 }) },
);

/** No jump, or an hour or a day either way. */
export const clockJump: fc.Arbitrary<number> = fc.constantFrom(0, -3_600_000, 3_600_000, -86_400_000, 86_400_000);
