import { expect, it } from "vitest";
import { configFile, oneRobot, runProgram } from "../../test/run-program.ts";

const env = { DINGPIPE_LOCALE: "en" };

it.for(["20.18.1", "22.14.0", "22.18.0"])("says in one line that Node %s is too old", async (nodeVersion) => {
  const { exitCode, stdout, stderr } = await runProgram(["serve"], { files: configFile(oneRobot), env, nodeVersion });
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^dingpipe: [^\n]*22\.19[^\n]*\n$/);
});

it.for(["22.19.0", "24.0.0"])("goes on to its configuration on Node %s", async (nodeVersion) => {
  const { exitCode, stderr } = await runProgram(["serve"], { env, nodeVersion });
  expect([exitCode, stderr.includes("no dingpipe.yaml")]).toEqual([10, true]);
});

it.for(["abc", "65536", "-1", "80.5"])("refuses the port %s", async (port) => {
  const { exitCode, stderr } = await runProgram(["serve", `--port=${port}`], { files: configFile(oneRobot), env });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`--port can't be ${port}: use a whole number from 0`);
});
