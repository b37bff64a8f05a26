import { readEvent } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { show } from "../report.ts";
import type { Session } from "../session.ts";
import { hasRobot, type Prepared, prepare, tell } from "../tell.ts";
import { Refusal } from "../words.ts";

/** Reads what happened, applies the rules, sends. Gives the exit code. */
export async function notify(session: Session): Promise<number> {
  const { settings, words } = session;
  const prepared = await prepare(session);
  const type = settings.text("source");
  if (type !== undefined) return notifyOfWebhook(session, prepared, type);
  const read = await readEvent(session, prepared.config.provider);
  if (!(await hasRobot(session, prepared, read.isPullRequest))) {
    if (!read.isPullRequest) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
    words.warn(words.texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK"));
    return exitCodes.ok;
  }
  const report = await tell(session, await prepared.notifier(), read);
  show(session, report);
  return report.exitCode;
}

/** Tells of what a webhook's body says, as a gateway would; of what a gateway would not tell, only that. */
async function notifyOfWebhook(session: Session, prepared: Prepared, type: string): Promise<number> {
  const { settings, words } = session;
  const { readWebhook } = await import("../webhook-input.ts");
  const webhook = await readWebhook(session, type);
  const why = "ignored" in webhook ? webhook.ignored : webhook.untold;
  if (why !== undefined) {
    words.note(words.texts.ignoredEvent(why));
    return settings.flag("fail-on-empty") ? exitCodes.empty : exitCodes.ok;
  }
  if (!(await hasRobot(session, prepared))) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
  const notifier = await prepared.notifier();
  let exitCode: number = exitCodes.ok;
  for (const event of webhook.events) {
    const report = await tell(session, notifier, { event, isPullRequest: false });
    show(session, report);
    if (exitCode === exitCodes.ok || (report.exitCode !== exitCodes.ok && report.exitCode < exitCode)) {
      exitCode = report.exitCode;
    }
  }
  return exitCode;
}
