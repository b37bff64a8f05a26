import { DingpipeError, describeError, type KnownError } from "@dingpipe/core";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { Refusal, type Words } from "./words.ts";

/** Something that the user can put right; anything else is a bug of ours. */
export type Failure = Refusal | KnownError;

// Wrong in what was handed over with the call, not in the configuration.
const USAGE_CODES: readonly KnownError["code"][] = ["event_invalid", "message_invalid", "mention_not_supported"];

/** Whether it is a failure that has a cure. */
export function isExpected(error: unknown): error is Failure {
  return error instanceof Refusal || error instanceof DingpipeError;
}

/** The failure in the reader's language: what is wrong and what to do. */
export function describeFailure(failure: Failure, { words, discovery, context }: Session): string {
  if (failure instanceof Refusal) return failure.message;
  const isEndpoint = failure.code === "robot_url_invalid" && failure.details.reason === "endpoint_invalid";
  // It goes before the file's own endpoint, so it is the one that is wrong.
  if (isEndpoint && context.env["DINGTALK_ENDPOINT"]) return words.texts.endpointInvalid();
  const file = failure.code === "config_invalid" && discovery.kind === "found" ? discovery.path : undefined;
  return describeError(failure, words.locale, file);
}

/** What the process ends with, before `--fail-on`. */
export function failureCode(failure: Failure): ExitCode {
  if (failure instanceof Refusal) return failure.exitCode;
  if (USAGE_CODES.includes(failure.code)) return exitCodes.usage;
  return failure.code === "message_oversized" ? exitCodes.message : exitCodes.config;
}

/** A bug of ours, by its kind and place: its message may hold what nobody must read. */
export function describeBug(error: unknown, words: Words): string {
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? /^ {4}at (.+)$/m.exec(error.stack ?? "")?.[1] : undefined;
  return words.texts.bug([name, place].filter(Boolean).join(" "));
}
