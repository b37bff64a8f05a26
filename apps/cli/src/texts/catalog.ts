import type { WordsLocale } from "../locale.ts";
import { en } from "./en.ts";
import { zhCN } from "./zh-CN.ts";

/** Every word of the program. A language that misses one does not compile. */
export type Texts = typeof zhCN;

/** The words of a language. */
export function textsOf(locale: WordsLocale): Texts {
  return locale === "zh-CN" ? zhCN : en;
}
