import { isInGroup } from "@dingpipe/core";
import { type EventDraft, filled, named, personOf } from "../draft.ts";
import { nameAt, pageAt, textAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { stateOf, volcengineWords } from "../states.ts";

/**
 * The webhook notice of Volcengine's Continuous Delivery (持续交付 CP).
 *
 * @see https://www.volcengine.com/docs/6461
 */
export const volcengine: WebhookSource = {
  id: "volcengine",
  verification: {},
  parse: ({ body }) => {
    if (nameAt(body, "Status") === undefined) return { invalid: "Status" };
    if (nameAt(body, "PipelineName") === undefined) return { invalid: "PipelineName" };
    return { events: [noticeEvent(body)] };
  },
};

function noticeEvent(body: unknown): EventDraft {
  const statusRaw = nameAt(body, "Status");
  const state = stateOf(volcengineWords, statusRaw);
  const stage = nameAt(body, "StageName");
  const task = nameAt(body, "TaskName");
  const url = pageAt(body, "URL");
  const isOfRun = stage === undefined && task === undefined;
  return {
    kind: "pipeline",
    source: { event: isOfRun ? "pipeline" : task === undefined ? "stage" : "task" },
    pipeline: named(nameAt(body, "PipelineName"), { id: nameAt(body, "ID") }),
    run: filled({ id: nameAt(body, "PipelineRunID"), url }),
    stage: named(stage),
    task: named(task, { url }),
    state,
    statusRaw,
    // The notice's own text, whatever its author wrote there: of a success it is no reason.
    reason: isInGroup(state, "failed") ? textAt(body, "CustomContent") : undefined,
    actor: personOf({ name: nameAt(body, "TriggerBy") }),
  };
}
