import {
  type Config,
  REFERENCE,
  type Resolve,
  type RobotConfig,
  type RuleConfig,
  resolveReference,
} from "./config/config.ts";
import { createDeliveries, type Delivery } from "./delivery.ts";
import { DingpipeError, type ErrorCode, type KnownError } from "./error.ts";
import type { Event, PipelineEvent, State } from "./event.ts";
import type { FilterResult } from "./filter.ts";
import type { Outcome } from "./outcome.ts";
import { providerVariables } from "./provider-variables.ts";
import { createRobot, type Robot, type SendOptions } from "./robot.ts";
import { parseRobotUrl, type RobotUrl } from "./robot-url.ts";
import { compileRule, filterScope, type PlanWarning, type Rule, type RuleScope } from "./rule.ts";
import { isVerdictState, type Transition, transitionOf, type UnstableAs } from "./transition.ts";

export interface NotifierOptions {
  /** The value of a reference, by its name; without it every reference is unresolved. */
  readonly resolve?: Resolve;
  /** What a rule without `on` reacts to. Default: whatever is finished, alerts, and all actions. */
  readonly defaultOn?: RuleConfig["on"];
  readonly fetch: typeof globalThis.fetch;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** From 0 up to 1, as `Math.random`. */
  readonly random: () => number;
}

export interface PlanOptions {
  /** The variables of templates and `env` of `when`: a job's environment, or what the sender gave. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** The state of the last finished run of the same thing, where the event does not say it itself. */
  readonly previous?: State;
  /** A newer run of the same thing ended before this event came: it changes nothing. Default `false`. */
  readonly isLate?: boolean;
  /** A store was asked for the previous state, so that its absence means "the first run". Default `false`. */
  readonly hasStore?: boolean;
  /** Only these robots; absent: all. */
  readonly robots?: readonly string[];
  /** A rule that fails on this event is a warning, and the others tell it all the same. Default `false`: `plan` rejects. */
  readonly tolerant?: boolean;
  /** The messages get no `msgUuid`: whoever sends them gives them one. */
  readonly unkeyed?: boolean;
}

/** Why a rule tells nobody. */
export type RuleReason =
  | Exclude<FilterResult, { readonly matched: true }>
  | { readonly condition: "robots"; readonly told: readonly { readonly robot: string; readonly by: string }[] }
  /** Its `when` or its template could not be evaluated for this event. */
  | { readonly condition: "failed"; readonly code: ErrorCode | "bug" };

export interface RuleReport {
  readonly rule: string;
  readonly matched: boolean;
  readonly reason?: RuleReason;
}

export interface Plan {
  /** Absent where the past is not known, too. */
  readonly transition?: Transition;
  readonly deliveries: readonly Delivery[];
  /** One for each rule, in the order of the file. */
  readonly rules: readonly RuleReport[];
  readonly warnings: readonly PlanWarning[];
}

/** What became of a delivery: the robot's outcome, or the configuration's mistake that kept it from being tried. */
export type DeliveryResult = { readonly delivery: Delivery } & (
  | { readonly outcome: Outcome }
  | { readonly error: KnownError }
);

export interface Notifier {
  /** What would be sent, and why the rest would not. Throws `filter_failed` where a `when` can't be evaluated. */
  plan(event: Event, options?: PlanOptions): Promise<Plan>;
  /** Plans and sends; robots are told side by side, each in order. One robot's failure does not keep the others from being told. */
  notify(
    event: Event,
    options?: PlanOptions,
  ): Promise<{ readonly plan: Plan; readonly results: readonly DeliveryResult[] }>;
  /** Sends what was planned. */
  deliver(plan: Plan, options?: DeliverOptions): Promise<readonly DeliveryResult[]>;
}

export interface DeliverOptions {
  readonly signal?: AbortSignal;
}

/** What a rule sees of the event; `before` is how the last run ended, where that is to be supposed. */
type LookBack = (rule: Rule, before?: State) => Pick<RuleScope, "event" | "variables" | "transition">;

// For all that one event makes a robot say.
const TOTAL_TIMEOUT_MS = 30_000;

/**
 * Tells robots of events by the rules of a configuration. A robot's budget is kept as long as the notifier lives, so a tool that
 * loops does not get its robot muted. Throws what `compileFilter` and `compileTemplate` throw.
 */
export async function createNotifier(config: Config, options: NotifierOptions): Promise<Notifier> {
  const resolve = options.resolve ?? (() => undefined);
  const rules = await Promise.all(config.rules.map((rule) => compileRule(rule, config, options.defaultOn)));
  const robots = new Map<string, Promise<Robot>>();
  const urls = new Map<string, RobotUrl>();
  const hidden = referencedNames(config);

  const robotOf = (name: string): Promise<Robot> => {
    const known = robots.get(name) ?? createConfiguredRobot(name, config, resolve, options, urls);
    robots.set(name, known);
    return known;
  };

  const plan = async (event: Event, planOptions: PlanOptions = {}): Promise<Plan> => {
    const told = toldPast(event);
    const previous = told.previousState ?? planOptions.previous;
    const variables = visibleVariables(event, planOptions.variables ?? {}, hidden);
    const isPastKnown = previous !== undefined || told.transition !== undefined || planOptions.hasStore === true;
    const { isLate = false } = planOptions;
    const changeOf = (unstable?: UnstableAs, before = previous) =>
      isLate ? undefined : (told.transition ?? transitionOf(event, before, unstable));
    const lookBack: LookBack = ({ config: { unstable } }, before = previous) => {
      const transition = changeOf(unstable, before);
      const isKnown = isPastKnown || before !== undefined;
      // What a store holds came after a late run.
      const seen = isKnown ? withPast(event, isLate ? undefined : before, transition) : event;
      return { event: seen, variables, ...(transition && { transition }) };
    };
    const warnings: PlanWarning[] = [];
    const reports: RuleReport[] = [];
    const deliveries: Delivery[] = [];
    const toldBy = new Map<string, string>();
    const applied = async (rule: Rule): Promise<RuleReport> => {
      const seen = lookBack(rule);
      const result = rule.filter.match(seen.event, filterScope(seen));
      if (!isPastKnown && dependsOnPast(rule, lookBack)) {
        warnings.push({ code: "previous_unknown", rule: rule.config.name });
      }
      if (!result.matched) {
        if (result.absent !== undefined) warnings.push({ code: "absent", rule: rule.config.name, path: result.absent });
        return { rule: rule.config.name, matched: false, reason: result };
      }
      const wanted = rule.config.robots.filter((robot) => planOptions.robots?.includes(robot) ?? true);
      const open = wanted.filter((robot) => !toldBy.has(robot));
      for (const robot of open) {
        const messages = await rule.compose({
          ...seen,
          openLinksIn: robotConfig(config, robot).openLinksIn,
          resolveMobile: (reference) => mobileOf(reference, resolve),
          warn: (warning) => warnings.push(warning),
        });
        deliveries.push(
          ...(await createDeliveries(messages, {
            event,
            rule: rule.config,
            robot,
            config,
            random: options.random,
            ...(planOptions.unkeyed === true && { unkeyed: true }),
          })),
        );
      }
      for (const robot of open) toldBy.set(robot, rule.config.name);
      return open.length > 0
        ? { rule: rule.config.name, matched: true }
        : { rule: rule.config.name, matched: false, reason: toldReason(wanted, toldBy) };
    };
    for (const rule of rules) {
      const planned = deliveries.length;
      try {
        reports.push(await applied(rule));
      } catch (error) {
        if (planOptions.tolerant !== true) throw error;
        deliveries.length = planned;
        const code = error instanceof DingpipeError ? error.code : "bug";
        warnings.push({ code: "rule_failed", rule: rule.config.name, error: code });
        const reason = { condition: "failed", code } as const;
        reports.push({ rule: rule.config.name, matched: false, reason });
      }
    }
    const transition = isPastKnown ? changeOf() : undefined;
    return { deliveries, rules: reports, warnings: unique(warnings), ...(transition && { transition }) };
  };

  const deliver = async (planned: Plan, { signal }: DeliverOptions = {}): Promise<readonly DeliveryResult[]> => {
    const sendOptions = { deadline: options.now() + TOTAL_TIMEOUT_MS, ...(signal && { signal }) };
    const results = new Map<Delivery, DeliveryResult>();
    const names = [...new Set(planned.deliveries.map(({ robot }) => robot))];
    await Promise.all(
      names.map(async (name) => {
        const own = planned.deliveries.filter(({ robot }) => robot === name);
        for (const result of await deliverInOrder(own, () => robotOf(name), sendOptions))
          results.set(result.delivery, result);
      }),
    );
    return planned.deliveries.flatMap((delivery) => results.get(delivery) ?? []);
  };

  return {
    plan,
    deliver,
    async notify(event, planOptions) {
      const planned = await plan(event, planOptions);
      return { plan: planned, results: await deliver(planned) };
    },
  };
}

// A part that was not delivered takes the later parts of its message with it: they would arrive without their beginning.
async function deliverInOrder(
  deliveries: readonly Delivery[],
  robotOf: () => Promise<Robot>,
  sendOptions: SendOptions,
): Promise<readonly DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  let broken: DeliveryResult | undefined;
  for (const delivery of deliveries) {
    if (broken !== undefined && delivery.rule === broken.delivery.rule) {
      results.push(
        "outcome" in broken ? { delivery, outcome: { ...broken.outcome, attempts: 0 } } : { ...broken, delivery },
      );
      continue;
    }
    const result = await deliverOne(delivery, robotOf, sendOptions);
    results.push(result);
    if (!("outcome" in result) || result.outcome.class !== "delivered") broken = result;
  }
  return results;
}

async function deliverOne(
  delivery: Delivery,
  robotOf: () => Promise<Robot>,
  sendOptions: SendOptions,
): Promise<DeliveryResult> {
  try {
    const robot = await robotOf();
    return { delivery, outcome: await robot.send(delivery.message, sendOptions) };
  } catch (error) {
    if (error instanceof DingpipeError) return { delivery, error };
    throw error;
  }
}

async function createConfiguredRobot(
  name: string,
  config: Config,
  resolve: Resolve,
  options: NotifierOptions,
  urls: Map<string, RobotUrl>,
): Promise<Robot> {
  const { webhook, secret, ...settings } = robotConfig(config, name);
  const path = `robots.${name}`;
  const resolvedWebhook = await resolveReference(webhook, resolve, `${path}.webhook`);
  const url = parseRobotUrl(resolvedWebhook, settings);
  refuseDouble(name, url, urls);
  const resolvedSecret = secret === undefined ? undefined : await resolveReference(secret, resolve, `${path}.secret`);
  return createRobot({
    ...settings,
    locale: config.locale,
    webhook: url,
    ...(resolvedSecret === undefined ? {} : { secret: resolvedSecret }),
    fetch: options.fetch,
    now: options.now,
    wait: options.wait,
    random: options.random,
  });
}

// Two robots with one token would tell one group twice, each with a budget of its own.
function refuseDouble(name: string, url: RobotUrl, urls: Map<string, RobotUrl>): void {
  for (const [other, known] of urls) {
    if (other === name || !known.hasSameToken(url)) continue;
    const values = { what: "robot", name, other };
    const issues = [{ path: `robots.${name}.webhook`, code: "duplicate", values } as const];
    throw new DingpipeError("config_invalid", { issues });
  }
  urls.set(name, url);
}

function robotConfig(config: Config, name: string): RobotConfig {
  const robot = config.robots[name];
  if (robot === undefined) throw new RangeError(`the configuration has no robot ${name}`);
  return robot;
}

async function mobileOf(reference: string, resolve: Resolve): Promise<string | undefined> {
  try {
    return await resolveReference(reference, resolve, "mention.mobiles");
  } catch (error) {
    if (error instanceof DingpipeError) return undefined;
    throw error;
  }
}

/** The names that references of robots, doors and access entries use: no template ever sees their values. */
function referencedNames(config: Config): ReadonlySet<string> {
  const values = [
    ...Object.values(config.robots).flatMap(({ webhook, secret }) => [webhook, secret]),
    ...Object.values(config.sources).flatMap(({ secret, token, password, bearer }) => [
      secret,
      token,
      password,
      bearer,
    ]),
    ...config.access.map(({ token }) => token),
  ].flat();
  const names = values.flatMap((value) => REFERENCE.exec(value ?? "")?.[1] ?? []);
  return new Set(
    ["DINGTALK_WEBHOOK", "DINGTALK_SECRET", "DINGPIPE_VIA_TOKEN", ...names].flatMap((name) => [name, `${name}_FILE`]),
  );
}

function visibleVariables(
  event: Event,
  given: Readonly<Record<string, string | undefined>>,
  hidden: ReadonlySet<string>,
): Readonly<Record<string, string | undefined>> {
  const all = Object.entries({ ...providerVariables(event), ...given, ...event.params });
  return Object.fromEntries(all.filter(([name, value]) => value !== undefined && !hidden.has(name)));
}

/** What the sender says of the past; its own `previousState` says more than its `transition`, which knows no rule's `unstable`. */
function toldPast(event: Event): Pick<PipelineEvent, "previousState" | "transition"> {
  if (event.kind !== "pipeline" && event.kind !== "deployment") return {};
  const { previousState, transition } = event;
  if (previousState !== undefined && isVerdictState(previousState)) return { previousState };
  return transition === undefined ? {} : { transition };
}

/** As conditions and templates see it. */
function withPast(event: Event, previousState: State | undefined, transition: Transition | undefined): Event {
  if (event.kind !== "pipeline" && event.kind !== "deployment") return event;
  const { transition: _, ...rest } = event;
  return { ...rest, ...(previousState && { previousState }), ...(transition && { transition }) };
}

// Such as `on: [fixed]` for a success: what was before decides who is told or mentioned, and must not be passed over in silence.
function dependsOnPast(rule: Rule, lookBack: LookBack): boolean {
  const [afterSuccess, afterFailure] = (["success", "failure"] as const).map((before) => {
    const seen = lookBack(rule, before);
    const scope = filterScope(seen);
    if (!rule.filter.match(seen.event, scope).matched) return "nobody";
    return rule.isMentioning(seen.event, scope) ? "mentioned" : "told";
  });
  return afterSuccess !== afterFailure;
}

function toldReason(wanted: readonly string[], toldBy: ReadonlyMap<string, string>): RuleReason {
  return { condition: "robots", told: wanted.map((robot) => ({ robot, by: toldBy.get(robot) ?? "" })) };
}

function unique(warnings: readonly PlanWarning[]): readonly PlanWarning[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}
