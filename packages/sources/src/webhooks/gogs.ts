import { commitOf, refOf } from "../draft.ts";
import { nameAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { type ForgePayload, pullRequest, push, release, repository, sourceOf, userAt } from "./forge.ts";
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
      "仓库设置 → 管理 Web 钩子 → 添加 → Gogs：推送地址填网关地址，数据格式选 application/json，密钥文本填与 `secret` 相同的密钥，选择推送、创建（标签）、合并请求、版本发布。",
    en: "Repository settings → Webhooks → add → Gogs: the gateway's address, content type application/json, the secret of the door, and Push, Create (for tags), Pull Request, Release.",
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
  create,
  pull_request: pullRequest,
  release,
};

/** A tag is told by this alone; a branch is pushed too. */
function create({ body, event }: ForgePayload): Parsed {
  const ref = refOf(nameAt(body, "ref"), true);
  if (ref === undefined) return { invalid: "ref" };
  if (nameAt(body, "ref_type") !== "tag") return { ignored: "told_elsewhere", detail: "push" };
  const place = repository(body);
  const sha = nameAt(body, "sha");
  const commit = commitOf(sha, { url: place?.url === undefined ? undefined : `${place.url}/commit/${sha}` });
  return {
    events: [
      {
        kind: "change",
        source: sourceOf(body, event),
        action: "pushed",
        repository: place,
        ref,
        commits: commit === undefined ? [] : [commit],
        actor: userAt(body, "sender"),
        url: commit?.url,
      },
    ],
  };
}
