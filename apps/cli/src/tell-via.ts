import type { Output } from "./context.ts";
import type { ReadEvent } from "./event-input.ts";
import { type ExitCode, exitCodes, tolerated } from "./exit-code.ts";
import { failOnOf } from "./fail-on.ts";
import type { Session } from "./session.ts";
import type { Prepared } from "./tell.ts";
import { printableJson } from "./terminal.ts";
import { canSendDirectly, handOver, VIA_TOKEN, viaToken, viaUrl } from "./via.ts";
import { Refusal } from "./words.ts";

/** What became of the event: whether the gateway has it. */
export type ViaStatus = "accepted" | "duplicate" | "failed" | "not_sent";

export interface TellViaOptions {
  /** Where `--json` reports. */
  readonly output: Output;
  /** Two events of one run are two, though they say the same. */
  readonly isNew?: boolean;
  /** Called with what became of it. */
  readonly onEnd?: (status: ViaStatus) => void;
}

/**
 * Hands the event to the gateway of `--via` and reports. Gives the exit code; `undefined` where no connection was made and the message
 * can be sent directly.
 */
export async function tellVia(
  session: Session,
  prepared: Prepared,
  { event, isPullRequest }: ReadEvent,
  { output, isNew, onEnd }: TellViaOptions,
): Promise<ExitCode | undefined> {
  const { settings, words } = session;
  const { texts } = words;
  const url = viaUrl(session);
  const report = (status: ViaStatus, code: ExitCode): ExitCode => {
    const exitCode = tolerated(code, failOnOf(session));
    onEnd?.(status);
    const isDryRun = settings.flag("dry-run");
    const json = { ok: status !== "failed", exitCode, dryRun: isDryRun, via: { url, status }, event: { id: event.id } };
    if (settings.flag("json")) output.write(`${printableJson(json)}\n`);
    return exitCode;
  };

  const token = await viaToken(session, prepared.secrets);
  if (settings.flag("dry-run")) {
    if (token === undefined) words.warn(texts.viaTokenMissing());
    words.note(texts.viaWould(url));
    return report("not_sent", exitCodes.ok);
  }
  if (token === undefined) {
    if (!isPullRequest) throw new Refusal(exitCodes.config, "via_token_missing", texts.viaTokenMissing());
    words.notice(texts.pullRequestWithoutSecret(VIA_TOKEN));
    return report("not_sent", exitCodes.ok);
  }
  const handed = await handOver(session, { url, token }, event, isNew);
  switch (handed.kind) {
    case "taken":
      words.note(handed.isDuplicate ? texts.viaDuplicate(url) : texts.viaTaken(url));
      return report(handed.isDuplicate ? "duplicate" : "accepted", exitCodes.ok);
    case "failed":
      words.error(handed.text);
      return report("failed", handed.exitCode);
    case "not_connected":
      if (await canSendDirectly(prepared)) {
        words.warn(texts.viaDirect());
        return undefined;
      }
      words.error(texts.viaUnreachable(handed.why));
      return report("failed", exitCodes.unreachable);
    default:
      return handed satisfies never;
  }
}
