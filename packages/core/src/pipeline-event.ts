import type { PipelineEvent, PipelineEventInput } from "./event.ts";

/**
 * Completes a pipeline event: its id is made from what identifies it where the sender gave none, and a duration is
 * taken from start and end where both are known. Never throws.
 */
export function createPipelineEvent(input: PipelineEventInput): PipelineEvent {
  const durationMs = input.durationMs ?? durationBetween(input.startedAt, input.finishedAt);
  return {
    ...input,
    id: input.id ?? identity(input),
    kind: "pipeline",
    ...(durationMs === undefined ? {} : { durationMs }),
  };
}

function durationBetween(startedAt: string | undefined, finishedAt: string | undefined): number | undefined {
  if (startedAt === undefined || finishedAt === undefined) return undefined;
  const durationMs = Date.parse(finishedAt) - Date.parse(startedAt);
  return durationMs >= 0 ? durationMs : undefined;
}

function identity(input: PipelineEventInput): string {
  const { source, repository, pipeline, run, stage, task, state } = input;
  return [
    source.provider,
    source.instance,
    repository?.fullName,
    pipeline?.id ?? pipeline?.name,
    run?.id ?? run?.number,
    run?.attempt,
    stage?.name,
    task?.id ?? task?.name,
    state,
  ]
    .map((part) => encodeURIComponent(String(part ?? "").toWellFormed()))
    .join("/");
}
