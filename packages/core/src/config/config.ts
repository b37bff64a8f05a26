import { defaultLimits, type Limits } from "../budget.ts";
import type { ContentField } from "../content.ts";
import { DingpipeError } from "../error.ts";
import {
  type ArtifactAction,
  artifactActions,
  type ChangeAction,
  changeActions,
  type EventKind,
  eventKinds,
  type State,
  type StateGroup,
  type stateGroups,
  states,
} from "../event.ts";
import type { Locale } from "../locales/catalog.ts";
import type { Fallback } from "../outcome.ts";
import { type Transition, transitions } from "../transition.ts";

/** The environment variable that a reference names, or `BINDING.key` for a key of a JSON secret: `${NAME}`, and nothing else. */
export const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:\.([A-Za-z0-9_-]+))?\}$/;

/** A mobile. Countries have other lengths and prefixes than ours, so only the shape is looked at, and that ours have eleven digits. */
export const MOBILE = /^(?:\+?\d{1,4}-\d{5,15}|1\d{10}|[02-9]\d{4,14})$/;

/** A robot's name: people type it, in `--robot a,b` too. */
export const ROBOT_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** A door's name: it stands in a URL. */
export const DOOR_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The whole of `dingpipe.yaml`, checked and complete: absent parts have their defaults, durations are milliseconds. */
export interface Config {
  /** Of messages. Default `zh-CN`. */
  readonly locale: Locale;
  /** An IANA zone; default `Asia/Shanghai`. */
  readonly timezone: string;
  /** By name, at least one. */
  readonly robots: Readonly<Record<string, RobotConfig>>;
  readonly people: readonly PersonConfig[];
  /** In the file's order: the first that matches tells a robot. Default: where there is one robot, one rule without conditions. */
  readonly rules: readonly RuleConfig[];
  /** The robot that is told, at most once an hour, that something was parked. */
  readonly onParked?: string;
  readonly provider: ProviderConfig;
  /** The gateway's doors, by the name that stands in `/hooks/<name>`. */
  readonly sources: Readonly<Record<string, DoorConfig>>;
  /** Who may use the gateway's API. */
  readonly access: readonly AccessConfig[];
}

/** One custom robot in one group. */
export interface RobotConfig {
  /** A reference to the robot's address or its bare token. */
  readonly webhook: string;
  /** A reference; only where the robot's 加签 setting is on. */
  readonly secret?: string;
  /** The first one is added to a message that holds none of them; at most ten, as in DingTalk's form. */
  readonly keywords: readonly string[];
  /** Default `browser`. */
  readonly openLinksIn: "browser" | "panel";
  /** What may be given up when DingTalk refuses it. */
  readonly fallbacks: readonly RobotFallback[];
  readonly limits: RobotLimits;
  /** An origin in place of DingTalk's: a mock, a relay. */
  readonly endpoint?: string;
  /** Allows `http:` for an endpoint that is not on loopback. Default `false`. */
  readonly insecureEndpoint: boolean;
}

export type RobotFallback = Fallback;

export const robotFallbacks = ["withoutLinks", "withoutAtAll"] as const satisfies readonly RobotFallback[];

/** How much a robot says before it waits: `limits: { messages: 18, window: 62s, mute: 10m }`. */
export type RobotLimits = Limits;

/** Who a login or a Git e-mail is in DingTalk. Has a mobile or a user id, and logins or a name to be known by. */
export interface PersonConfig {
  /** Without logins this is what the person is known by. */
  readonly name?: string;
  /** Digits, with a country as in `+86-13900000000`, or a reference. */
  readonly mobile?: string;
  /** Where the mobile is absent, or its reference unset. */
  readonly userId?: string;
  /** The logins and e-mails of this person, in any case. */
  readonly logins: readonly string[];
}

/** A state, a group of states, a transition, what an alert does, or what was done to a change or an artifact. */
export type OnWord = State | StateGroup | Transition | "firing" | "resolved" | ChangeAction | ArtifactAction;

/** Every word that `on` knows. */
export const onWords: readonly OnWord[] = [
  ...new Set<OnWord>([
    ...(["failed", "finished"] satisfies (keyof typeof stateGroups)[]),
    ...transitions,
    ...states,
    "firing",
    "resolved",
    ...changeActions,
    ...artifactActions,
  ]),
];

export type RuleMessageType = "markdown" | "text" | "actionCard";

export const ruleMessageTypes = ["markdown", "text", "actionCard"] as const satisfies readonly RuleMessageType[];

/** Which events, where, to whom, what. A condition that is absent holds for every event. */
export interface RuleConfig {
  /** Default `rule 1`, `rule 2` …, by its place in the file. */
  readonly name: string;
  /** Default: the only robot there is. */
  readonly robots: readonly string[];
  readonly on?: readonly OnWord[];
  readonly kinds?: readonly EventKind[];
  /** Globs over the branch of a push or a run. */
  readonly branches?: readonly string[];
  /** Globs over the branch that a pull request wants into. */
  readonly targets?: readonly string[];
  readonly pipelines?: readonly string[];
  readonly repositories?: readonly string[];
  /** A door's name or a source's type; `gitee` means every `gitee-*`. */
  readonly sources?: readonly string[];
  /** CEL over `event` and `env`. */
  readonly when?: string;
  /** What `unstable` counts as, here; else as the source means it. */
  readonly unstable?: "failed" | "passed";
  /** Default `markdown`, or `actionCard` where there are buttons. */
  readonly type: RuleMessageType;
  /** A template. */
  readonly title?: string;
  /** The tick boxes, in this order; absent: those of the default message. */
  readonly content?: readonly ContentField[];
  /** A template, in DingTalk's Markdown. */
  readonly text?: string;
  readonly buttons: readonly ButtonConfig[];
  /** What happens to a message above 20,000 bytes. Default `split`. */
  readonly overflow: "split" | "shorten";
  readonly mention: MentionConfig;
  /** `extraText` sends the mention as a second, short text message, which DingTalk highlights. Default `inline`. */
  readonly mentionAs: "inline" | "extraText";
}

/** Both are templates. */
export interface ButtonConfig {
  readonly title: string;
  readonly url: string;
}

export interface MentionConfig {
  /** The commit's author, through `people`. */
  readonly author: boolean;
  /** Who started the run, through `people`. */
  readonly actor: boolean;
  /** Digits or references. */
  readonly mobiles: readonly string[];
  readonly userIds: readonly string[];
  readonly all: boolean;
  /** The words of the rule's `on` for which somebody is mentioned; absent: for all. */
  readonly on?: readonly OnWord[];
}

/** What a CI's environment does not say. */
export interface ProviderConfig {
  /** The host of a self-managed Gitee. */
  readonly giteeHost?: string;
  /** Whether the address of a run ends in its id or its number. */
  readonly runUrlBy?: "id" | "number";
}

/** A door of the gateway. It has at least one of the four credentials, or is `insecure`. Two of one kind allow for rotation. */
export interface DoorConfig {
  /** A source's type: `github`, `gitee-pipeline` … */
  readonly type: string;
  readonly secret?: readonly string[];
  readonly token?: readonly string[];
  readonly password?: readonly string[];
  readonly bearer?: readonly string[];
  /** The sender's own names of the events to tell of, in place of those that it tells of by default: `workflow_job`, `COMPLETED`. */
  readonly events?: readonly string[];
  /** Lets everybody in. Default `false`. */
  readonly insecure: boolean;
  /** Into how many intakes a busy door is split. Default 1. */
  readonly shards: number;
}

export const doorCredentials = [
  "secret",
  "token",
  "password",
  "bearer",
] as const satisfies readonly (keyof DoorConfig)[];

export type AccessRight = "send" | "read" | "admin";

export const accessRights = ["send", "read", "admin"] as const satisfies readonly AccessRight[];

export interface AccessConfig {
  readonly name: string;
  /** References, two for rotation. */
  readonly token: readonly string[];
  /** Absent: every robot. */
  readonly robots?: readonly string[];
  readonly may: readonly AccessRight[];
  /** Default 1. */
  readonly shards: number;
}

/** The value of a name: an environment variable, a file, a binding. `undefined` where there is none. */
export type Resolve = (name: string) => string | undefined | Promise<string | undefined>;

export const robotDefaults = {
  keywords: [],
  openLinksIn: "browser",
  fallbacks: [],
  limits: defaultLimits,
  insecureEndpoint: false,
} as const satisfies Partial<RobotConfig>;

export const mentionDefaults: MentionConfig = { author: false, actor: false, mobiles: [], userIds: [], all: false };

export const ruleDefaults = {
  type: "markdown",
  buttons: [],
  overflow: "split",
  mention: mentionDefaults,
  mentionAs: "inline",
} as const satisfies Partial<RuleConfig>;

export const configDefaults = {
  locale: "zh-CN",
  timezone: "Asia/Shanghai",
  people: [],
  rules: [],
  provider: {},
  sources: {},
  access: [],
} as const satisfies Partial<Config>;

/** The configuration where there is no file: a robot named `default` of `DINGTALK_WEBHOOK`, told about every event. */
export function createDefaultConfig(options: {
  readonly signed: boolean;
  readonly keywords: readonly string[];
}): Config {
  const secret = options.signed ? { secret: reference("DINGTALK_SECRET") } : {};
  const robot = { ...robotDefaults, webhook: reference("DINGTALK_WEBHOOK"), ...secret, keywords: options.keywords };
  const rule = { ...ruleDefaults, name: "default", robots: ["default"], on: onWords, kinds: eventKinds };
  return { ...configDefaults, robots: { default: robot }, rules: [rule] };
}

/**
 * The value that a reference stands for; a value that is no reference is its own. Throws `reference_unresolved` where the name is
 * unset or empty, or where `${BINDING.key}` does not name a text in a JSON secret.
 *
 * @param path - Where the reference stands in the configuration, for the error.
 */
export async function resolveReference(value: string, resolve: Resolve, path: string): Promise<string> {
  const [whole, name, key] = REFERENCE.exec(value) ?? [];
  if (whole === undefined || name === undefined) return value;
  const found = await resolve(name);
  const text = key === undefined ? found : textAt(found, key);
  if (text !== undefined && text.trim() !== "") return text.trim();
  const shownName = key === undefined ? name : `${name}.${key}`;
  throw new DingpipeError("reference_unresolved", { name: shownName, path });
}

/**
 * The mobile as DingTalk knows it, of one that a person wrote: `13800138000` of `138-0013-8000`, `+86-13800138000` of
 * `+86 138 0013 8000`. `undefined` where it is none.
 */
export function parseMobile(text: string): string | undefined {
  // What stands behind a country stays. Without a `+`, a 1 begins the mainland's own numbers.
  const mobile = text.replace(/(?<!^(?:\+|(?!1))\d{1,4})[\s-]+/g, "").replace(/\s/, "-");
  return MOBILE.test(mobile) ? mobile : undefined;
}

function reference(name: string): string {
  return `\${${name}}`;
}

function textAt(json: string | undefined, key: string): string | undefined {
  let secret: unknown;
  try {
    secret = JSON.parse(json ?? "null");
  } catch {
    return undefined; // the parser's message would repeat the secret
  }
  if (typeof secret !== "object" || secret === null || !Object.hasOwn(secret, key)) return undefined;
  const value = (secret as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}
