import type { Locale, PipelineEventInput } from "@dingpipe/core";
import { type Environment, nameIn } from "../environment.ts";
import type { CiOptions, CiReading, CiSource, CiTexts } from "../source.ts";
import { parseStatus } from "../status.ts";
import { present } from "../values.ts";
import { ciEntries, detectCi, findCi } from "./detect.ts";

/**
 * Reads a job's environment into a pipeline event. Without a known status the state is `unknown`, never a guess;
 * `undefined` only where `options.provider` is no known id (`ciProviders` has them). Never throws, whatever the environment holds.
 */
export async function readCi(env: Environment, options: CiOptions): Promise<CiReading | undefined> {
  const entry = options.provider === undefined ? detectCi(env) : findCi(options.provider, env);
  return entry === undefined ? undefined : readWith(await entry.load(), env, options);
}

/** Reads with a source that is at hand. */
export function readWith(source: CiSource, env: Environment, options: CiOptions): CiReading {
  const { instance, hasSecrets = false, ...facts } = source.read(env, options);
  const statusRaw = nameIn({ status: options.status }, "status");
  const event: PipelineEventInput = {
    ...facts,
    time: new Date(options.now).toISOString(),
    source: { provider: source.id, ...present({ instance }), via: source.id === "generic" ? "manual" : "env" },
    state: facts.state ?? "unknown",
    ...(statusRaw === undefined ? {} : { state: parseStatus(statusRaw, source.id) ?? "unknown", statusRaw }),
  };
  const isPullRequest = event.change !== undefined && !hasSecrets;
  return { provider: source.id, event, isPullRequest, absent: absentFrom(event) };
}

/** How a job of this CI learns its status and hands it over, as a text for people; Russian readers get English. */
export async function statusHint(provider: string, locale: Locale): Promise<string> {
  const { texts } = await (findCi(provider) ?? detectCi({})).loadTexts();
  return texts.statusOptions[locale === "ru" ? "en" : locale];
}

/** Every CI that can be read, with what is told of it, in the order in which they are asked. */
export async function loadCiSources(): Promise<readonly (CiSource & CiTexts)[]> {
  return Promise.all(
    ciEntries.map(async ({ load, loadTexts }) => ({ ...(await load()), ...(await loadTexts()).texts })),
  );
}

function absentFrom(event: PipelineEventInput): readonly string[] {
  const facts: Readonly<Record<string, unknown>> = {
    status: event.state === "unknown" ? undefined : event.state,
    pipeline: event.pipeline,
    stage: event.stage,
    task: event.task,
    actor: event.actor,
    trigger: event.trigger,
    url: event.url ?? event.task?.url ?? event.run?.url,
    branch: event.ref?.branch ?? event.ref?.tag,
    commit: event.commit,
    repository: event.repository,
  };
  return Object.keys(facts).filter((name) => facts[name] === undefined);
}
