import {
  type Commit,
  createPipelineEvent,
  type Event,
  nearest,
  type PipelineEvent,
  type PipelineEventInput,
  type ProviderConfig,
  type Repository,
  type State,
  safeUrl,
  type TriggerType,
  triggerTypes,
} from "@dingpipe/core";
import {
  type CiReading,
  ciProviders,
  gitUrl,
  isUnresolved,
  isWithin,
  knownStatusWords,
  parseStatus,
  readCi,
  statusHint,
} from "@dingpipe/sources";
import { parseDuration } from "./duration.ts";
import { parseJsonText } from "./json-text.ts";
import type { OptionName } from "./options.ts";
import { type Session, usage } from "./session.ts";

// What flags can say of a run.
const FACTS = [
  "status",
  "pipeline",
  "stage",
  "task",
  "actor",
  "trigger",
  "branch",
  "commit",
  "repository",
  "duration",
  "url",
  "param",
  "previous-status",
] as const satisfies readonly OptionName[];
const MAX_STATUS = 100;
// What GitHub allows a webhook's body, which the file of its event is.
const MAX_FILE_BYTES = 25 * 1_048_576;

/** What happened, and whether a missing secret is to be expected. */
export interface ReadEvent {
  readonly event: Event;
  readonly isPullRequest: boolean;
}

/** How a run ended, where this program itself ran it. */
interface KnownEnd {
  readonly state: State;
  readonly exitCode: number;
  readonly startedAt: number;
  readonly finishedAt: number;
}

export interface ReadEventOptions {
  readonly end?: KnownEnd;
  /** What the caller knows of the run beside the environment, and beside the flags. */
  readonly refine?: (input: PipelineEventInput) => PipelineEventInput;
}

/** Makes the event from `--event`, else from the CI's environment and the flags that fill what it does not say. */
export async function readEvent(
  session: Session,
  provider: ProviderConfig,
  { end, refine = (input) => input }: ReadEventOptions = {},
): Promise<ReadEvent> {
  const { settings } = session;
  const path = settings.text("event");
  if (path !== undefined) {
    const event = await readEventFile(session, path);
    return { event: await withFlags(event, session), isPullRequest: "change" in event && event.change !== undefined };
  }
  const reading = await readJob(session, provider, end);
  if (reading === undefined) {
    const word = settings.text("provider") ?? "";
    const { texts } = session.words;
    throw usage(
      "provider_unknown",
      texts.unknownProvider(word, ciProviders.join(" "), nearest(word, ciProviders) ?? ""),
    );
  }
  const input = refine(filled(reading.event, session));
  const event = createPipelineEvent(end === undefined ? await withStatus(input, session) : withEnd(input, end));
  if (reading.absent.length > 0) {
    session.words.detail(session.words.texts.absentFields(reading.absent.map((name) => `--${name}`).join(" ")));
  }
  return { event, isPullRequest: reading.isPullRequest };
}

/** What this job's environment says, with the files that it names; nothing where `--provider` is no known one. */
export function readJob(
  { context, settings }: Session,
  config: ProviderConfig,
  end?: KnownEnd,
): Promise<CiReading | undefined> {
  const provider = settings.text("provider");
  const status = end === undefined ? settings.text("status") : String(end.exitCode);
  return readCi(context.env, {
    ...config,
    now: context.now(),
    readFile: (path) => context.files.readAtOnce(pathFrom(context.cwd, path), MAX_FILE_BYTES),
    ...(provider === undefined ? {} : { provider }),
    ...(status === undefined ? {} : { status }),
  });
}

/** The event of a file as the flags say it anew; a flag that says nothing of this kind of event is refused. */
async function withFlags(event: Event, session: Session): Promise<Event> {
  const { settings, words } = session;
  if (event.kind === "pipeline") {
    const input = filled(event, session);
    return createPipelineEvent(settings.given("status") ? await withStatus(input, session) : input);
  }
  const takesStatus = event.kind === "deployment";
  const foreign = FACTS.find((name) => settings.given(name) && !(takesStatus && name === "status"));
  if (foreign !== undefined) {
    throw usage("option_not_for_kind", words.texts.optionNotForKind(settings.placeOf(foreign), event.kind));
  }
  return takesStatus && settings.given("status") ? withStatus(event, session) : event;
}

async function readEventFile(session: Session, path: string): Promise<Event> {
  const value = await readJson(session, path);
  const { parseEvent } = await import("./parse-event.ts");
  return parseEvent(value);
}

/** The JSON that `--event` names. */
export async function readJson({ context, settings, words }: Session, path: string): Promise<unknown> {
  const place = settings.placeOf("event");
  const text =
    path === "-"
      ? await context.stdin.read()
      : await context.files.read(pathFrom(context.cwd, path)).catch(() => undefined);
  if (text === undefined) throw usage("file_missing", words.texts.fileMissing(place, path));
  const value = parsed(text);
  if (value === undefined) throw usage("file_not_json", words.texts.fileNotJson(place, path));
  // As of a webhook's body: what is deeper would end whatever reads it by recursion.
  if (!isWithin(value)) throw usage("file_too_deep", words.texts.fileTooDeep(place, path));
  return value;
}

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}

/** A path as the user sees it, from the folder of this run. */
export function pathFrom(cwd: string, path: string): string {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) ? path : `${cwd}/${path}`;
}

async function withStatus<Input extends Pick<PipelineEventInput, "state" | "statusRaw" | "source">>(
  input: Input,
  { settings, words }: Session,
): Promise<Input> {
  const raw = resolved(settings.text("status"));
  const { provider } = input.source;
  if (raw === undefined) {
    if (input.state === "unknown") words.warn(words.texts.noStatus(await statusHint(provider, words.locale)));
    return input;
  }
  const state = parseStatus(raw, provider);
  if (state === undefined) {
    const similar = nearest(raw, knownStatusWords(provider)) ?? "";
    words.warn(words.texts.statusNotUnderstood(settings.placeOf("status"), raw, similar));
  }
  return { ...input, state: state ?? "unknown", statusRaw: raw.slice(0, MAX_STATUS) };
}

function withEnd(input: PipelineEventInput, end: KnownEnd): PipelineEventInput {
  return {
    ...input,
    state: end.state,
    statusRaw: String(end.exitCode),
    startedAt: new Date(end.startedAt).toISOString(),
    finishedAt: new Date(end.finishedAt).toISOString(),
  };
}

/** Flags go before what the CI says. */
function filled<Input extends PipelineEventInput | PipelineEvent>(input: Input, session: Session): Input {
  const { settings, words } = session;
  const names = namesOf(session);
  const [trigger, commit, duration, previous] = (["trigger", "commit", "duration", "previous-status"] as const).map(
    (name) => settings.text(name),
  );
  const durationMs = duration === undefined ? undefined : parseDuration(duration);
  if (duration !== undefined && durationMs === undefined) {
    throw usage("not_a_duration", words.texts.notADuration(settings.placeOf("duration"), duration));
  }
  const url = settings.text("url");
  if (url !== undefined && url.trim() !== "" && safeUrl(url) === undefined) {
    words.warn(words.texts.linkLeftOut(settings.placeOf("url")));
  }
  const params = settings.pairs("param");
  const repository = names.repository === undefined ? undefined : repositoryOf(names.repository, input);
  const previousState = previous === undefined ? undefined : previousOf(previous, input.source.provider, session);
  return withUrl(
    {
      ...input,
      ...(names.pipeline === undefined ? {} : { pipeline: { ...input.pipeline, name: names.pipeline } }),
      ...(names.stage === undefined ? {} : { stage: { name: names.stage } }),
      ...(names.task === undefined ? {} : { task: { ...input.task, name: names.task } }),
      ...(names.actor === undefined ? {} : { actor: { name: names.actor } }),
      ...(names.branch === undefined ? {} : { ref: { branch: names.branch } }),
      ...(repository === undefined ? {} : { repository }),
      ...(trigger === undefined ? {} : { trigger: { type: triggerOf(trigger), raw: trigger } }),
      ...commitOf(input, commit, repository),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(previousState === undefined ? {} : { previousState }),
      ...(params.length === 0 ? {} : { params: { ...input.params, ...Object.fromEntries(params) } }),
    },
    url,
  );
}

/** What is known of another repository does not hold for this one. An address is only its page, without user info. */
function repositoryOf(given: string, { repository }: Pick<PipelineEventInput, "repository">): Repository | undefined {
  const url = gitUrl(given);
  const fullName = url === undefined ? given : new URL(url).pathname.slice(1);
  // What is neither a name nor an address that can be read may hold a password.
  if (/[@:]/.test(fullName)) return undefined;
  if (repository?.fullName === fullName) return repository;
  const name = fullName.slice(fullName.lastIndexOf("/") + 1);
  return { fullName, name, ...(url === undefined ? {} : { url }) };
}

function commitOf(
  input: Pick<PipelineEventInput, "commit" | "repository">,
  sha: string | undefined,
  repository: Repository | undefined,
): { readonly commit?: Commit } {
  const { url, ...commit } = input.commit ?? {};
  if (sha !== undefined && sha !== input.commit?.sha) return { commit: { sha, shortSha: sha.slice(0, 7) } };
  if (input.commit === undefined || repository === undefined || repository === input.repository) return {};
  // Its page is one of the other repository's.
  return { commit: { ...commit, sha: input.commit.sha, shortSha: input.commit.shortSha } };
}

/** The value, unless it is blank or a reference that the CI did not resolve. */
function resolved(value: string | undefined): string | undefined {
  const text = value?.trim() ?? "";
  return text === "" || isUnresolved(text) ? undefined : text;
}

function namesOf({ settings }: Session) {
  return {
    pipeline: settings.text("pipeline"),
    stage: settings.text("stage"),
    task: settings.text("task"),
    actor: settings.text("actor"),
    branch: settings.text("branch"),
    repository: settings.text("repository"),
  };
}

// The link of a message is the task's page where there is a task, else the run's.
function withUrl<Input extends PipelineEventInput>(input: Input, url: string | undefined): Input {
  if (url === undefined) return input;
  return input.task === undefined
    ? { ...input, url, run: { ...input.run, url } }
    : { ...input, url, task: { ...input.task, url } };
}

function previousOf(raw: string, provider: string, { settings, words }: Session): State | undefined {
  const state = parseStatus(raw, provider);
  if (state === undefined) {
    const similar = nearest(raw, knownStatusWords(provider)) ?? "";
    words.warn(words.texts.statusNotUnderstood(settings.placeOf("previous-status"), raw, similar));
  }
  return state;
}

// What Gitee's notice calls its kinds of trigger, beside our own words.
const TRIGGER_WORDS: Readonly<Record<string, TriggerType>> = {
  手动触发: "manual",
  代码推送: "push",
  推送触发: "push",
  定时触发: "schedule",
  合并请求: "change",
  pull_request: "change",
  merge_request: "change",
};

function triggerOf(word: string): TriggerType {
  const known = word.trim().toLowerCase();
  return triggerTypes.find((type) => type === known) ?? TRIGGER_WORDS[known] ?? "unknown";
}
