import { type PipelineEventInput, parseStatus, type State } from "dingpipe/notify";

// A skipped job takes nothing from the success of the others.
const ORDER = ["failure", "canceled", "unknown", "success", "skipped"] as const satisfies readonly State[];

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
    return typeof result === "string" ? { name, state: stateOf(result) } : undefined;
  });
  return jobs.every((job) => job !== undefined) ? jobs : undefined;
}

/** How the workflow ended: as its worst job; skipped where every job was. */
export function stateOfNeeds(jobs: readonly NeededJob[]): State {
  return ORDER.find((state) => jobs.some((job) => job.state === state)) ?? "unknown";
}

/** The event of the whole workflow in place of that of the job which tells of it. */
export function ofWorkflow(
  { task: _teller, ...input }: PipelineEventInput,
  jobs: readonly NeededJob[],
): PipelineEventInput {
  const failed = jobs.filter(({ state }) => state === "failure");
  // A message shows the first ten: no success before what is wrong.
  const order = (state: State) => (ORDER as readonly State[]).indexOf(state);
  return {
    ...input,
    tasks: jobs.toSorted((a, b) => order(a.state) - order(b.state)),
    ...(failed.length === 0 ? {} : { failedTasks: failed.map(({ name }) => ({ name })) }),
  };
}

// A job has no other results than these.
function stateOf(result: string): State {
  const state = parseStatus(result, "github") ?? "unknown";
  return ORDER.find((known) => known === state) ?? "unknown";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
