import type { Notifier } from "@dingpipe/core";
import { type ReadEvent, type ReadEventOptions, readEvent } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { type Report, show } from "../report.ts";
import type { Session } from "../session.ts";
import { hasRobot, type Prepared, prepare, type TellOptions, tell } from "../tell.ts";
import type { ViaStatus } from "../tell-via.ts";
import { Refusal } from "../words.ts";

/** What a caller that is no command line adds, and wants to know. */
export interface NotifyOptions extends Pick<ReadEventOptions, "refine">, Pick<TellOptions, "past"> {
  readonly onReport?: (report: Report) => void;
  /** Called with what a gateway made of the event. */
  readonly onVia?: (status: ViaStatus) => void;
}

/** Reads what happened, applies the rules, sends. Gives the exit code. */
export async function notify(session: Session): Promise<number> {
  const type = session.settings.text("source");
  if (type === undefined) return notifyOfJob(session);
  return notifyOfWebhook(session, createNotify(session, await prepare(session)), type);
}

/** The same of the job that this process is a part of. */
export async function notifyOfJob(session: Session, options: NotifyOptions = {}): Promise<number> {
  const prepared = await prepare(session);
  const tellOf = createNotify(session, prepared, options);
  return tellOf(await readEvent(session, prepared.config.provider, options));
}

/** Tells of one event after the other, by the gateway of `--via` or directly. */
function createNotify(
  session: Session,
  prepared: Prepared,
  options: NotifyOptions = {},
): (read: ReadEvent) => Promise<number> {
  const { context, settings, words } = session;
  // One for all: it keeps its robots below 20 messages a minute.
  let notifier: Promise<Notifier> | undefined;
  return async (read) => {
    if (settings.given("via")) {
      const { tellVia } = await import("../tell-via.ts");
      const exitCode = await tellVia(session, prepared, read, {
        output: context.stdout,
        ...(options.onVia && { onEnd: options.onVia }),
      });
      if (exitCode !== undefined) return exitCode;
    }
    if (!(await hasRobot(session, prepared, read.isPullRequest))) {
      if (!read.isPullRequest) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
      words.notice(words.texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK"));
      return exitCodes.ok;
    }
    notifier ??= prepared.notifier();
    const report = await tell(session, await notifier, read, options.past && { past: options.past });
    show(session, report);
    options.onReport?.(report);
    return report.exitCode;
  };
}

/** Tells of what a webhook's body says, as a gateway would; of what a gateway would not tell, only that. */
async function notifyOfWebhook(
  session: Session,
  notifyOf: (read: ReadEvent) => Promise<number>,
  type: string,
): Promise<number> {
  const { settings, words } = session;
  const { readWebhook } = await import("../webhook-input.ts");
  const webhook = await readWebhook(session, type);
  const why = "ignored" in webhook ? webhook.ignored : webhook.untold;
  if (why !== undefined) {
    words.note(words.texts.ignoredEvent(why));
    return settings.flag("fail-on-empty") ? exitCodes.empty : exitCodes.ok;
  }
  let lowest: number = exitCodes.ok;
  for (const event of webhook.events) {
    const exitCode = await notifyOf({ event, isPullRequest: false });
    // A signal ended it, and is meant for all.
    if (exitCode > 128) return exitCode;
    if (lowest === exitCodes.ok || (exitCode !== exitCodes.ok && exitCode < lowest)) lowest = exitCode;
  }
  return lowest;
}
