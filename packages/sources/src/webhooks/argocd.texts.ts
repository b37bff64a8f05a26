import type { WebhookTexts } from "../source.ts";

// Argo CD has no payload of its own: it sends what a template makes. This one is ours.
const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-notifications-cm
  namespace: argocd
data:
  service.webhook.dingpipe: |
    url: https://gateway.example.com/hooks/argocd
    headers:
      - name: Content-Type
        value: application/json
      - name: Authorization
        value: Bearer $dingpipe-token
  template.dingpipe: |
    webhook:
      dingpipe:
        method: POST
        body: |
          {"timestamp": "{{ (call .time.Now).UTC.Format "2006-01-02T15:04:05Z07:00" }}", "context": {{ toJson .context }}, "app": {{ toJson .app }}}
  trigger.on-deployed: |
    - when: app.status.operationState != nil and app.status.operationState.phase in ['Succeeded'] and app.status.health.status == 'Healthy'
      oncePer: app.status.operationState?.finishedAt
      send: [dingpipe]
  trigger.on-sync-failed: |
    - when: app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']
      oncePer: app.status.operationState?.finishedAt
      send: [dingpipe]
  trigger.on-health-degraded: |
    - when: app.status.health.status == 'Degraded'
      send: [dingpipe]
  subscriptions: |
    - recipients: [dingpipe]
      triggers: [on-deployed, on-sync-failed, on-health-degraded]`;

export const texts: WebhookTexts = {
  names: { "zh-CN": "Argo CD", en: "Argo CD" },
  setup: {
    "zh-CN": `把下面的内容合并到 argocd-notifications-cm（改成自己的网关地址），在 Secret argocd-notifications-secret 中写入 dingpipe-token（与 \`bearer\` 相同），并确认 argocd-cm 的 url 已填写，否则消息里没有链接。可以按需加入 on-sync-running、on-sync-status-unknown。\n\n\`\`\`yaml\n${CONFIG_MAP}\n\`\`\``,
    en: `Merge this into argocd-notifications-cm with your gateway's address, put dingpipe-token (the door's \`bearer\`) into the secret argocd-notifications-secret, and see that argocd-cm has a url, or the messages have no link. Add on-sync-running and on-sync-status-unknown where they are wanted.\n\n\`\`\`yaml\n${CONFIG_MAP}\n\`\`\``,
  },
  lacks: {
    "zh-CN": "不含触发器名称、提交说明和提交人；自动同步没有触发人。删除应用不会通知。",
    en: "The trigger's name, the commit's message and author; an automated sync has nobody who started it. The deletion of an application is not told.",
  },
};
