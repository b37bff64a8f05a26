import { exitCodes, tolerated } from "./exit-code.ts";
import { failOnOf } from "./fail-on.ts";
import { describeBug, describeFailure, failureCode, isExpected } from "./failure.ts";
import { checkSettings, type Session } from "./session.ts";
import type { SettingMistake } from "./settings.ts";

/** How a command ended, after `--fail-on`. */
export interface End {
  readonly exitCode: number;
  /** What was wrong and its cure, where the command could not do its work; the code is for machines. */
  readonly refusal?: { readonly code: string; readonly text: string };
}

/** Runs a command's action, unless the settings have a mistake. Never throws. */
export async function attempt(
  session: Session,
  mistakes: readonly SettingMistake[],
  action: () => Promise<number>,
): Promise<End> {
  try {
    checkSettings(session, mistakes);
    return { exitCode: await action() };
  } catch (error) {
    session.words.progress.clear();
    if (!isExpected(error)) {
      return { exitCode: exitCodes.bug, refusal: { code: "bug", text: describeBug(error, session.words) } };
    }
    const exitCode = tolerated(failureCode(error), failOnOf(session));
    return { exitCode, refusal: { code: error.code, text: describeFailure(error, session) } };
  }
}
