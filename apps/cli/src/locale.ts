import type { Locale } from "@dingpipe/core";
import type { Context } from "./context.ts";

/** A language of the program's own words. */
export type WordsLocale = "zh-CN" | "en";

const DEFAULT_LOCALE = "zh-CN";

/** A word for a locale, as people write it: `zh`, `zh_CN.UTF-8`, `EN`; undefined where it names none of ours. */
export function parseLocale(word: string | undefined): Locale | undefined {
  const language = /^(zh|en|ru)(?:$|[-_.@])/i.exec(word?.trim() ?? "")?.[1]?.toLowerCase();
  if (language === undefined) return undefined;
  return language === "zh" ? "zh-CN" : language === "ru" ? "ru" : "en";
}

/** The `locale` of a configuration file, read without parsing it: it must be known for words about a file that can't be parsed. */
export function localeOfText(text: string): Locale | undefined {
  return parseLocale(/^[{\s]*["']?locale["']?\s*:\s*["']?([A-Za-z-]+)/m.exec(text)?.[1]);
}

/** The language of messages: what was asked for, else the file's, else zh-CN. */
export function messageLocale(asked: Locale | undefined, file: Locale | undefined): Locale {
  return asked ?? file ?? DEFAULT_LOCALE;
}

/** The language of the program's own words: as for messages, with the environment's language before the default. Russian is told in English. */
export function wordsLocale(asked: Locale | undefined, file: Locale | undefined, env: Context["env"]): WordsLocale {
  const locale = asked ?? file ?? parseLocale(env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"]) ?? DEFAULT_LOCALE;
  return locale === "zh-CN" ? "zh-CN" : "en";
}
