import { nameAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { type ForgePayload, pullRequest, push, release } from "./forge.ts";
import { bareHex } from "./gitea.ts";

/**
 * Gogs' webhooks.
 *
 * @see https://gogs.io/advancing/webhooks
 */
export const gogs: WebhookSource = {
  id: "gogs",
  names: { "zh-CN": "Gogs", en: "Gogs" },
  setup: {
    "zh-CN":
      "仓库设置 → 管理 Web 钩子 → 添加 → Gogs：推送地址填网关地址，数据格式选 application/json，密钥文本填与 `secret` 相同的密钥，选择推送、合并请求、版本发布。",
    en: "Repository settings → Webhooks → add → Gogs: the gateway's address, content type application/json, the secret of the door, and Push, Pull Request, Release.",
  },
  lacks: {
    "zh-CN": "没有流水线事件：Gogs 本身不运行流水线。",
    en: "It has no pipelines, and so no events of them.",
  },
  verification: { secret: bareHex("x-gogs-signature") },
  eventHeader: "x-gogs-event",
  foreignHeaders: ["x-gitea-event", "x-forgejo-event"],
  formField: "payload",
  deliveryId: ({ headers }) => nameAt({ id: headers.get("x-gogs-delivery") }, "id"),
  parse: ({ headers, body }) => {
    const event = headers.get("x-gogs-event") ?? "";
    const read = Object.hasOwn(readers, event) ? readers[event] : undefined;
    return read === undefined ? { ignored: "event", detail: event } : read({ body, event });
  },
};

const readers: Readonly<Record<string, (payload: ForgePayload) => Parsed>> = {
  push,
  create: () => ({ ignored: "told_elsewhere", detail: "push" }),
  pull_request: pullRequest,
  release,
};
