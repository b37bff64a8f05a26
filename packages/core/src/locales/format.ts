import type { Locale } from "./catalog.ts";

const UNITS = {
  "zh-CN": { day: "天", hour: "小时", minute: "分", second: "秒", gap: "", millisecond: "毫秒" },
  en: { day: "d", hour: "h", minute: "m", second: "s", gap: " ", millisecond: "ms" },
  ru: { day: "д", hour: "ч", minute: "мин", second: "с", gap: " ", millisecond: "мс" },
} as const satisfies Record<Locale, Record<string, string>>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration as a person says it, its two largest units: `3分12秒`, `3m 12s`, `2小时5分`; below a second in milliseconds. */
export function formatDuration(durationMs: number, locale: Locale): string {
  const unit = UNITS[locale];
  const space = locale === "ru" ? " " : "";
  if (!Number.isFinite(durationMs) || durationMs < 0) return "";
  if (durationMs < SECOND_MS) return `${Math.round(durationMs)}${space}${unit.millisecond}`;
  const wholeMs = Math.floor(durationMs / SECOND_MS) * SECOND_MS;
  const parts = [
    [Math.floor(wholeMs / DAY_MS), unit.day],
    [Math.floor((wholeMs % DAY_MS) / HOUR_MS), unit.hour],
    [Math.floor((wholeMs % HOUR_MS) / MINUTE_MS), unit.minute],
    [Math.floor((wholeMs % MINUTE_MS) / SECOND_MS), unit.second],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count}${space}${name}`)
    .join(unit.gap);
}

/** An instant in a zone: `2026-11-24 18:05:09`; the text itself where it is no instant. Never throws on a valid zone. */
export function formatTime(time: string | number, timeZone: string): string {
  const instant = new Date(time);
  if (Number.isNaN(instant.getTime())) return String(time);
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts["year"]}-${parts["month"]}-${parts["day"]} ${parts["hour"]}:${parts["minute"]}:${parts["second"]}`;
}

/** True for the name of a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
