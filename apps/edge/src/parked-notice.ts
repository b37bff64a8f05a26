import type { Locale, TextMessage } from "@dingpipe/core";
import type { Entry } from "@dingpipe/outbox";

const HOUR_MS = 3_600_000;

const texts: Readonly<Record<Locale, (robot: string, count: number) => string>> = {
  "zh-CN": (robot, count) =>
    `dingpipe：发往 ${robot} 的 ${count} 条通知未能送达，已搁置。查看：GET /v1/deliveries?robot=${robot}&status=parked`,
  en: (robot, count) =>
    `dingpipe: ${count} messages for ${robot} could not be delivered and are parked: GET /v1/deliveries?robot=${robot}&status=parked`,
  ru: (robot, count) =>
    `dingpipe: сообщений для ${robot} не доставлено и отложено: ${count}. GET /v1/deliveries?robot=${robot}&status=parked`,
};

/** Tells that something was parked; the key makes it one an hour for each robot. */
export function parkedNotice(options: {
  readonly robot: string;
  readonly count: number;
  readonly locale: Locale;
  readonly now: number;
}): Entry & { readonly message: TextMessage } {
  const { robot, count, locale, now } = options;
  const content = texts[locale](robot, count);
  return {
    key: `parked ${robot}/${Math.floor(now / HOUR_MS)}`,
    lane: "parked",
    urgent: false,
    message: { msgtype: "text", text: { content } },
    origin: { title: content.slice(0, 80), receivedAt: now },
  };
}
