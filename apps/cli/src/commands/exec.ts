import {
  type Config,
  defaultContent,
  escapeMarkdown,
  escapeText,
  isInGroup,
  type Notifier,
  type RuleConfig,
  resolveReference,
} from "@dingpipe/core";
import { type ChildResult, runChild } from "../child.ts";
import { parseDuration } from "../duration.ts";
import { readEvent, readJob } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { describeBug, describeFailure, isExpected } from "../failure.ts";
import { createOutputMask } from "../mask.ts";
import { show } from "../report.ts";
import { type Session, usage } from "../session.ts";
import { hasRobot, type Prepared, prepare, tell } from "../tell.ts";
import { Refusal } from "../words.ts";

// The last lines, escaped for a text message and for Markdown. A variable's value is never looked at again.
const TAIL_VARIABLES = { text: "DINGPIPE_TAIL_TEXT", markdown: "DINGPIPE_TAIL_MARKDOWN" } as const;
const MAX_TAIL_LINES = 200;
// Of the 20,000 bytes of a message: what a rule says goes before the lines.
const MAX_TAIL_BYTES = 10_000;

/** All that is needed to tell, made and checked before the command runs. */
interface Teller {
  readonly prepared: Prepared;
  readonly plain: Notifier;
  /** Says the last lines too; the same as `plain` where they were not asked for. */
  readonly withTail: Notifier;
  readonly mask: (line: string) => string;
}

/**
 * Runs a command and tells how it ended. A mistake in the configuration, or a message that does not arrive, is a warning: the
 * exit code is the command's own.
 */
export async function exec(session: Session, command: readonly string[]): Promise<number> {
  const { context, words } = session;
  // As a variable without a value makes it.
  if (command[0]?.trim() === "") throw usage("no_command", words.texts.noCommand());
  const limits = limitsOf(session);
  // An address that can't be right is a mistake like that of any other option: the command is not run.
  if (session.settings.given("via")) (await import("../via.ts")).viaUrl(session);
  const teller = await attempt(session, () => prepareToTell(session, limits.tailLines !== undefined));
  if (teller === undefined) words.warn(words.texts.runsAllTheSame());
  const ending = await runChild(context, { command, ...limits, ...(teller && { mask: teller.mask }) });
  tellProblem(session, command, ending);
  if (teller !== undefined) await attempt(session, () => tellEnding(session, teller, ending));
  return ending.exitCode;
}

/** Finds what is wrong with the configuration while there is still time to look at it: before the command runs. */
async function prepareToTell(session: Session, hasTail: boolean): Promise<Teller> {
  const { texts } = session.words;
  const prepared = await prepare(session);
  const plain = await prepared.notifier();
  const missing = await missingSecret(session, prepared);
  if (missing === undefined) {
    // A rule's own text may leave no room for the lines' template: then it is told without them.
    const withTail = hasTail ? await attempt(session, () => prepared.notifier(addTail)) : undefined;
    await readSecrets(prepared);
    const mask = createOutputMask(session.context.env, session.mask.values());
    return { prepared, plain, withTail: withTail ?? plain, mask };
  }
  const { isPullRequest } = (await readJob(session, prepared.config.provider)) ?? { isPullRequest: false };
  const text = isPullRequest ? texts.pullRequestWithoutSecret(missing.name) : missing.text;
  throw new Refusal(exitCodes.config, missing.code, text);
}

/** What telling can't do without, where it has no value: the gateway's token, or the only robot's webhook. */
async function missingSecret(
  session: Session,
  prepared: Prepared,
): Promise<{ readonly name: string; readonly code: string; readonly text: string } | undefined> {
  const { settings, words } = session;
  if (!settings.given("via")) {
    if (await hasRobot(session, prepared)) return undefined;
    return { name: "DINGTALK_WEBHOOK", code: "no_webhook", text: words.texts.noWebhook() };
  }
  const { VIA_TOKEN, viaToken } = await import("../via.ts");
  if ((await viaToken(session, prepared.secrets)) !== undefined || settings.flag("dry-run")) return undefined;
  return { name: VIA_TOKEN, code: "via_token_missing", text: words.texts.viaTokenMissing() };
}

/** Reads whatever secret the configuration names, so that the mask knows it by its value, whatever its variable is called. */
async function readSecrets({ config, secrets }: Prepared): Promise<void> {
  const values = [
    ...Object.values(config.robots).flatMap(({ webhook, secret }) => [webhook, secret ?? []]),
    ...Object.values(config.sources).flatMap(({ secret, token, password, bearer }) =>
      [secret, token, password, bearer].map((list) => list ?? []),
    ),
    ...config.access.map(({ token }) => token),
  ].flat();
  // One that has no value is a matter of sending, where it is told.
  for (const value of values) await resolveReference(value, secrets.resolve, "").catch(() => undefined);
}

async function tellEnding(session: Session, teller: Teller, ending: ChildResult): Promise<void> {
  const { context } = session;
  const read = await readEvent(session, teller.prepared.config.provider, { end: ending });
  if (session.settings.given("via")) {
    // The lines of the output are not the gateway's to know.
    const { tellVia } = await import("../tell-via.ts");
    const code = await tellVia(session, teller.prepared, read, { output: context.stderr, isNew: true });
    if (code !== undefined) return;
  }
  const lines = isInGroup(ending.state, "failed") ? ending.tail : [];
  const variables = {
    ...context.env,
    [TAIL_VARIABLES.text]: quoted(lines, escapeText, "\n"),
    [TAIL_VARIABLES.markdown]: quoted(lines, (line) => `> ${escapeMarkdown(line)}`, "  \n"),
  };
  const notifier = lines.length === 0 ? teller.plain : teller.withTail;
  const report = await tell(session, notifier, read, { variables, isNew: true });
  // Standard output is the command's own.
  show(session, report, context.stderr);
}

/** As many of the last lines as have room, the earlier ones left out; of one that alone is too long, its beginning. */
function quoted(lines: readonly string[], escaped: (line: string) => string, gap: string): string {
  const chosen: string[] = [];
  let room = MAX_TAIL_BYTES;
  for (const line of lines.toReversed()) {
    const text = chosen.length === 0 ? shortened(line, escaped) : escaped(line);
    room -= bytesOf(text) + gap.length;
    if (room < 0) return [escaped("…"), ...chosen.toReversed()].join(gap);
    chosen.push(text);
  }
  return chosen.toReversed().join(gap);
}

function shortened(line: string, escaped: (line: string) => string): string {
  let rest = line;
  while (bytesOf(escaped(rest)) > MAX_TAIL_BYTES / 2) rest = [...rest].slice(0, [...rest].length / 2).join("");
  return escaped(rest.length === line.length ? rest : `${rest}…`);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}

/** Every rule says the last lines too, as a quotation. */
function addTail(config: Config): Config {
  const rules = config.rules.map((rule): RuleConfig => {
    const tail = `{{ env.${TAIL_VARIABLES[rule.type === "text" ? "text" : "markdown"]} | raw }}`;
    const isDefault = rule.content === undefined && rule.text === undefined;
    return {
      ...rule,
      ...(isDefault ? { content: defaultContent.pipeline } : {}),
      text: rule.text === undefined ? tail : `${rule.text}\n\n${tail}`,
    };
  });
  return { ...config, rules };
}

function tellProblem({ settings, words }: Session, command: readonly string[], ending: ChildResult): void {
  const [program = ""] = command;
  if (ending.problem === "not_found") words.error(words.texts.commandNotFound(program));
  if (ending.problem === "no_interpreter") words.error(words.texts.commandWithoutInterpreter(program));
  if (ending.problem === "not_executable") words.error(words.texts.commandNotExecutable(program));
  if (ending.hasTimedOut) {
    const limit = settings.text("timeout")?.trim() ?? "";
    words.error(words.texts.timedOut(/^[\d.]+$/.test(limit) ? words.texts.seconds(limit) : limit));
  }
}

/** What the work gives, or nothing where it can't be done: not even a bug of ours changes what the command's code says. */
async function attempt<Result>(session: Session, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    session.words.warn(isExpected(error) ? describeFailure(error, session) : describeBug(error, session.words));
    return undefined;
  }
}

function limitsOf({ settings, words }: Session): { readonly tailLines?: number; readonly timeoutMs?: number } {
  const [tail, timeout] = [settings.text("tail"), settings.text("timeout")];
  const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
  if (tail !== undefined && !/^\d{1,9}$/.test(tail)) {
    throw usage("not_a_number", words.texts.notANumber(settings.placeOf("tail"), tail, "20"));
  }
  if (Number(tail ?? 0) > MAX_TAIL_LINES) {
    throw usage("too_many_lines", words.texts.tooManyLines(settings.placeOf("tail"), String(MAX_TAIL_LINES)));
  }
  if (timeout !== undefined && (timeoutMs === undefined || timeoutMs === 0)) {
    throw usage("not_a_duration", words.texts.notADuration(settings.placeOf("timeout"), timeout));
  }
  return {
    ...(tail === undefined || Number(tail) === 0 ? {} : { tailLines: Number(tail) }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
