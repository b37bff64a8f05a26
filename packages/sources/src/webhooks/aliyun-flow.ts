import { commitOf, type EventDraft, filled, named, paramsOf, refOf, repositoryOf } from "../draft.ts";
import { at, entriesAt, listAt, nameAt, pageAt, textAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { aliyunFlowWords, stateOf } from "../states.ts";

/**
 * The webhook plugin of a task in Aliyun Flow (云效).
 *
 * @see https://help.aliyun.com/zh/yunxiao/user-guide/send-messages-by-using-webhooks
 */
export const aliyunFlow: WebhookSource = {
  id: "aliyun-flow",
  verification: {},
  parse: ({ body }) => {
    const event = nameAt(body, "event");
    if (event !== undefined && event !== "task") return { ignored: "event", detail: event };
    const task = at(body, "task");
    if (nameAt(task, "statusCode") === undefined) return { invalid: "task.statusCode" };
    if (nameAt(task, "pipelineName") === undefined) return { invalid: "task.pipelineName" };
    return { events: [taskEvent(body, task)] };
  },
};

function taskEvent(body: unknown, task: unknown): EventDraft {
  const statusRaw = nameAt(task, "statusCode");
  const state = stateOf(aliyunFlowWords, statusRaw);
  const code = listAt(body, "sources").find((source) => nameAt(source, "repo") !== undefined);
  const stage = nameAt(task, "stageName");
  return {
    kind: "pipeline",
    source: { event: "task", action: nameAt(body, "action") },
    pipeline: named(nameAt(task, "pipelineName"), { id: nameAt(task, "pipelineId") }),
    run: filled({ number: nameAt(task, "buildNumber") }),
    stage: named(stage),
    task: named(nameAt(task, "taskName"), { url: pageAt(task, "pipelineUrl") }),
    state,
    statusRaw,
    reason: state === "success" ? undefined : textAt(task, "message"),
    repository: repositoryOf(undefined, nameAt(code, "repo")),
    ref: refOf(nameAt(code, "branch")),
    commit: commitOf(nameAt(code, "commitId"), {}),
    params: paramsOf(globalParams(at(body, "globalParams"))),
    url: pageAt(task, "pipelineUrl"),
  };
}

/** A list of keys and values; older pipelines send an object. */
function globalParams(params: unknown): readonly (readonly [string | undefined, string | undefined])[] {
  if (Array.isArray(params)) return listAt(params).map((pair) => [nameAt(pair, "key"), nameAt(pair, "value")]);
  return Object.entries(entriesAt(params));
}
