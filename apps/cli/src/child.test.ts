import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../test/test-context.ts";
import { runChild } from "./child.ts";

function childOf(test: TestContext) {
  const [spawned] = test.spawned;
  if (spawned === undefined) throw new Error("nothing was spawned");
  return spawned;
}

describe("runChild", () => {
  it("hands its own streams to the command and gives its code back", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make", "-j2"] });
    const { command, options, child } = childOf(test);
    await test.clock.advance(1500);
    child.emit("exit", 7, null);
    const result = await running;
    expect(command).toEqual(["make", "-j2"]);
    expect(options).toMatchObject({ stdio: "inherit", detached: false, cwd: "/repo" });
    expect(result).toMatchObject({ exitCode: 7, state: "failure", tail: [] });
    expect(result.finishedAt - result.startedAt).toBe(1500);
  });

  it.for([
    { signal: "SIGKILL", exitCode: 137, state: "error" },
    { signal: "SIGTERM", exitCode: 143, state: "canceled" },
    { signal: "SIGINT", exitCode: 130, state: "canceled" },
  ] as const)("a command ended by $signal has the code $exitCode", async ({ signal, exitCode, state }) => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"] });
    childOf(test).child.emit("exit", null, signal);
    expect(await running).toMatchObject({ exitCode, state });
  });

  it.for([
    { code: "ENOENT", exitCode: 127, problem: "not_found" },
    { code: "EACCES", exitCode: 126, problem: "not_executable" },
  ])("a command that does not start with $code has the code $exitCode", async ({ code, exitCode, problem }) => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["missing"] });
    childOf(test).child.emit("error", Object.assign(new Error("spawn"), { code }));
    expect(await running).toMatchObject({ exitCode, problem, state: "error" });
  });

  it.for([
    { command: "bin/run.sh", problem: "no_interpreter" },
    { command: "/repo/bin/run.sh", problem: "no_interpreter" },
    { command: "bin/rum.sh", problem: "not_found" },
    { command: "run.sh", problem: "not_found" },
  ])("says of $command, where /repo/bin/run.sh is there: $problem", async ({ command, problem }) => {
    const test = createTestContext({ files: { "/repo/bin/run.sh": "#!/bin/sh\r\n" } });
    const spawn = (() => {
      const child = Object.assign(new EventEmitter(), { stdout: null, stderr: null });
      queueMicrotask(() => child.emit("error", Object.assign(new Error("spawn"), { code: "ENOENT" })));
      return child;
    }) as unknown as typeof test.context.spawn;
    expect(await runChild({ ...test.context, spawn }, { command: [command] })).toMatchObject({
      exitCode: 127,
      problem,
    });
  });

  it("hands signals on", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"] });
    test.signal("SIGTERM");
    test.signal("SIGINT");
    childOf(test).child.emit("exit", 0, null);
    await running;
    test.signal("SIGHUP");
    expect(test.kills).toEqual([
      { id: 4242, signal: "SIGTERM" },
      { id: 4242, signal: "SIGINT" },
    ]);
  });

  it("leaves Ctrl-C to the terminal, which sends it to every process itself", async () => {
    const test = createTestContext({ isTerminal: true });
    const running = runChild(test.context, { command: ["make"] });
    test.signal("SIGINT");
    childOf(test).child.emit("exit", null, "SIGINT");
    await running;
    expect(test.kills).toEqual([]);
  });

  it("ends the whole group after the time limit, first politely", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"], timeoutMs: 60_000 });
    const { child, options } = childOf(test);
    await test.clock.advance(59_999);
    expect(test.kills).toEqual([]);
    await test.clock.advance(1);
    expect(test.kills).toEqual([{ id: -4242, signal: "SIGTERM" }]);
    await test.clock.advance(5_000);
    expect(test.kills.at(1)).toEqual({ id: -4242, signal: "SIGKILL" });
    child.emit("exit", null, "SIGKILL");
    expect(await running).toMatchObject({ exitCode: 124, state: "timed_out", hasTimedOut: true });
    expect(options).toMatchObject({ detached: true });
  });

  it("does not call an end before the limit a time-out", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"], timeoutMs: 60_000 });
    childOf(test).child.emit("exit", 0, null);
    expect(await running).toMatchObject({ exitCode: 0, state: "success", hasTimedOut: false });
    await test.clock.advance(120_000);
    expect(test.kills).toEqual([]);
  });

  it("passes bytes through and keeps the last lines", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"], tailLines: 2 });
    const { child } = childOf(test);
    child.stdout?.write("one\n\u001b[31mtwo\u001b[0m\n");
    await new Promise((resolve) => child.stderr?.end("three\n", () => resolve(undefined)));
    child.emit("exit", 1, null);
    child.emit("close", 1, null);
    expect((await running).tail).toEqual(["two", "three"]);
    expect(test.stdout()).toBe("one\n\u001b[31mtwo\u001b[0m\n");
    expect(test.stderr()).toBe("three\n");
  });

  it("does not wait for ever for pipes that a background process holds", async () => {
    const test = createTestContext();
    const running = runChild(test.context, { command: ["make"], tailLines: 2 });
    childOf(test).child.emit("exit", 0, null);
    await test.clock.advance(1_000);
    expect(await running).toMatchObject({ exitCode: 0 });
  });

  it("waits for nothing any more once the pipes are closed", async () => {
    const test = createTestContext();
    const signals: (AbortSignal | undefined)[] = [];
    const wait: typeof test.context.wait = (ms, signal) => {
      signals.push(signal);
      return test.context.wait(ms, signal);
    };
    const running = runChild({ ...test.context, wait }, { command: ["make"], tailLines: 2 });
    const { child } = childOf(test);
    child.emit("exit", 0, null);
    child.emit("close", 0, null);
    await running;
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});
