import { type Event, networkFetchOf, type Past, parseStatus, type Session, type State } from "dingpipe/notify";

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

const TIMEOUT_MS = 10_000;
// Canceled and skipped runs lie between the finished ones.
const RUNS_LOOKED_AT = 20;
const MAX_EVENT_BYTES = 25 * 1_048_576;
const VERDICTS: readonly State[] = ["success", "failure", "error", "timed_out", "unstable"];
const WORKFLOW_FILE = /\/\.github\/workflows\/([\w.-]+\.ya?ml)@/;

/**
 * Asks GitHub how the last finished run of this workflow ended on this branch, or of this pull request. Nothing where that can't be
 * known: no token, one that may not read runs, another forge, no answer in time.
 */
export function createPast(token: string | undefined): (event: Event, session: Session) => Promise<Past | undefined> {
  return async (event, session) => {
    if (token === undefined || event.kind !== "pipeline" || event.source.provider !== "github") return undefined;
    const place = placeOf(session, event);
    if (place === undefined) return undefined;
    try {
      return await lastFinished(await createAsk(session, place, token), place, event);
    } catch {
      // No network, a refusal, an answer of another shape: the past stays unknown, and whoever needs it is told.
      return undefined;
    }
  };
}

function placeOf({ context: { env, files } }: Session, { change, ref }: PipelineEvent): Place | undefined {
  const [api, repository] = [env["GITHUB_API_URL"]?.replace(/\/+$/, ""), env["GITHUB_REPOSITORY"]];
  const workflow = WORKFLOW_FILE.exec(env["GITHUB_WORKFLOW_REF"] ?? "")?.[1];
  const branch = change === undefined ? (ref?.branch ?? ref?.tag) : change.sourceBranch;
  if (!api || !repository || workflow === undefined || branch === undefined) return undefined;
  if (change === undefined) return { api, repository, workflow, branch, headRepository: repository };
  const changeEvent = env["GITHUB_EVENT_NAME"];
  const text = files.readAtOnce(env["GITHUB_EVENT_PATH"] ?? "", MAX_EVENT_BYTES);
  const headRepository = text === undefined ? undefined : headRepositoryOf(text);
  if (changeEvent === undefined || headRepository === undefined) return undefined;
  return { api, repository, workflow, branch, headRepository, changeEvent };
}

async function createAsk(session: Session, { api, repository }: Place, token: string): Promise<Ask> {
  const fetch = await networkFetchOf(session);
  return async (path) => {
    const response = await fetch(`${api}/repos/${repository}/actions/${path}`, {
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "user-agent": "dingpipe",
        "x-github-api-version": "2022-11-28",
      },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
    return response.json();
  };
}

async function lastFinished(ask: Ask, place: Place, { run, task }: PipelineEvent): Promise<Past> {
  const attempt = run?.attempt ?? 1;
  // A run that is run again follows itself.
  const own = attempt > 1 ? await ask(`runs/${run?.id}/attempts/${attempt - 1}`) : undefined;
  if (own !== undefined && isVerdict(stateOf(own))) return pastOf(ask, own, task, `attempts/${attempt - 1}/jobs`);
  const query = new URLSearchParams({
    branch: place.branch,
    status: "completed",
    per_page: String(RUNS_LOOKED_AT),
    ...(place.changeEvent === undefined ? {} : { event: place.changeEvent }),
  });
  const runs = listAt(await ask(`workflows/${place.workflow}/runs?${query}`), "workflow_runs");
  const number = Number(run?.number);
  const last = runs.find(
    (other) =>
      // A later run may have ended before this one.
      Number(at(other, "run_number")) < number && isSameThing(other, place) && isVerdict(stateOf(other)),
  );
  return last === undefined ? {} : pastOf(ask, last, task, "jobs");
}

function isSameThing(run: unknown, { headRepository, changeEvent }: Place): boolean {
  const isOfChange = String(at(run, "event")).startsWith("pull_request");
  return isOfChange === (changeEvent !== undefined) && at(at(run, "head_repository"), "full_name") === headRepository;
}

/** The state of the job where the message is a job's: another one may have failed. GitHub tells a job's name, not its key. */
async function pastOf(ask: Ask, run: unknown, task: PipelineEvent["task"], jobsPath: string): Promise<Past> {
  const state = stateOf(run);
  if (task === undefined || state === "success") return { state };
  const jobs = listAt(await ask(`runs/${at(run, "id")}/${jobsPath}?per_page=100`), "jobs");
  const job = jobs.find((other) => at(other, "name") === task.name);
  const own = stateOf(job);
  return { state: isVerdict(own) ? own : state };
}

function stateOf(runOrJob: unknown): State {
  const conclusion = at(runOrJob, "conclusion");
  return typeof conclusion === "string" ? (parseStatus(conclusion, "github") ?? "unknown") : "unknown";
}

function isVerdict(state: State): boolean {
  return VERDICTS.includes(state);
}

function headRepositoryOf(text: string): string | undefined {
  try {
    const name = at(at(at(at(JSON.parse(text), "pull_request"), "head"), "repo"), "full_name");
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
