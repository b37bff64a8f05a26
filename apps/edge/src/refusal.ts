import type { Locale } from "@dingpipe/core";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Why the gateway refuses a request, with the status that senders understand: GitHub never repeats, Alertmanager repeats a 5xx. */
const refusals = {
  route_unknown: {
    status: 404,
    en: "there is no such path: see /openapi.json",
    zh: "没有这个路径，参见 /openapi.json",
  },
  door_unknown: {
    status: 404,
    en: "no door of this name: the name behind /hooks/ must stand under `sources` in dingpipe.yaml",
    zh: "没有这个名称的入口：/hooks/ 后面的名称必须写在 dingpipe.yaml 的 `sources` 里",
  },
  method: { status: 405, en: "this method is not known here", zh: "这里不支持这个请求方法" },
  too_many_requests: {
    status: 429,
    en: "too many requests from this address: wait a minute",
    zh: "来自该地址的请求过多，请一分钟后再试",
  },
  not_ready: {
    status: 503,
    en: "a secret of the configuration is not set: /readyz names it",
    zh: "配置引用的密钥没有设置，/readyz 会给出名称",
  },
  store_failed: {
    status: 503,
    en: "what came in could not be written down: send it again",
    zh: "未能保存收到的内容，请重新发送",
  },
  outbox_full: {
    status: 429,
    en: "too much waits for this robot: send it later",
    zh: "该机器人待发送的消息过多，请稍后再发",
  },
  access_off: {
    status: 404,
    en: "the API is off: dingpipe.yaml has no `access`",
    zh: "接口未开启：dingpipe.yaml 里没有 `access`",
  },
  access_denied: {
    status: 401,
    en: "send `Authorization: Bearer` with a token of `access`",
    zh: "请用 `Authorization: Bearer` 携带 `access` 里的 token",
  },
  right_missing: {
    status: 403,
    en: "this token may not do that: see `may` and `robots` of its `access` entry",
    zh: "该 token 没有权限，请查看 `access` 中的 `may` 和 `robots`",
  },
  robot_unknown: { status: 404, en: "the configuration has no such robot", zh: "配置里没有这个机器人" },
  robot_needed: { status: 400, en: "name a robot: ?robot=NAME", zh: "请指定机器人：?robot=名称" },
  delivery_unknown: { status: 404, en: "there is no such delivery, or no more", zh: "没有这条投递记录，或已被清除" },
  delivery_settled: {
    status: 409,
    en: "a delivery's `status` says what can be done with it: only a parked one whose message is still there can be sent again, one that waits goes once its robot may send (see `paused` in /v1/robots, and resume), and none that is being sent can be dropped",
    zh: "能做什么取决于这条投递的 `status`：只有搁置且内容尚存的可以重发；等待中的会在机器人恢复后自动发送（见 /v1/robots 的 `paused`，用 resume 恢复）；正在发送的不能删除",
  },
  query_invalid: { status: 400, en: "a value of the query is wrong", zh: "查询参数有误" },
  body_invalid: { status: 400, en: "the body is not what this path takes", zh: "请求内容不符合要求" },
  body_too_large: { status: 413, en: "the body is above 1 MiB", zh: "请求内容超过 1 MiB" },
  message_too_large: {
    status: 413,
    en: "the message is too long: 80,000 bytes at most, and no part that can't be split above 20,000",
    zh: "消息过长：整条最多 80,000 字节，其中不能拆分的部分最多 20,000 字节",
  },
  content_type: {
    status: 415,
    en: "send JSON, not compressed: `content-type: application/json`",
    zh: "请发送未压缩的 JSON：`content-type: application/json`",
  },
  not_verified: {
    status: 401,
    en: "the sender could not be verified: check the secret on both sides, and that the sender uses it the way this door checks (a signature, or a password)",
    zh: "无法验证发送方，请检查两边的密钥是否一致，以及发送方选的验证方式（签名或密码）与这个入口的设置是否一致",
  },
} as const satisfies Readonly<
  Record<string, { readonly status: ContentfulStatusCode; readonly en: string; readonly zh: string }>
>;

export type RefusalCode = keyof typeof refusals;

/** A request that is refused; thrown by what handles it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: ContentfulStatusCode;
  /** What exactly: a field, a reason in one word. Nothing that the request held. */
  readonly detail: string | undefined;

  constructor(code: RefusalCode, options: { readonly detail?: string; readonly status?: ContentfulStatusCode } = {}) {
    super(code);
    this.code = code;
    this.status = options.status ?? refusals[code].status;
    this.detail = options.detail;
  }

  /** The body of the answer. */
  json(locale: Locale): object {
    const { en, zh } = refusals[this.code];
    const detail = this.detail === undefined ? {} : { detail: this.detail };
    return { error: { code: this.code, message: locale === "zh-CN" ? zh : en, ...detail } };
  }
}
