import {
  type Event,
  isVerdictState,
  networkFetchOf,
  type Past,
  parseStatus,
  type Session,
  type State,
} from "dingpipe/notify";

type PipelineEvent = Extract<Event, { readonly kind: "pipeline" }>;
type Ask = (path: string) => Promise<unknown>;

/** Which runs are looked at: those of one workflow for one branch, tag or pull request. */
interface Place {
  readonly api: string;
  readonly repository: string;
  readonly workflow: string;
  readonly branch: string;
  /** The repository that the branch is in: a fork's `main` is not ours. */
  readonly headRepository: string;
  /** For a pull request its runs alone count, and else none of them. */
  readonly changeEvent?: string;
}

// For all requests together: a message is not late for the sake of its past.
const TIMEOUT_MS = 10_000;
// Canceled and skipped runs lie between the finished ones.
const RUNS_LOOKED_AT = 20;
const MAX_EVENT_BYTES = 25 * 1_048_576;
const WORKFLOW_FILE = /^\.github\/workflows\/([^/@]+\.ya?ml)@/;

/** What GitHub tells of the runs before this one. */
export interface PastRuns {
  /** How the last finished run ended; nothing where that can't be known. */
  readonly ask: (event: Event, session: Session) => Promise<Past | undefined>;
  /** The token may not read runs: with that permission the past would be known. */
  isForbidden(): boolean;
}

/**
 * Asks GitHub how the last finished run of this workflow ended on this branch, or of this pull request. Nothing where that can't be
 * known: no token, one that may not read runs, another forge, no answer in time, a job that has another name there.
 */
export function createPastRuns(token: string | undefined): PastRuns {
  let isForbidden = false;
  return {
    isForbidden: () => isForbidden,
    async ask(event, session) {
      if (token === undefined || event.kind !== "pipeline" || event.source.provider !== "github") return undefined;
      const place = placeOf(session, event);
      if (place === undefined) return undefined;
      const forbidden = () => {
        isForbidden = true;
      };
      try {
        return await lastFinished(await createAsk(session, place, token, forbidden), place, event);
      } catch {
        // No network, a refusal, an answer of another shape: the past stays unknown, and whoever needs it is told.
        return undefined;
      }
    },
  };
}

function placeOf({ context: { env, files } }: Session, event: PipelineEvent): Place | undefined {
  const [api, repository] = [env["GITHUB_API_URL"]?.replace(/\/+$/, ""), env["GITHUB_REPOSITORY"]];
  const { change, ref, pipeline, trigger } = event;
  // A run that another one started is listed under the default branch, whatever it runs for; only of that other one is the past known.
  const isObserver = env["GITHUB_EVENT_NAME"] === "workflow_run";
  const workflow = isObserver ? pipeline?.id : workflowFile(env["GITHUB_WORKFLOW_REF"] ?? "", repository);
  const branch = change === undefined ? (ref?.branch ?? ref?.tag) : change.sourceBranch;
  if (!api || !repository || workflow === undefined || branch === undefined) return undefined;
  if (change === undefined) return { api, repository, workflow, branch, headRepository: repository };
  const changeEvent = isObserver ? trigger?.raw : env["GITHUB_EVENT_NAME"];
  const text = files.readAtOnce(env["GITHUB_EVENT_PATH"] ?? "", MAX_EVENT_BYTES);
  const headRepository = text === undefined ? undefined : headRepositoryOf(text, isObserver);
  if (changeEvent === undefined || headRepository === undefined) return undefined;
  return { api, repository, workflow, branch, headRepository, changeEvent };
}

/** The file of this repository's workflow; a required one of another repository has no runs here. */
function workflowFile(workflowRef: string, repository: string | undefined): string | undefined {
  const own = `${repository}/`;
  return workflowRef.startsWith(own) ? WORKFLOW_FILE.exec(workflowRef.slice(own.length))?.[1] : undefined;
}

async function createAsk(
  session: Session,
  { api, repository }: Place,
  token: string,
  forbidden: () => void,
): Promise<Ask> {
  const fetch = await networkFetchOf(session);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return async (path) => {
    const response = await fetch(`${api}/repos/${repository}/actions/${path}`, {
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "user-agent": "dingpipe",
        "x-github-api-version": "2022-11-28",
      },
      redirect: "manual",
      signal,
    });
    // Whoever asked too often is answered 403 as well.
    if (response.status === 403 && response.headers.get("x-ratelimit-remaining") !== "0") forbidden();
    if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
    return response.json();
  };
}

/**
 * How the last finished run ended; without a state there was none. Where the message is a job's, that job's end counts: another one
 * may have failed. GitHub tells a job's name, not its key: one with `name:` or a matrix is not found, and nothing is known of it.
 */
async function lastFinished(ask: Ask, place: Place, { run, task }: PipelineEvent): Promise<Past | undefined> {
  let past: Past | undefined = {};
  for await (const { state, jobsPath } of runsBefore(ask, place, run)) {
    if (!isVerdictState(state)) continue;
    if (task === undefined || state === "success") return { state };
    const jobs = listAt(await ask(`${jobsPath}?per_page=100`), "jobs");
    const job = jobs.find((other) => at(other, "name") === task.name);
    if (job === undefined) return undefined;
    const own = stateOf(job);
    if (isVerdictState(own)) return { state: own };
    past = undefined;
  }
  return past;
}

/** The runs before this one, the last first. */
async function* runsBefore(
  ask: Ask,
  place: Place,
  run: PipelineEvent["run"],
): AsyncGenerator<{ readonly state: State; readonly jobsPath: string }> {
  // A run that is run again follows itself.
  for (let attempt = (run?.attempt ?? 1) - 1; attempt > 0; attempt -= 1) {
    const path = `runs/${run?.id}/attempts/${attempt}`;
    yield { state: stateOf(await ask(path)), jobsPath: `${path}/jobs` };
  }
  const query = new URLSearchParams({
    branch: place.branch,
    status: "completed",
    per_page: String(RUNS_LOOKED_AT),
    ...(place.changeEvent === undefined ? {} : { event: place.changeEvent }),
  });
  const path = `workflows/${encodeURIComponent(place.workflow)}/runs?${query}`;
  const number = Number(run?.number);
  for (const other of listAt(await ask(path), "workflow_runs")) {
    // A later run may have ended before this one.
    if (Number(at(other, "run_number")) < number && isSameThing(other, place)) {
      yield { state: stateOf(other), jobsPath: `runs/${at(other, "id")}/jobs` };
    }
  }
}

function isSameThing(run: unknown, { headRepository, changeEvent }: Place): boolean {
  const isOfChange = String(at(run, "event")).startsWith("pull_request");
  return isOfChange === (changeEvent !== undefined) && at(at(run, "head_repository"), "full_name") === headRepository;
}

function stateOf(runOrJob: unknown): State {
  const conclusion = at(runOrJob, "conclusion");
  return typeof conclusion === "string" ? (parseStatus(conclusion, "github") ?? "unknown") : "unknown";
}

function headRepositoryOf(text: string, isObserver: boolean): string | undefined {
  try {
    const event: unknown = JSON.parse(text);
    const head = isObserver
      ? at(at(event, "workflow_run"), "head_repository")
      : at(at(at(event, "pull_request"), "head"), "repo");
    const name = at(head, "full_name");
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key);
  if (!Array.isArray(list)) throw new TypeError(`no ${key}`);
  return list;
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
