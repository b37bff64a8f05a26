import { expect, it } from "vitest";
import { createTestContext } from "../../test/test-context.ts";
import { createProgram } from "../program.ts";

it("prints a secret that can be pasted as it is", async () => {
  const { context, stdout } = createTestContext();
  const onSignal: typeof context.onSignal = (listener) => {
    queueMicrotask(() => listener("SIGINT"));
    return () => undefined;
  };
  const program = createProgram({ ...context, onSignal });
  expect(await program.run(["mock", "--port", "0", "--secret", "SECa'bc"])).toBe(0);
  expect(stdout()).toContain("export DINGTALK_SECRET='SECa'\\''bc'\n");
});
