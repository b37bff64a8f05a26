import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Drone", en: "Drone" },
  setup: {
    "zh-CN":
      "在 Drone 服务端（企业版）设置环境变量：DRONE_WEBHOOK_ENDPOINT 填网关地址，DRONE_WEBHOOK_SECRET 填与 `secret` 相同的密钥，DRONE_WEBHOOK_EVENTS 填 build:*，然后重启。开源版没有全局 webhook，请在流水线中加一步 `dingpipe notify`。服务器时间误差不能超过 5 分钟。",
    en: "On the Drone server (Enterprise): DRONE_WEBHOOK_ENDPOINT is the gateway's address, DRONE_WEBHOOK_SECRET the door's secret, DRONE_WEBHOOK_EVENTS `build:*`; then restart it. The open-source edition has no global webhooks: let a step run `dingpipe notify`. The server's clock may be wrong by 5 minutes at most.",
  },
  lacks: {
    "zh-CN": "每个构建会多次发送 updated，但没有投递 ID；构建的状态以 status 为准。自定义参数不会进入通知。",
    en: "It has no id of a delivery, though a build is told of many times as `updated`: what counts is its status. Parameters of a build never reach a message.",
  },
};
