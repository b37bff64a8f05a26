// node contract.ts: puts the client through the contract of @dingpipe/fixtures, and prints what it does not keep.
import { type Adapter, isHeldTo, runScenario, scenarios } from "@dingpipe/fixtures";
import { send } from "./client.ts";

const adapter: Adapter = {
  name: "own client",
  takes: ["message"],
  async deliver(input, { secrets, fetch, clock }) {
    if (input.kind !== "message") throw new RangeError(input.kind);
    const { webhook, secret } = input.robot as { webhook: string; secret?: string };
    const resolve = (reference: string) => secrets[reference.replace(/^\$\{(\w+)\}$/, "$1")] ?? reference;
    const realNow = Date.now;
    Date.now = clock.now;
    try {
      const sent = send(resolve(webhook), secret === undefined ? undefined : resolve(secret), input.message, fetch);
      // The client has no time-out of its own.
      const late = clock.wait(60_000).then(() => Promise.reject(new Error("no answer in a minute")));
      const { errcode, errmsg } = await Promise.race([sent, late]);
      const outcome = errcode === 0 ? "delivered" : "rejected";
      return { attempts: [{ robot: "ops", outcome, errcode }], output: errmsg ?? "" };
    } catch (error) {
      return { attempts: [{ robot: "ops", outcome: "unreachable" }], output: String(error) };
    } finally {
      Date.now = realNow;
    }
  },
};

let passed = 0;
let failed = 0;
for (const scenario of scenarios.filter((one) => isHeldTo(adapter, one))) {
  const { problems } = await runScenario(scenario, adapter);
  if (problems.length === 0) passed += 1;
  else failed += 1;
  for (const problem of problems) console.log(`✗ ${scenario.name}: ${problem}`);
}
console.log(`${passed} kept, ${failed} not`);
