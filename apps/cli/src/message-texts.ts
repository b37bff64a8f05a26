import type { Locale } from "@dingpipe/core";

/** What `send` itself writes into a message. */
interface MessageTexts {
  /** The mark of one part of a message that was too long for one. */
  part(index: number, count: number): string;
  readonly readMore: string;
  /** The button of an actionCard that has an address alone. */
  readonly view: string;
}

export const messageTexts: Readonly<Record<Locale, MessageTexts>> = {
  "zh-CN": { part: (index, count) => `（${index}/${count}）`, readMore: "查看全文", view: "查看详情" },
  en: { part: (index, count) => `(${index}/${count})`, readMore: "Read more", view: "View details" },
  ru: { part: (index, count) => `(${index}/${count})`, readMore: "Читать дальше", view: "Подробнее" },
};
