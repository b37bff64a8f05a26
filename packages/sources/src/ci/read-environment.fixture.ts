import type { PipelineEventInput } from "@dingpipe/core";
import { sample } from "@dingpipe/fixtures/node";
import type { Environment } from "../environment.ts";
import type { CiOptions, CiReading } from "../source.ts";
import { detectCi, findCi } from "./detect.ts";
import { loadCiSources, readWith } from "./read.ts";

/** Every CI, loaded before the tests begin, so that they need not wait. */
export const ciSources = await loadCiSources();

/** As `readCi` reads, at once. */
export function readCi(env: Environment, options: CiOptions): CiReading | undefined {
  const entry = options.provider === undefined ? detectCi(env) : findCi(options.provider, env);
  const source = ciSources.find(({ id }) => id === entry?.id);
  return source === undefined ? undefined : readWith(source, env, options);
}

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
