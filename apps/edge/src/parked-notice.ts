import type { Locale, TextMessage } from "@dingpipe/core";
import type { Entry } from "@dingpipe/outbox";

const HOUR_MS = 3_600_000;

interface Texts {
  failed(robot: string, count: number): string;
  /** The path answers once the robot is in the configuration again. */
  removed(robot: string, count: number): string;
}

const texts: Readonly<Record<Locale, Texts>> = {
  "zh-CN": {
    failed: (robot, count) => `dingpipe：发往 ${robot} 的 ${count} 条通知未能送达，已搁置。查看：${pathOf(robot)}`,
    removed: (robot, count) =>
      `dingpipe：配置里已没有机器人 ${robot}，发往它的 ${count} 条通知已搁置。写回配置后可查看：${pathOf(robot)}`,
  },
  en: {
    failed: (robot, count) =>
      `dingpipe: ${count} messages for ${robot} could not be delivered and are parked: ${pathOf(robot)}`,
    removed: (robot, count) =>
      `dingpipe: the configuration has no robot ${robot} any more, ${count} messages for it are parked. Once it is back: ${pathOf(robot)}`,
  },
  ru: {
    failed: (robot, count) => `dingpipe: сообщений для ${robot} не доставлено и отложено: ${count}. ${pathOf(robot)}`,
    removed: (robot, count) =>
      `dingpipe: робота ${robot} больше нет в конфигурации, сообщений для него отложено: ${count}. Когда он вернётся: ${pathOf(robot)}`,
  },
};

function pathOf(robot: string): string {
  return `GET /v1/deliveries?robot=${encodeURIComponent(robot)}&status=parked`;
}

/** Tells that something was parked; the key makes it one an hour for each robot. */
export function parkedNotice(options: {
  readonly robot: string;
  readonly isRemoved: boolean;
  readonly count: number;
  readonly locale: Locale;
  readonly now: number;
}): Entry & { readonly message: TextMessage } {
  const { robot, isRemoved, count, locale, now } = options;
  const content = texts[locale][isRemoved ? "removed" : "failed"](robot, count);
  return {
    key: `parked ${robot}/${Math.floor(now / HOUR_MS)}`,
    lane: "parked",
    urgent: false,
    message: { msgtype: "text", text: { content } },
    origin: { title: content.slice(0, 80), receivedAt: now },
  };
}
