import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "CloudEvents", en: "CloudEvents" },
  setup: {
    "zh-CN":
      "把发送方（Knative、Argo Events、Tekton、Harbor 等）的 HTTP 目标填成网关地址，结构化、二进制、批量三种模式都支持；先发 OPTIONS 询问的发送方会得到应答。凭证放在 Authorization 头里（`bearer` 或 `password`），无法加请求头时用路径里的 token，查询参数 access_token 不读取。按 type 的前缀识别：dev.cdevents.…、dev.tekton.…、harbor.…；自己的系统可以发 dev.dingpipe.pipeline、.deployment、.alert、.change、.artifact，data 的格式见 standard-webhooks（kind 可省略）。其他 type 会被忽略。",
    en: "Point the sender (Knative, Argo Events, Tekton, Harbor …) at the gateway's address. The structured, the binary and the batched mode are read, and a sender that asks by OPTIONS first is answered. The credential goes into the Authorization header (`bearer` or `password`), or the token into the path; an access_token in the query is not read. The prefix of the type says what it is: dev.cdevents.…, dev.tekton.…, harbor.…; a system of your own may send dev.dingpipe.pipeline, .deployment, .alert, .change or .artifact with data as in standard-webhooks (where `kind` may be left out). Other types are ignored.",
  },
  lacks: {
    "zh-CN": "一批事件没有投递 ID；同一批里只要有要通知的事件，其余的就不通知，其中失败的任务会写进所属运行的通知。",
    en: "A batch has no id of a delivery. Where something in it is told, the rest is not; the run's message names its failed tasks.",
  },
};
