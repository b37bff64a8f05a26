import { nearest } from "@dingpipe/core";
import { type Discovery, discoverConfig } from "./config-discovery.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { localeOfText, parseLocale, wordsLocale } from "./locale.ts";
import type { Mask } from "./mask.ts";
import { type CommandName, rowOf } from "./options.ts";
import { createSettings, type FlagValues, type SettingMistake, type Settings } from "./settings.ts";
import type { Texts } from "./texts/catalog.ts";
import { createWords, Refusal, type Words, type WordsOptions } from "./words.ts";

/** What one run of a command works with. */
export interface Session {
  readonly context: Context;
  readonly command: CommandName;
  readonly settings: Settings;
  readonly words: Words;
  readonly discovery: Discovery;
  readonly mask: Mask;
  /** What is known of the network beside a request's own failure. */
  readonly network: {
    /** Why the last request did not get through its proxy, with the cure. */
    proxyProblem: string | undefined;
  };
}

/**
 * Opens a session: the file is found first, since it may name the language of all that is said. Mistakes in the settings are
 * told by `checkSettings`, in that language.
 */
export async function openSession(
  context: Context,
  command: CommandName,
  flags: FlagValues,
  mask: Mask,
  wordsOf: (context: Context, options: WordsOptions) => Words = createWords,
): Promise<{
  readonly session: Session;
  readonly mistakes: readonly SettingMistake[];
}> {
  const { settings, mistakes } = createSettings(command, flags, context.env);
  const path = settings.text("config");
  const discovery: Discovery =
    command === "mock" || command === "init" || command === "config schema"
      ? { kind: "none" }
      : await discoverConfig(context, path === undefined ? undefined : { path, by: settings.placeOf("config") });
  const words = wordsOf(context, {
    locale: wordsLocale(
      parseLocale(settings.text("locale")),
      discovery.kind === "found" ? localeOfText(discovery.text) : undefined,
      context.env,
    ),
    quiet: settings.flag("quiet"),
    verbose: settings.flag("verbose"),
    mask,
  });
  const network = { proxyProblem: undefined };
  return { session: { context, command, settings, words, discovery, mask, network }, mistakes };
}

/** Refuses the first mistake in what was asked for. */
export function checkSettings({ settings, words }: Session, mistakes: readonly SettingMistake[]): void {
  const [mistake] = mistakes;
  if (mistake !== undefined) throw usage(mistake.problem, mistakeText(mistake, words.texts));
  const locale = settings.text("locale");
  if (locale !== undefined && parseLocale(locale) === undefined) {
    const choices = ["zh-CN", "en", "ru"];
    const similar = nearest(locale, choices) ?? "";
    throw usage("not_a_choice", words.texts.notAChoice(settings.placeOf("locale"), locale, choices.join(" "), similar));
  }
}

/** A mistake in how the command was called. */
export function usage(code: string, words: string): Refusal {
  return new Refusal(exitCodes.usage, code, words);
}

function mistakeText(mistake: SettingMistake, texts: Texts): string {
  const { name, place, value, problem } = mistake;
  if (problem === "not_a_pair") return texts.notAPair(place, name === "button");
  if (problem === "not_a_flag") return texts.notAFlag(place, value);
  const choices = rowOf(name).choices ?? [];
  return texts.notAChoice(place, value, choices.join(" "), nearest(value, choices) ?? "");
}
