import { type PipelineEventInput, parseStatus, type State } from "dingpipe/notify";

/** A job that this one waited for, and how it ended. */
export interface NeededJob {
  readonly name: string;
  readonly state: State;
}

/** Reads `${{ toJSON(needs) }}`: nothing where it is no such thing, no jobs where the job waits for none. */
export function parseNeeds(text: string): readonly NeededJob[] | undefined {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const jobs = Object.entries(value).map(([name, job]: [string, unknown]) => {
    const result: unknown = typeof job === "object" && job !== null && "result" in job ? job.result : undefined;
    return typeof result === "string" ? { name, state: parseStatus(result, "github") ?? "unknown" } : undefined;
  });
  return jobs.every((job) => job !== undefined) ? jobs : undefined;
}

/** How the workflow ended: as its worst job; skipped where every job was. */
export function stateOfNeeds(jobs: readonly NeededJob[]): State {
  const worst = (["failure", "canceled", "unknown", "success"] as const).find((state) =>
    jobs.some((job) => job.state === state),
  );
  return worst ?? "skipped";
}

/** The event of the whole workflow in place of that of the job which tells of it. */
export function ofWorkflow(
  { task: _teller, ...input }: PipelineEventInput,
  jobs: readonly NeededJob[],
): PipelineEventInput {
  const failed = jobs.filter(({ state }) => state === "failure");
  return {
    ...input,
    ...(failed.length === 0 ? {} : { failedTasks: failed.map(({ name }) => ({ name })) }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
