import type { WebhookTexts } from "../source.ts";

const CONFIG = `receivers:
  - name: dingtalk
    webhook_configs:
      - url: https://gateway.example.com/hooks/alerts
        send_resolved: true
        http_config:
          authorization: { type: Bearer, credentials_file: /etc/alertmanager/dingpipe-token }`;

export const texts: WebhookTexts = {
  names: { "zh-CN": "Prometheus Alertmanager", en: "Prometheus Alertmanager" },
  setup: {
    "zh-CN": `在 alertmanager.yml 中加入下面的接收器并在 route 中引用，token 与 \`bearer\` 相同（也可以用 basic_auth，密码对应 \`password\`）。启动参数 --web.external-url 要填群成员能打开的地址，否则消息里的链接和「静默」打不开。\n\n\`\`\`yaml\n${CONFIG}\n\`\`\``,
    en: `Add this receiver to alertmanager.yml and name it in a route; the token is the door's \`bearer\` (basic_auth works, too: its password is the door's \`password\`). Start Alertmanager with a --web.external-url that the group can open, or its links lead nowhere.\n\n\`\`\`yaml\n${CONFIG}\n\`\`\``,
  },
  lacks: {
    "zh-CN":
      "没有投递 ID，也没有签名。当前值只有写在 annotation `value` 里才会显示。同一组里既有触发也有恢复时，会分成两条消息；设置了 max_alerts 时，被省略的告警只有数量，组的状态也不计入它们：显示为“状态未知”。",
    en: "An id of the delivery, and a signature. The current value is shown where an annotation `value` holds it. A group in which some alerts fire and some are resolved makes two messages. Of the alerts that max_alerts leaves out it says how many alone, and the group's status does not count them: they are told as of unknown state.",
  },
};
