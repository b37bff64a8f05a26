import { isInGroup } from "@dingpipe/core";
import { type EventDraft, filled, listed, named, personOf } from "../draft.ts";
import { at, listAt, nameAt, timeAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { bkCiWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";

/**
 * The callbacks of a project in BK-CI (蓝盾).
 *
 * @see https://github.com/TencentBlueKing/bk-ci (`POST /{apigwType}/v4/projects/{projectId}/callbacks`)
 */
export const bkCi: WebhookSource = {
  id: "bk-ci",
  verification: { token: { header: "x-devops-webhook-token" } },
  parse: ({ body }) => {
    const event = nameAt(body, "event");
    const data = at(body, "data");
    if (event === undefined) return { invalid: "event" };
    if (!event.startsWith("BUILD_")) return { ignored: "event", detail: event };
    if (nameAt(data, "pipelineName") === undefined) return { invalid: "data.pipelineName" };
    const draft = buildEvent(data, event);
    return /^BUILD_(?:START|END|CANCEL|QUEUE)$/.test(event)
      ? { events: [draft] }
      : { events: [draft], untold: "part_of_run" };
  },
};

function buildEvent(data: unknown, event: string): EventDraft {
  const statusRaw = nameAt(data, "status");
  const state = stateOf(bkCiWords, statusRaw);
  const isOver = isInGroup(state, "finished");
  const stage = nameAt(data, "stageName");
  return {
    kind: "pipeline",
    source: { event },
    time: isOver ? (timeAt(data, "endTime") ?? timeAt(data, "startTime")) : timeAt(data, "startTime"),
    pipeline: named(nameAt(data, "pipelineName"), { id: nameAt(data, "pipelineId") }),
    run: filled({ id: nameAt(data, "buildId"), number: nameAt(data, "buildNo") ?? nameAt(data, "buildNum") }),
    stage: named(stage),
    task: named(nameAt(data, "taskName") ?? nameAt(data, "jobName"), {
      id: nameAt(data, "taskId") ?? nameAt(data, "jobId"),
    }),
    state,
    statusRaw,
    failedTasks: isInGroup(state, "failed") ? listed(failedElements(at(data, "model"))) : undefined,
    startedAt: timeAt(data, "startTime"),
    finishedAt: isOver ? timeAt(data, "endTime") : undefined,
    actor: personOf({
      username:
        (state === "canceled" ? nameAt(data, "cancelUserId") : undefined) ??
        nameAt(data, "triggerUser") ??
        nameAt(data, "userId"),
    }),
    trigger: triggerOf(nameAt(data, "trigger")),
    params: projectOf(data),
  };
}

function projectOf(data: unknown): Readonly<Record<string, string>> | undefined {
  const project = nameAt(data, "projectId");
  return project === undefined ? undefined : { projectId: project };
}

/** The plugins of the model that failed, with the job that they stand in. */
function failedElements(model: unknown) {
  return listAt(model, "stages").flatMap((stage) =>
    listAt(stage, "containers").flatMap((job) =>
      listAt(job, "elements")
        .filter((element) => isInGroup(stateOf(bkCiWords, nameAt(element, "status")), "failed"))
        .map((element) => named(nameAt(element, "name"), { stage: nameAt(job, "name") ?? nameAt(stage, "name") })),
    ),
  );
}
