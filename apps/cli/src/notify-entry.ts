// `dingpipe/notify` inside this repository: what the Action is made of. It is in no published package.
import { attempt, type End } from "./attempt.ts";
import { type NotifyOptions, notifyOfJob } from "./commands/notify.ts";
import type { Context } from "./context.ts";
import { type Mask, maskedOutput } from "./mask.ts";
import { openSession } from "./session.ts";
import type { FlagValues } from "./settings.ts";
import type { Words, WordsOptions } from "./words.ts";

export { createPipelineEvent, type Event, isVerdictState, type PipelineEventInput, type State } from "@dingpipe/core";
export { parseStatus } from "@dingpipe/sources";
export type { Context } from "./context.ts";
export { exitCodes, lowestFailure } from "./exit-code.ts";
export { createMask, type Mask } from "./mask.ts";
export { processContext } from "./process-context.ts";
export { networkFetchOf } from "./proxy.ts";
export type { Report } from "./report.ts";
export type { Session } from "./session.ts";
export type { FlagValues } from "./settings.ts";
export type { Past } from "./tell.ts";
export type { ViaStatus } from "./tell-via.ts";
export { printable, printableLines } from "./terminal.ts";
export { type Texts, textsOf } from "./texts/catalog.ts";
export { Refusal, type Words, type WordsOptions } from "./words.ts";

export interface NotifyCall extends NotifyOptions {
  /** As flags: they go before the environment. */
  readonly flags: FlagValues;
  readonly mask: Mask;
  /** Who says what there is to say. */
  readonly words: (context: Context, options: WordsOptions) => Words;
}

/** Runs `notify` for a caller that is no command line. Never throws. */
export async function runNotify(real: Context, { flags, mask, words, ...options }: NotifyCall): Promise<End> {
  const stdout = maskedOutput(real.stdout, mask);
  const context: Context = { ...real, stdout, stderr: maskedOutput(real.stderr, mask) };
  const { session, mistakes } = await openSession(context, "notify", flags, mask, words);
  return attempt(session, mistakes, () => notifyOfJob(session, options));
}
