import { type Config, defaultContent, isInGroup, type RuleConfig } from "@dingpipe/core";
import { readCi } from "@dingpipe/sources";
import { type ChildResult, runChild } from "../child.ts";
import { parseDuration } from "../duration.ts";
import { readEvent } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { describeBug, describeFailure, isExpected } from "../failure.ts";
import { createMask } from "../mask.ts";
import { show } from "../report.ts";
import { type Session, usage } from "../session.ts";
import { hasRobot, type Prepared, prepare, tell } from "../tell.ts";
import { Refusal } from "../words.ts";

const TAIL_VARIABLE = "DINGPIPE_TAIL_";

/**
 * Runs a command and tells how it ended. A mistake in the configuration, or a message that does not arrive, is a warning: the
 * exit code is the command's own.
 */
export async function exec(session: Session, command: readonly string[]): Promise<number> {
  const { context, words } = session;
  const limits = limitsOf(session);
  const prepared = await attempt(session, () => prepareToTell(session));
  if (prepared === undefined) words.warn(words.texts.runsAllTheSame());
  const ending = await runChild(context, { command, ...limits });
  tellProblem(session, command, ending);
  if (prepared !== undefined) await attempt(session, () => tellEnding(session, prepared, ending));
  return ending.exitCode;
}

/** Finds what is wrong with the configuration while there is still time to look at it: before the command runs. */
async function prepareToTell(session: Session): Promise<Prepared> {
  const { texts } = session.words;
  const prepared = await prepare(session);
  await prepared.notifier();
  if (await hasRobot(session, prepared)) return prepared;
  const { isPullRequest } = readCi(session.context.env, { now: session.context.now() }) ?? { isPullRequest: false };
  const text = isPullRequest ? texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK") : texts.noWebhook();
  throw new Refusal(exitCodes.config, "no_webhook", text);
}

async function tellEnding(session: Session, prepared: Prepared, ending: ChildResult): Promise<void> {
  const { context } = session;
  const read = await readEvent(session, prepared.config.provider.giteeHost, ending);
  const mask = createMask(context.env, prepared.secrets.handed);
  const lines = isInGroup(ending.state, "failed") ? ending.tail.map(mask) : [];
  const notifier = await prepared.notifier((config) => withTail(config, lines.length));
  const variables = {
    ...context.env,
    ...Object.fromEntries(lines.map((line, index) => [`${TAIL_VARIABLE}${index}`, line])),
  };
  const report = await tell(session, notifier, read, { variables, isNew: true });
  // Standard output is the command's own.
  show(session, report, context.stderr);
}

/** Every rule says the last lines too, as a quotation. They go in as variables, so that nothing in them is looked at again. */
function withTail(config: Config, count: number): Config {
  if (count === 0) return config;
  const line = (rule: RuleConfig, index: number) =>
    `${rule.type === "text" ? "" : "> "}\${${TAIL_VARIABLE}${index}:- }`;
  const rules = config.rules.map((rule): RuleConfig => {
    const tail = Array.from({ length: count }, (_, index) => line(rule, index)).join(
      rule.type === "text" ? "\n" : "  \n",
    );
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
  if (ending.problem === "not_executable") words.error(words.texts.commandNotExecutable(program));
  if (ending.hasTimedOut) words.error(words.texts.timedOut(settings.text("timeout") ?? ""));
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
  if (tail !== undefined && !/^\d{1,3}$/.test(tail)) {
    throw usage("not_a_number", words.texts.notANumber(settings.placeOf("tail"), tail, "20"));
  }
  if (timeout !== undefined && (timeoutMs === undefined || timeoutMs === 0)) {
    throw usage("not_a_duration", words.texts.notADuration(settings.placeOf("timeout"), timeout));
  }
  return {
    ...(tail === undefined || Number(tail) === 0 ? {} : { tailLines: Number(tail) }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
