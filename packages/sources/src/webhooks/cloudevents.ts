import { type CloudEvent, cloudEventId, handshake, mayLackJson, parseCloudEvents } from "../cloudevent.ts";
import { readEventBody } from "../event-body.ts";
import { at, keysAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { readCdevent } from "./cdevents.ts";
import { readHarborEvent } from "./harbor.ts";
import { readTektonEvent } from "./tekton.ts";

const OWN = "dev.dingpipe.";

/**
 * Any sender of CloudEvents whose types are known: CDEvents, Tekton, Harbor, and our own `dev.dingpipe.…`.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
 */
export const cloudevents: WebhookSource = {
  id: "cloudevents",
  names: { "zh-CN": "CloudEvents", en: "CloudEvents" },
  setup: {
    "zh-CN":
      "把发送方（Knative、Argo Events、Tekton、Harbor 等）的 HTTP 目标填成网关地址，结构化、二进制、批量三种模式都支持；先发 OPTIONS 询问的发送方会得到应答。凭据放在 Authorization 头里（`bearer` 或 `password`），无法加请求头时用路径里的令牌，查询参数 access_token 不读取。按 type 的前缀识别：dev.cdevents.…、dev.tekton.…、harbor.…；自己的系统可以发 dev.dingpipe.pipeline、.deployment、.alert、.change、.artifact，data 的格式见 standard-webhooks（kind 可省略）。其他 type 会被忽略。",
    en: "Point the sender (Knative, Argo Events, Tekton, Harbor …) at the gateway's address. The structured, the binary and the batched mode are read, and a sender that asks by OPTIONS first is answered. The credential goes into the Authorization header (`bearer` or `password`), or the token into the path; an access_token in the query is not read. The prefix of the type says what it is: dev.cdevents.…, dev.tekton.…, harbor.…; a system of your own may send dev.dingpipe.pipeline, .deployment, .alert, .change or .artifact with data as in standard-webhooks (where `kind` may be left out). Other types are ignored.",
  },
  lacks: {
    "zh-CN": "一批事件没有投递 ID；同一批里既有默认通知的、又有默认不通知的事件时，只通知前者。",
    en: "A batch has no id of a delivery; of a batch, what is told by default is told, and the rest only where nothing is.",
  },
  verification: { bearer: true, password: {} },
  mayLackJson,
  handshake,
  deliveryId: cloudEventId,
  parse: (payload) => parseCloudEvents(payload, (event) => readByType(event, payload.now)),
};

/** By the prefix of the type. */
const readers: readonly (readonly [string, (event: CloudEvent, now: number) => Parsed])[] = [
  [OWN, readOwn],
  ["dev.cdevents", ({ data }) => readCdevent(data)],
  ["dev.tekton.", readTektonEvent],
  ["harbor.", readHarborEvent],
];

function readByType(event: CloudEvent, now: number): Parsed {
  const reader = readers.find(([prefix]) => event.type.startsWith(prefix))?.[1];
  return reader?.(event, now) ?? { ignored: "event", detail: event.type };
}

function readOwn({ type, data, time }: CloudEvent, now: number): Parsed {
  const kind = type.slice(OWN.length);
  const said = at(data, "kind");
  if (said !== undefined && said !== kind) return { invalid: "data.kind: the type's" };
  if (keysAt(data).length === 0) return { invalid: "data: an object" };
  const read = readEventBody({ ...(data as object), kind }, time ?? new Date(now).toISOString());
  if ("invalid" in read) return { invalid: `data.${read.invalid}` };
  return { events: [{ ...read.draft, source: { ...read.draft.source, event: type } }] };
}
