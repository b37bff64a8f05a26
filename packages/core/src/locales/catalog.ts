/** A language of messages. The program's own words and the cures exist in zh-CN and en; ru shows en's. */
export type Locale = "zh-CN" | "en" | "ru";

export const locales = ["zh-CN", "en", "ru"] as const satisfies readonly Locale[];
