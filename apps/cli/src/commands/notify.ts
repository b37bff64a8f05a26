import { type ReadEvent, readEvent } from "../event-input.ts";
import { exitCodes, tolerated } from "../exit-code.ts";
import { failOnOf } from "../fail-on.ts";
import { show } from "../report.ts";
import type { Session } from "../session.ts";
import { hasRobot, type Prepared, prepare, tell } from "../tell.ts";
import { printableJson } from "../terminal.ts";
import { Refusal } from "../words.ts";

/** Reads what happened, applies the rules, sends. Gives the exit code. */
export async function notify(session: Session): Promise<number> {
  const { settings, words } = session;
  const prepared = await prepare(session);
  const type = settings.text("source");
  if (type !== undefined) return notifyOfWebhook(session, prepared, type);
  const read = await readEvent(session, prepared.config.provider);
  const handed = settings.given("via") ? await notifyVia(session, prepared, read) : undefined;
  if (handed !== undefined) return handed;
  if (!(await hasRobot(session, prepared, read.isPullRequest))) {
    if (!read.isPullRequest) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
    words.warn(words.texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK"));
    return exitCodes.ok;
  }
  const report = await tell(session, await prepared.notifier(), read);
  show(session, report);
  return report.exitCode;
}

/** Hands the event to a gateway. `undefined` where it has it not for sure, and the message can be sent directly. */
async function notifyVia(session: Session, prepared: Prepared, read: ReadEvent): Promise<number | undefined> {
  const { context, settings, words } = session;
  const { handOver, viaUrl } = await import("../via.ts");
  if (read.isPullRequest && (context.env["DINGPIPE_VIA_TOKEN"] ?? "").trim() === "") {
    words.warn(words.texts.pullRequestWithoutSecret("DINGPIPE_VIA_TOKEN"));
    return exitCodes.ok;
  }
  const url = viaUrl(session);
  const handed = await handOver(session, read.event);
  if (handed.kind === "not_connected" && (await prepared.secrets.has("DINGTALK_WEBHOOK"))) {
    words.warn(words.texts.viaDirect());
    return undefined;
  }
  const failure =
    handed.kind === "taken"
      ? undefined
      : handed.kind === "failed"
        ? handed
        : { exitCode: exitCodes.unreachable, text: words.texts.viaUnreachable(handed.why) };
  const exitCode = failure === undefined ? exitCodes.ok : tolerated(failure.exitCode, failOnOf(session));
  if (failure !== undefined) words.error(failure.text);
  const isDuplicate = handed.kind === "taken" && handed.isDuplicate;
  if (settings.flag("json")) {
    const status = failure === undefined ? (isDuplicate ? "duplicate" : "accepted") : "failed";
    const report = { ok: failure === undefined, exitCode, via: { url, status }, event: { id: read.event.id } };
    context.stdout.write(`${printableJson(report)}\n`);
  } else if (failure === undefined) words.note(isDuplicate ? words.texts.viaDuplicate(url) : words.texts.viaTaken(url));
  return exitCode;
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
