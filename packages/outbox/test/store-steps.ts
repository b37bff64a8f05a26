import type { StoreStep } from "@dingpipe/fixtures";
import * as fc from "fast-check";

const anything = {
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
  kind: fc.constantFrom<StoreStep["kind"][]>(
    ...(["delivered", "delivered", "delivered", "refused", "retry", "muted", "paused", "replaced"] as const),
  ),
  ms: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
    { weight: 2, arbitrary: fc.constantFrom(30_000, 60_000) },
    { weight: 1, arbitrary: fc.constantFrom(600_000, 3_600_000, 86_400_001) },
  ),
  pick: fc.nat(20),
};

// Others overtake what is tried often, so little else may happen.
const outage = {
  ...anything,
  do: fc.oneof(
    { weight: 1, arbitrary: anything.do },
    { weight: 6, arbitrary: fc.constantFrom("claim" as const, "settle" as const, "wait" as const) },
  ),
  kind: fc.oneof({ weight: 1, arbitrary: anything.kind }, { weight: 12, arbitrary: fc.constant("retry" as const) }),
  ms: fc.constantFrom(5_000, 60_000, 60_000),
};

// Fewer steps meet nothing: it takes some until a budget is used up.
const stepsOf = (of: { readonly [Key in keyof StoreStep]: fc.Arbitrary<StoreStep[Key]> }) =>
  fc.array(fc.record(of), { minLength: 80, maxLength: 120 });

/** What may happen to an outbox. */
export const storeSteps: fc.Arbitrary<readonly StoreStep[]> = fc.oneof(
  { weight: 3, arbitrary: stepsOf(anything) },
  { weight: 1, arbitrary: stepsOf(outage) },
);

/** No jump, or an hour or a day either way. */
export const clockJump: fc.Arbitrary<number> = fc.constantFrom(0, -3_600_000, 3_600_000, -86_400_000, 86_400_000);
