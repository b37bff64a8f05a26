import * as z from "zod";
import {
  accessRights,
  configDefaults,
  DOOR_NAME,
  doorCredentials,
  mentionDefaults,
  onWords,
  REFERENCE,
  ROBOT_NAME,
  robotDefaults,
  robotFallbacks,
  ruleDefaults,
  ruleMessageTypes,
} from "./config.ts";
import { contentFields } from "./content.ts";
import { eventKinds } from "./event.ts";
import { type Locale, locales } from "./locales/catalog.ts";
import type { Expectation } from "./locales/describe.ts";
import { isTimeZone } from "./locales/format.ts";
import { isLoopback } from "./robot-url.ts";

const SOURCE_TYPE = /^[a-z][a-z0-9-]{0,39}$/;
const DURATION = /^(\d{1,6})(ms|s|m|h)$/;
// DingTalk knows countries by other lengths and prefixes than ours, so only the shape is looked at.
const MOBILE = /^(?:\+?\d{1,4}-)?\d{5,15}$/;
const HOST = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

// A message is never shown: it names what was expected, for `locales/`.
const say = (expectation: Expectation) => expectation;

const text = z.string(say("text")).min(1, say("text"));
const flag = z.boolean(say("boolean"));
const count = z.int(say("count")).min(1, say("count")).max(1000, say("count"));
const reference = z.string(say("reference")).regex(REFERENCE, say("reference"));
const duration = z.string(say("duration")).regex(DURATION, say("duration")).transform(milliseconds);
const mobile = z.union(
  [
    z.string(say("mobile")).regex(new RegExp(`${MOBILE.source}|${REFERENCE.source}`), say("mobile")),
    // Unquoted in YAML. A longer number may have lost a `+` there.
    z.int(say("mobile")).min(10_000, say("mobile")).max(99_999_999_999, say("mobile")).transform(String),
  ],
  say("mobile"),
);
const on = list(z.enum(onWords));
const globs = list(text);

/**
 * The schema of the configuration, from what a file holds to `Config`, but for what needs more than one place of it: the names
 * of rules and their robots. Without `sourceTypes` any lower-case name is a source's type.
 */
export function createConfigSchema(sourceTypes?: readonly string[]) {
  return strict({
    locale: z.enum(locales).default(configDefaults.locale satisfies Locale),
    timezone: z.string(say("timezone")).refine(isTimeZone, say("timezone")).default(configDefaults.timezone),
    robots: z
      .record(key(ROBOT_NAME), robot(), say("robots"))
      .refine((robots) => Object.keys(robots).length > 0, say("robots"))
      .readonly(),
    people: items(person()).default([]),
    rules: items(rule()).default([]),
    onParked: text.exactOptional(),
    provider: strict({
      giteeHost: z.string(say("host")).regex(HOST, say("host")).exactOptional(),
      runUrlBy: z.enum(["id", "number"]).exactOptional(),
    })
      .readonly()
      .default({}),
    sources: z.record(key(DOOR_NAME), door(sourceTypes), say("mapping")).readonly().default({}),
    access: items(access()).default([]),
  }).readonly();
}

function robot() {
  return strict({
    webhook: reference,
    secret: reference.exactOptional(),
    keywords: list(text, 10).default([]),
    openLinksIn: z.enum(["browser", "panel"]).default(robotDefaults.openLinksIn),
    fallbacks: list(z.enum(robotFallbacks)).default([]),
    limits: strict({
      messages: count.default(robotDefaults.limits.messages),
      window: duration.prefault("62s"),
      mute: duration.prefault("10m"),
    })
      .transform(({ messages, window, mute }) => ({ messages, windowMs: window, muteMs: mute }))
      .readonly()
      .prefault({}),
    endpoint: z.string(say("origin")).refine(isOrigin, say("origin")).exactOptional(),
    insecureEndpoint: flag.default(false),
  })
    .refine(({ endpoint, insecureEndpoint }) => insecureEndpoint || isSafe(endpoint), {
      error: say("secure_origin"),
      path: ["endpoint"],
      when: ({ value }) => typeof value === "object" && value !== null,
    })
    .readonly();
}

function person() {
  return strict({
    name: text.exactOptional(),
    mobile: mobile.exactOptional(),
    userId: text.exactOptional(),
    logins: list(text).default([]),
  })
    .refine(({ mobile, userId }) => mobile !== undefined || userId !== undefined, say("contact"))
    .readonly();
}

function rule() {
  return strict({
    name: text.default(""),
    robots: list(text).default([]),
    on: on.exactOptional(),
    kinds: list(z.enum(eventKinds)).exactOptional(),
    branches: globs.exactOptional(),
    targets: globs.exactOptional(),
    pipelines: globs.exactOptional(),
    repositories: globs.exactOptional(),
    sources: globs.exactOptional(),
    when: text.exactOptional(),
    unstable: z.enum(["failed", "passed"]).exactOptional(),
    type: z.enum(ruleMessageTypes).exactOptional(),
    title: text.exactOptional(),
    content: list(z.enum(contentFields)).exactOptional(),
    text: text.exactOptional(),
    buttons: items(strict({ title: text, url: text }).readonly()).default([]),
    overflow: z.enum(["split", "shorten"]).default(ruleDefaults.overflow),
    mention: strict({
      author: flag.default(false),
      actor: flag.default(false),
      mobiles: list(mobile).default([]),
      userIds: list(text).default([]),
      all: flag.default(false),
      on: on.exactOptional(),
    })
      .readonly()
      .default(mentionDefaults),
    mentionAs: z.enum(["inline", "extraText"]).default(ruleDefaults.mentionAs),
  })
    .refine(({ type = "actionCard", buttons }) => type === "actionCard" || buttons.length === 0, {
      error: say("action_card"),
      path: ["type"],
    })
    .transform((rule) => ({
      ...rule,
      type: rule.type ?? (rule.buttons.length > 0 ? ("actionCard" as const) : ruleDefaults.type),
    }))
    .readonly();
}

function door(sourceTypes: readonly string[] | undefined) {
  const credential = list(reference, 2).exactOptional();
  return strict({
    type:
      sourceTypes === undefined
        ? z.string(say("source_type")).regex(SOURCE_TYPE, say("source_type"))
        : z.enum(sourceTypes),
    secret: credential,
    token: credential,
    password: credential,
    bearer: credential,
    insecure: flag.default(false),
    shards: count.default(1),
  })
    .refine((door) => door.insecure || doorCredentials.some((kind) => door[kind] !== undefined), say("credential"))
    .readonly();
}

function access() {
  return strict({
    name: text,
    token: list(reference, 2),
    robots: list(text).exactOptional(),
    may: list(z.enum(accessRights)),
    shards: count.default(1),
  }).readonly();
}

/** Told to editors here and checked elsewhere: zod leaves out what stands behind a wrong key, and its mistakes. */
function key(pattern: RegExp) {
  return z.string().meta({ pattern: pattern.source });
}

/** Unknown keys are mistakes, told with the known ones. */
function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : say("mapping")),
  });
}

function items<Item extends z.ZodType>(item: Item) {
  return z.array(item, say("list")).readonly();
}

/** One or several: `on: failed` is `on: [failed]`. */
function list<Item extends z.ZodType>(item: Item, most = 200) {
  const several = z
    .array(item)
    .min(1, say("list"))
    .max(most, most === 2 ? say("one_or_two") : most === 10 ? say("up_to_ten") : say("list"));
  return z.union([several.readonly(), item.transform((one): readonly z.output<Item>[] => [one])], say("list"));
}

function milliseconds(text: string): number {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
}

function isOrigin(endpoint: string): boolean {
  return (
    URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol) && /^[^/]+:\/\/[^/?#@\\]+\/?$/.test(endpoint)
  );
}

/** Not `http:`, or on this machine. What is no URL is another check's mistake. */
function isSafe(endpoint: unknown): boolean {
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return true;
  const { protocol, hostname } = new URL(endpoint);
  return protocol !== "http:" || isLoopback(hostname);
}
