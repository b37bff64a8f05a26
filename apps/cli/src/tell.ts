import {
  type Config,
  createNotifier,
  type Delivery,
  type DeliveryResult,
  type Event,
  isVerdict,
  type Notifier,
  type Plan,
  resolveReference,
  type State,
  stateKey,
} from "@dingpipe/core";
import { loadConfig } from "./config-file.ts";
import type { Signal } from "./context.ts";
import { pathFrom, type ReadEvent, readJob } from "./event-input.ts";
import { exitCodeOf, exitCodes, lowestFailure, tolerated } from "./exit-code.ts";
import { failOnOf } from "./fail-on.ts";
import { withoutSecrets } from "./mask.ts";
import { withOverrides } from "./overrides.ts";
import { networkFetchOf } from "./proxy.ts";
import type { Report, ReportedResult } from "./report.ts";
import { createSecrets, type Secrets } from "./secrets.ts";
import type { Session } from "./session.ts";
import { readStateFile, type StateFile, writeStateFile } from "./state-file.ts";
import { Refusal } from "./words.ts";

// After a signal an answer that is on its way has this long; the whole must end within two seconds.
const GRACE_MS = 500;
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const satisfies Record<Signal, number>;

/** A configuration that is ready to tell of an event. */
export interface Prepared {
  readonly config: Config;
  readonly secrets: Secrets;
  /** A rule for this run alone: `exec --tail` adds the last lines to what every rule says. */
  notifier(change?: (config: Config) => Config): Promise<Notifier>;
}

/** Loads and checks the configuration. Throws `Refusal` or an error of the core where it is wrong. */
export async function prepare(session: Session): Promise<Prepared> {
  const { context } = session;
  const secrets = await createSecrets(session);
  const config = withOverrides(await loadConfig(session, secrets), session);
  await refuseEndpointOfPullRequest(session, config, secrets);
  const fetch = await networkFetchOf(session);
  const notifier = (change: (config: Config) => Config = (same) => same) =>
    createNotifier(change(config), {
      resolve: secrets.resolve,
      fetch: signHidingFetch(session, session.settings.flag("verbose") ? tellingFetch(session, fetch) : fetch),
      now: context.now,
      wait: context.wait,
      random: context.random,
    });
  return { config, secrets, notifier };
}

/**
 * Who asks for a merge may have written the file that stands here: where the robots' secrets go is not theirs to say. Where there is no
 * secret, or nothing is sent, that is harmless.
 */
async function refuseEndpointOfPullRequest(session: Session, config: Config, { resolve }: Secrets): Promise<void> {
  const { command, context, settings, words } = session;
  if (context.env["DINGTALK_ENDPOINT"] || command === "explain") return;
  const named = Object.entries(config.robots).filter(([, { endpoint }]) => endpoint !== undefined);
  if (named.length === 0 || !(await readJob(session, config.provider))?.isPullRequest) return;
  for (const [name, { webhook }] of named) {
    const hasSecret = await resolveReference(webhook, resolve, "").then(
      () => true,
      () => false,
    );
    if (!hasSecret) continue;
    const text = words.texts.endpointUntrusted(`robots.${name}`);
    if (!settings.flag("dry-run")) throw new Refusal(exitCodes.config, "endpoint_untrusted", text);
    words.warn(text);
  }
}

/** The same `fetch`; the signature of each request is hidden from then on, as a secret is. */
function signHidingFetch({ mask }: Session, inner: typeof fetch): typeof fetch {
  return (input, init) => {
    const sign = new URL(input instanceof Request ? input.url : input).searchParams.get("sign");
    if (sign !== null) mask.remember(sign);
    return inner(input, init);
  };
}

/** The same `fetch`, which also says that no answer came: one line for each attempt. */
function tellingFetch({ words }: Session, inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    try {
      return await inner(input, init);
    } catch (error) {
      words.detail(words.texts.attemptFailed(networkCode(error)));
      throw error;
    }
  };
}

// Only the code, such as ECONNREFUSED: a message may hold the address, and with it the token.
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (typeof code === "string") return code;
  return error instanceof Error ? error.name : typeof error;
}

/** Whether there is anybody to tell: without a file, `DINGTALK_WEBHOOK` must have a value. A dry run warns where it has none. */
export async function hasRobot(session: Session, { secrets }: Prepared, isPullRequest = false): Promise<boolean> {
  if (session.discovery.kind === "found") return true;
  if (!session.settings.flag("dry-run")) return secrets.has("DINGTALK_WEBHOOK");
  // A file that can't be read holds no webhook either, and is no reason not to show the message.
  if (await secrets.has("DINGTALK_WEBHOOK").catch(() => false)) return true;
  // A command's code is its own, and a pull request's build is excused.
  const hasCode = session.command !== "exec" && !isPullRequest;
  const exitCode = hasCode ? tolerated(exitCodes.config, failOnOf(session)) : undefined;
  session.words.warn(session.words.texts.dryRunWithoutWebhook(exitCode));
  return true;
}

export interface TellOptions {
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /**
   * Two events of one run may be told in the same words and are two all the same: DingTalk would drop the second, since the
   * idempotency key is made from run and words. Default false.
   */
  readonly isNew?: boolean;
  /** Asked where a rule looks at the last result and nobody has told it. Gives nothing where it can't say. */
  readonly past?: (event: Event, session: Session) => Promise<Past | undefined>;
}

/** How the last finished run of the same thing ended; without a state there was none. */
export interface Past {
  readonly state?: State;
}

/** Plans, sends (not under `--dry-run`) and keeps the state. Gives what happened; says nothing but warnings. */
export async function tell(
  session: Session,
  notifier: Notifier,
  { event, isPullRequest }: ReadEvent,
  options: TellOptions = {},
): Promise<Report> {
  const { context, settings } = session;
  const store = await openStore(session);
  const previous = store?.kind === "read" && isStateful(event) ? ownEntry(store.states, stateKey(event)) : undefined;
  const planWith = (hasStore: boolean, state: State | undefined) =>
    notifier.plan(event, {
      variables: withoutSecrets(options.variables ?? context.env),
      hasStore,
      ...(state === undefined ? {} : { previous: state }),
      ...(settings.given("robot") ? { robots: settings.list("robot") } : {}),
    });
  let plan = await planWith(store !== undefined, previous?.state);
  const isPastWanted = worthSaying(session, plan.warnings).some(({ code }) => code === "previous_unknown");
  const past = isPastWanted ? await options.past?.(event, session) : undefined;
  if (past !== undefined) plan = await planWith(true, past.state);
  const warnings = worthSaying(session, plan.warnings);
  const deliveries = options.isNew === true ? plan.deliveries.map(withNewKey) : plan.deliveries;
  const report = await carryOut(session, notifier, { ...plan, deliveries, warnings }, isPullRequest);
  if (!report.isDryRun && isSettled(report)) await keepState(session, event, store);
  return { ...report, event };
}

/**
 * Whether the next run has no need to tell this again. Where no group has it, it has; where one has, that one would be told twice for as
 * long as another's robot fails, and never of the repair.
 */
function isSettled({ plan, results, signal }: Report): boolean {
  if (signal !== undefined) return false;
  return (
    plan.deliveries.length === 0 || results.some(({ exitCode, isExcused }) => exitCode === exitCodes.ok && !isExcused)
  );
}

/** Without a file every event is told: the rule's "what changed" decides nothing. */
export function worthSaying({ discovery, settings }: Session, warnings: Plan["warnings"]): Plan["warnings"] {
  const asksForChange = discovery.kind === "found" || settings.given("on");
  return warnings.filter(({ code }) => asksForChange || code !== "previous_unknown");
}

/** Sends what was planned, not under `--dry-run`. */
export async function carryOut(
  session: Session,
  notifier: Notifier,
  plan: Plan,
  isPullRequest: boolean,
): Promise<Report> {
  const isDryRun = session.settings.flag("dry-run");
  const { results, signal } = isDryRun ? { results: [] } : await deliver(session, notifier, plan);
  const told = results.map((result) => reported(result, isPullRequest));
  return { plan, isDryRun, results: told, exitCode: codeOf(session, plan, told, signal), ...(signal && { signal }) };
}

function withNewKey(delivery: Delivery): Delivery {
  const msgUuid = `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", "");
  return { ...delivery, message: { ...delivery.message, msgUuid } };
}

function codeOf(session: Session, plan: Plan, results: readonly ReportedResult[], signal: Signal | undefined): number {
  const { settings } = session;
  if (signal !== undefined) return 128 + SIGNAL_NUMBERS[signal];
  if (plan.deliveries.length === 0 && settings.flag("fail-on-empty")) return exitCodes.empty;
  return tolerated(lowestFailure(results.map(({ exitCode }) => exitCode)), failOnOf(session));
}

async function deliver(
  session: Session,
  notifier: Notifier,
  plan: Plan,
): Promise<{ readonly results: readonly DeliveryResult[]; readonly signal?: Signal }> {
  if (plan.deliveries.length === 0) return { results: [] };
  const { context, words } = session;
  const controller = new AbortController();
  let received: Signal | undefined;
  const stop = context.onSignal((signal) => {
    if (received !== undefined) return;
    received = signal;
    context.wait(GRACE_MS, controller.signal).then(
      () => controller.abort(),
      () => undefined,
    );
  });
  const robots = [...new Set(plan.deliveries.map(({ robot }) => robot))];
  words.progress.show(words.texts.sending(robots.join(words.texts.listGap)));
  try {
    return { results: await notifier.deliver(plan, { signal: controller.signal }) };
  } catch (error) {
    if (received === undefined || !controller.signal.aborted) throw error;
    return { results: [], signal: received };
  } finally {
    stop();
    controller.abort();
    words.progress.clear();
  }
}

function reported(result: DeliveryResult, isPullRequest: boolean): ReportedResult {
  if ("outcome" in result) return { ...result, exitCode: exitCodeOf(result.outcome), isExcused: false };
  const { code } = result.error;
  // A fork's pull request gets no secrets: nothing that its author could put right.
  if (code === "reference_unresolved" && isPullRequest) return { ...result, exitCode: exitCodes.ok, isExcused: true };
  return { ...result, exitCode: code === "message_oversized" ? exitCodes.message : exitCodes.config, isExcused: false };
}

async function openStore({ context, settings, words }: Session): Promise<StateFile | undefined> {
  const path = settings.text("state-file");
  if (path === undefined) return undefined;
  const store = await readStateFile(context.files, pathFrom(context.cwd, path));
  if (store.kind === "damaged") words.warn(words.texts.stateDamaged(path, words.texts.stateProblems[store.problem]));
  return store;
}

async function keepState(
  { context, settings, words }: Session,
  event: Event,
  store: StateFile | undefined,
): Promise<void> {
  const path = settings.text("state-file");
  if (path === undefined || store === undefined || store.kind === "damaged" || !isStateful(event)) return;
  const run = event.kind === "pipeline" ? (event.run?.number ?? event.run?.id) : undefined;
  const entry = { state: event.state, ...(run === undefined ? {} : { run }), at: event.time };
  try {
    await writeStateFile(context, pathFrom(context.cwd, path), { [stateKey(event)]: entry });
  } catch {
    words.warn(words.texts.stateNotWritten(path));
  }
}

function isStateful(event: Event): event is Extract<Event, { readonly kind: "pipeline" | "deployment" }> {
  return isVerdict(event);
}

function ownEntry<Value>(entries: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}
