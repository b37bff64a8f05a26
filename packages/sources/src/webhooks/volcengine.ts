import { isInGroup } from "@dingpipe/core";
import { type EventDraft, filled, named, personOf } from "../draft.ts";
import { nameAt, pageAt, textAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { parseState } from "../status.ts";

/**
 * The webhook notice of Volcengine's Continuous Delivery (持续交付 CP).
 *
 * @see https://www.volcengine.com/docs/6461
 */
export const volcengine: WebhookSource = {
  id: "volcengine",
  names: { "zh-CN": "火山引擎持续交付", en: "Volcengine CP" },
  setup: {
    "zh-CN": "持续交付 → 流水线 → 通知 → 添加 Webhook：地址填 `https://网关/hooks/名称/token`，选择要通知的状态。",
    en: "Continuous Delivery → a pipeline → notices → add a webhook: `https://GATEWAY/hooks/NAME/TOKEN` as address, and the states to tell of.",
  },
  lacks: {
    "zh-CN": "没有仓库、分支、提交和时间；没有签名，只能靠路径里的 token。",
    en: "It has no repository, branch, commit or time, and no signature: the token in the path is all there is.",
  },
  verification: {},
  parse: ({ body }) => {
    if (nameAt(body, "Status") === undefined) return { invalid: "Status" };
    if (nameAt(body, "PipelineName") === undefined) return { invalid: "PipelineName" };
    return { events: [noticeEvent(body)] };
  },
};

function noticeEvent(body: unknown): EventDraft {
  const statusRaw = nameAt(body, "Status");
  const state = parseState("volcengine", statusRaw ?? "");
  const stage = nameAt(body, "StageName");
  const task = nameAt(body, "TaskName");
  const url = pageAt(body, "URL");
  const isOfRun = stage === undefined && task === undefined;
  return {
    kind: "pipeline",
    source: { event: isOfRun ? "pipeline" : task === undefined ? "stage" : "task" },
    pipeline: named(nameAt(body, "PipelineName"), { id: nameAt(body, "ID") }),
    run: filled({ id: nameAt(body, "PipelineRunID"), url }),
    stage: stage === undefined ? undefined : { name: stage },
    task: named(task, { url }),
    state,
    statusRaw,
    // The notice's own text, whatever its author wrote there: of a success it is no reason.
    reason: isInGroup(state, "failed") ? textAt(body, "CustomContent") : undefined,
    actor: personOf({ name: nameAt(body, "TriggerBy") }),
  };
}
