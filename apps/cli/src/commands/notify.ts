import { readEvent } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { show } from "../report.ts";
import type { Session } from "../session.ts";
import { hasRobot, prepare, tell } from "../tell.ts";
import { Refusal } from "../words.ts";

/** Reads what happened, applies the rules, sends. Gives the exit code. */
export async function notify(session: Session): Promise<number> {
  const { words } = session;
  const prepared = await prepare(session);
  const read = await readEvent(session, prepared.config.provider.giteeHost);
  if (!(await hasRobot(session, prepared, read.isPullRequest))) {
    if (!read.isPullRequest) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
    words.warn(words.texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK"));
    return exitCodes.ok;
  }
  const report = await tell(session, await prepared.notifier(), read);
  show(session, report);
  return report.exitCode;
}
