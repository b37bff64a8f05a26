import type { PipelineEventInput } from "@dingpipe/core";
import { sample } from "@dingpipe/fixtures/node";
import type { Environment } from "../environment.ts";
import type { CiOptions } from "../source.ts";
import { readCi } from "./read.ts";

/** What a sample's environment says, `gitlab-complete`, with some of its variables changed or, as `undefined`, left out. */
export function readEnvironment(
  name: string,
  changes: Environment = {},
  options: Partial<CiOptions> = {},
): PipelineEventInput {
  return readVariables({ ...(sample(`ci/${name}`) as Environment), ...changes }, options);
}

/** What variables say. */
export function readVariables(env: Environment, options: Partial<CiOptions> = {}): PipelineEventInput {
  const reading = readCi(env, { now: Date.UTC(2026, 10, 20, 8, 30), ...options });
  if (reading === undefined) throw new RangeError(`no provider "${options.provider}"`);
  return reading.event;
}
