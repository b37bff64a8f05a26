import {
  type Config,
  type ContentField,
  contentFields,
  createDefaultConfig,
  type Locale,
  type MentionConfig,
  nearest,
  type OnWord,
  onWords,
  parseMobile,
  type RuleConfig,
} from "@dingpipe/core";
import { exitCodes } from "./exit-code.ts";
import { messageLocale, parseLocale } from "./locale.ts";
import type { ListOption } from "./options.ts";
import { type Session, usage } from "./session.ts";
import { Refusal } from "./words.ts";

const RULE_OPTIONS = ["on", "title", "text", "content", "mention"] as const;

/**
 * The configuration as this run wants it: `--rule` keeps one rule, `--on`, `--title`, `--text`, `--content` and `--mention` make
 * one rule in place of the file's (or say that one rule anew), `--locale` and `DINGTALK_ENDPOINT` go before the file.
 */
export function withOverrides(config: Config, session: Session): Config {
  checkRobots(config, session);
  return { ...withSurroundings(config, session), rules: rulesOf(config, session) };
}

/** The configuration as it is where it runs: `--locale` and `DINGTALK_ENDPOINT` go before the file. */
export function withSurroundings(config: Config, { settings, context }: Session): Config {
  const locale: Locale = messageLocale(parseLocale(settings.text("locale")), config.locale);
  const endpoint = context.env["DINGTALK_ENDPOINT"];
  const robots = Object.fromEntries(
    Object.entries(config.robots).map(([name, robot]) => [
      name,
      {
        ...robot,
        ...(endpoint ? { endpoint } : {}),
        insecureEndpoint: robot.insecureEndpoint || settings.flag("insecure-endpoint"),
      },
    ]),
  );
  return { ...config, locale, robots };
}

/** Whom `--mention` names: `author`, `actor`, `all`, mobiles, `user:ID`. */
export function parseMentions(list: readonly string[], session: Session): MentionConfig {
  let mention: MentionConfig = { author: false, actor: false, mobiles: [], userIds: [], all: false };
  for (const word of list) {
    const userId = /^user:(.+)$/.exec(word)?.[1];
    const mobile = parseMobile(word);
    if (word === "author" || word === "actor" || word === "all") mention = { ...mention, [word]: true };
    else if (userId !== undefined) mention = { ...mention, userIds: [...mention.userIds, userId] };
    else if (mobile !== undefined) mention = { ...mention, mobiles: [...mention.mobiles, mobile] };
    else throw usage("not_a_mention", session.words.texts.notAMention(session.settings.placeOf("mention"), word));
  }
  return mention;
}

function rulesOf(config: Config, session: Session): readonly RuleConfig[] {
  const { settings } = session;
  const named = settings.text("rule");
  const kept = named === undefined ? config.rules : [ruleNamed(named, config, session)];
  if (!RULE_OPTIONS.some((name) => settings.given(name))) return kept;
  const isFile = session.discovery.kind === "found";
  const [base] = named !== undefined || !isFile ? kept : [];
  return [{ ...(base ?? ruleInPlaceOfTheFile(config, session)), ...given(session) }];
}

function ruleInPlaceOfTheFile(config: Config, session: Session): RuleConfig {
  const [standard] = createDefaultConfig({ signed: false, keywords: [] }).rules;
  if (standard === undefined) throw new RangeError("the default configuration has no rule");
  const { on: _every, ...rule } = standard;
  return { ...rule, robots: robotsOfOneRule(config, session) };
}

function given(session: Session): Partial<RuleConfig> {
  const { settings } = session;
  const [title, text] = [settings.text("title"), settings.text("text")];
  const on = parseOn(settings.list("on"), session);
  const content = parseWords<ContentField>("content", settings.list("content"), contentFields, session);
  return {
    ...(settings.given("on") ? { on } : {}),
    ...(settings.given("content") ? { content } : {}),
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { text }),
    ...(settings.given("mention") ? { mention: parseMentions(settings.list("mention"), session) } : {}),
  };
}

/** Words of `--on`, each a known one. An `--on` without a word, as an empty variable makes it, would tell nobody of anything. */
export function parseOn(given: readonly string[], session: Session): readonly OnWord[] {
  return parseWords("on", given.length === 0 && session.settings.given("on") ? [""] : given, onWords, session);
}

function parseWords<Word extends string>(
  name: ListOption,
  given: readonly string[],
  known: readonly Word[],
  { settings, words }: Session,
): readonly Word[] {
  return given.map((word) => {
    const found = known.find((candidate) => candidate === word);
    if (found !== undefined) return found;
    throw usage(
      "not_a_choice",
      words.texts.notAChoice(settings.placeOf(name), word || '""', known.join(" "), nearest(word, known) ?? ""),
    );
  });
}

function ruleNamed(name: string, config: Config, { words }: Session): RuleConfig {
  const rule = config.rules.find((candidate) => candidate.name === name);
  if (rule !== undefined) return rule;
  const known = config.rules.map((candidate) => candidate.name);
  throw new Refusal(
    exitCodes.config,
    "unknown_rule",
    words.texts.unknownRule(name, known.join(words.texts.listGap), nearest(name, known) ?? ""),
  );
}

function robotsOfOneRule(config: Config, { settings, words }: Session): readonly string[] {
  const chosen = settings.list("robot");
  const known = Object.keys(config.robots);
  if (chosen.length > 0) return chosen;
  if (known.length === 1) return known;
  throw new Refusal(exitCodes.config, "robot_needed", words.texts.robotNeeded(known.join(words.texts.listGap)));
}

function checkRobots(config: Config, { settings, words }: Session): void {
  const known = Object.keys(config.robots);
  for (const name of settings.list("robot")) {
    if (known.includes(name)) continue;
    throw new Refusal(
      exitCodes.config,
      "unknown_robot",
      words.texts.unknownRobot(name, known.join(words.texts.listGap), nearest(name, known) ?? ""),
    );
  }
}
