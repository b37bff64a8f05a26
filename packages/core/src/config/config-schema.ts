import * as z from "zod/mini";
import { contentFields } from "../content.ts";
import { eventKinds } from "../event.ts";
import { type Locale, locales } from "../locales/catalog.ts";
import type { Expectation } from "../locales/describe.ts";
import { isTimeZone } from "../locales/format.ts";
import { MAX_MENTIONS } from "../mention.ts";
import { isLoopback } from "../robot-url.ts";
import { say } from "../zod-issues.ts";
import {
  accessRights,
  configDefaults,
  DOOR_NAME,
  doorCredentials,
  MOBILE,
  mentionDefaults,
  onWords,
  REFERENCE,
  ROBOT_NAME,
  robotDefaults,
  robotFallbacks,
  ruleDefaults,
  ruleMessageTypes,
} from "./config.ts";

const SOURCE_TYPE = /^[a-z][a-z0-9-]{0,39}$/;
const DURATION = /^(\d{1,6})(ms|s|m|h)$/;
const HOST = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?$/;
const MOST: Readonly<Record<number, Expectation>> = { 2: "one_or_two", 10: "up_to_ten", [MAX_MENTIONS]: "up_to_fifty" };
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const text = matching(/\S/, "text");
const flag = z.boolean(say("boolean"));
const count = z.int(say("count")).check(z.minimum(1, say("count")), z.maximum(1000, say("count")));
const reference = matching(REFERENCE, "reference");
const duration = z.pipe(matching(DURATION, "duration"), z.transform(milliseconds));
const mobile = z.union(
  [
    matching(new RegExp(`${MOBILE.source}|${REFERENCE.source}`), "mobile"),
    // Unquoted in YAML. A longer number may have lost a `+` there.
    z.pipe(
      z.pipe(
        z.int(say("mobile")).check(z.minimum(10_000, say("mobile")), z.maximum(99_999_999_999, say("mobile"))),
        z.transform(String),
      ),
      matching(MOBILE, "mobile"),
    ),
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
  return z.readonly(
    strict({
      locale: z._default(z.enum(locales), configDefaults.locale satisfies Locale),
      timezone: z._default(
        z.string(say("timezone")).check(z.refine(isTimeZone, say("timezone"))),
        configDefaults.timezone,
      ),
      robots: z.readonly(
        z
          .record(key(ROBOT_NAME), robot(), say("robots"))
          .check(z.refine((robots) => Object.keys(robots).length > 0, say("robots"))),
      ),
      people: z._default(items(person()), []),
      rules: z._default(items(rule()), []),
      onParked: z.exactOptional(text),
      provider: z._default(
        z.readonly(
          strict({
            giteeHost: z.exactOptional(matching(HOST, "host")),
            runUrlBy: z.exactOptional(z.enum(["id", "number"])),
          }),
        ),
        {},
      ),
      sources: z._default(z.readonly(z.record(key(DOOR_NAME), door(sourceTypes), say("mapping"))), {}),
      access: z._default(items(access()), []),
    }),
  );
}

function robot() {
  const limits = z.pipe(
    strict({
      messages: z._default(count, robotDefaults.limits.messages),
      window: z.prefault(duration, "62s"),
      mute: z.prefault(duration, "10m"),
    }),
    z.transform(({ messages, window, mute }) => ({ messages, windowMs: window, muteMs: mute })),
  );
  return z.readonly(
    strict({
      webhook: reference,
      secret: z.exactOptional(reference),
      keywords: z._default(list(text, 10), []),
      openLinksIn: z._default(z.enum(["browser", "panel"]), robotDefaults.openLinksIn),
      fallbacks: z._default(list(z.enum(robotFallbacks)), []),
      limits: z.prefault(z.readonly(limits), {}),
      endpoint: z.exactOptional(z.string(say("origin")).check(z.refine(isOrigin, say("origin")))),
      insecureEndpoint: z._default(flag, false),
    }).check(
      z.refine(({ endpoint, insecureEndpoint }) => insecureEndpoint || isSafe(endpoint), {
        error: say("secure_origin"),
        path: ["endpoint"],
        when: ({ value }) => typeof value === "object" && value !== null,
      }),
    ),
  );
}

function person() {
  return z.readonly(
    strict({
      name: z.exactOptional(text),
      mobile: z.exactOptional(mobile),
      userId: z.exactOptional(text),
      logins: z._default(list(text), []),
    }).check(
      z.refine(({ mobile, userId }) => mobile !== undefined || userId !== undefined, say("contact")),
      z.refine(({ name, logins }) => name !== undefined || logins?.length !== 0, say("known_by")),
    ),
  );
}

function rule() {
  const checked = strict({
    name: z._default(text, ""),
    robots: z._default(list(text), []),
    on: z.exactOptional(on),
    kinds: z.exactOptional(list(z.enum(eventKinds))),
    branches: z.exactOptional(globs),
    targets: z.exactOptional(globs),
    pipelines: z.exactOptional(globs),
    repositories: z.exactOptional(globs),
    sources: z.exactOptional(globs),
    when: z.exactOptional(text),
    unstable: z.exactOptional(z.enum(["failed", "passed"])),
    type: z.exactOptional(z.enum(ruleMessageTypes)),
    title: z.exactOptional(text),
    content: z.exactOptional(list(z.enum(contentFields))),
    text: z.exactOptional(text),
    buttons: z._default(items(z.readonly(strict({ title: text, url: text }))), []),
    overflow: z._default(z.enum(["split", "shorten"]), ruleDefaults.overflow),
    mention: z._default(z.readonly(mention()), mentionDefaults),
    mentionAs: z._default(z.enum(["inline", "extraText"]), ruleDefaults.mentionAs),
  }).check(
    z.refine(({ type = "actionCard", buttons }) => type === "actionCard" || buttons.length === 0, {
      error: say("action_card"),
      path: ["type"],
    }),
  );
  const typed = z.transform((rule: z.output<typeof checked>) => ({
    ...rule,
    type: rule.type ?? (rule.buttons.length > 0 ? ("actionCard" as const) : ruleDefaults.type),
  }));
  return z.readonly(z.pipe(checked, typed));
}

function mention() {
  return strict({
    author: z._default(flag, false),
    actor: z._default(flag, false),
    mobiles: z._default(list(mobile, MAX_MENTIONS), []),
    userIds: z._default(list(text, MAX_MENTIONS), []),
    all: z._default(flag, false),
    on: z.exactOptional(on),
  }).check(
    z.refine(({ mobiles, userIds }) => {
      const [one = 0, other = 0] = [mobiles?.length, userIds?.length];
      return Math.max(one, other) > MAX_MENTIONS || one + other <= MAX_MENTIONS;
    }, say("up_to_fifty")),
  );
}

function door(sourceTypes: readonly string[] | undefined) {
  const credential = z.exactOptional(list(reference, 2));
  return z.readonly(
    strict({
      type: sourceTypes === undefined ? matching(SOURCE_TYPE, "source_type") : z.enum(sourceTypes),
      secret: credential,
      token: credential,
      password: credential,
      bearer: credential,
      events: z.exactOptional(list(text)),
      insecure: z._default(flag, false),
      shards: z._default(count, 1),
    }).check(
      z.refine((door) => door.insecure || doorCredentials.some((kind) => door[kind] !== undefined), say("credential")),
    ),
  );
}

function access() {
  return z.readonly(
    strict({
      name: text,
      token: list(reference, 2),
      robots: z.exactOptional(list(text)),
      may: list(z.enum(accessRights)),
      shards: z._default(count, 1),
    }),
  );
}

function matching(pattern: RegExp, expectation: Expectation) {
  return z.string(say(expectation)).check(z.regex(pattern, say(expectation)));
}

/** Told to editors here and checked elsewhere: zod leaves out what stands behind a wrong key, and its mistakes. */
function key(pattern: RegExp) {
  return z.string().check(z.meta({ pattern: pattern.source }));
}

/** Unknown keys are mistakes, told with the known ones. */
function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : say("mapping")),
  });
}

function items<Item extends z.ZodMiniType>(item: Item) {
  return z.readonly(z.array(item, say("list")));
}

/** One or several: `on: failed` is `on: [failed]`. */
function list<Item extends z.ZodMiniType>(item: Item, most = 200) {
  const several = z.array(item).check(z.minLength(1, say("list")), z.maxLength(most, say(MOST[most] ?? "list")));
  const one = z.pipe(
    item,
    z.transform((value: z.output<Item>): readonly z.output<Item>[] => [value]),
  );
  return z.union([z.readonly(several), one], say("list"));
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
