import * as z from "zod/mini";
import { DingpipeError, type Issue } from "./error.ts";
import type { Message } from "./message.ts";
import { issuesOf, say } from "./zod-issues.ts";

const text = z.string().check(z.minLength(1, say("text")));
const url = z.url({ protocol: /^(?:https?|dingtalk|dtmd)$/, error: say("message_url") });

function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.readonly(z.strictObject(shape));
}

function some<Item extends z.ZodMiniType>(item: Item) {
  return z.readonly(z.array(item).check(z.minLength(1, say("list"))));
}

const names = z.exactOptional(z.readonly(z.array(text)));
const common = { msgUuid: z.exactOptional(text) };
const at = strict({ atMobiles: names, atUserIds: names, isAtAll: z.exactOptional(z.boolean()) });
const mentioning = { ...common, at: z.exactOptional(at) };
const card = { title: text, text };

/** Stays inside; a type test holds it equal to `Message`. */
export const messageSchema = z.discriminatedUnion("msgtype", [
  strict({ ...mentioning, msgtype: z.literal("text"), text: strict({ content: text }) }),
  strict({
    ...common,
    msgtype: z.literal("link"),
    link: strict({ ...card, messageUrl: url, picUrl: z.exactOptional(z.string()) }),
  }),
  strict({ ...mentioning, msgtype: z.literal("markdown"), markdown: strict(card) }),
  strict({
    ...mentioning,
    msgtype: z.literal("actionCard"),
    actionCard: z.union([
      strict({ ...card, singleTitle: text, singleURL: url }),
      strict({
        ...card,
        btns: some(strict({ title: text, actionURL: url })),
        btnOrientation: z.exactOptional(z.enum(["0", "1"])),
      }),
    ]),
  }),
  strict({
    ...common,
    msgtype: z.literal("feedCard"),
    feedCard: strict({ links: some(strict({ title: text, messageURL: url, picURL: z.string() })) }),
  }),
]);

/**
 * A message from parsed JSON, in DingTalk's own casing. Throws `message_invalid` naming each field and what is expected
 * there; a wrong casing is told as the nearest key; `mention_not_supported` for an `at` on a link or feedCard.
 */
export function parseMessage(value: unknown): Message {
  const parsed = messageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuseMentionsWhereNoneWork(value);
  const issues = issuesOf(parsed.error, value).map(withNearestKey);
  throw new DingpipeError("message_invalid", { issues });
}

const CANT_MENTION: readonly unknown[] = ["link", "feedCard"];

/** The JSON Schema (2020-12) of a Message. */
export function messageJsonSchema(): object {
  return z.toJSONSchema(messageSchema, { io: "input" });
}

function refuseMentionsWhereNoneWork(value: unknown): void {
  if (typeof value !== "object" || value === null || !("at" in value) || !("msgtype" in value)) return;
  if (!CANT_MENTION.includes(value.msgtype)) return;
  const msgtype = String(value.msgtype);
  throw new DingpipeError("mention_not_supported", { msgtype });
}

// What DingTalk spells differently from type to type, by the lower-case form that people mix up.
const CASINGS = [
  "msgUuid",
  "messageUrl",
  "picUrl",
  "messageURL",
  "picURL",
  "actionURL",
  "singleURL",
  "singleTitle",
  "btnOrientation",
  "atMobiles",
  "atUserIds",
  "isAtAll",
];

function withNearestKey(issue: Issue): Issue {
  const key = issue.values["key"];
  if (issue.code !== "unknown_key" || key === undefined) return issue;
  const isLink = issue.path === "link";
  const nearest = CASINGS.find(
    (known) =>
      known !== key &&
      known.toLowerCase() === key.toLowerCase() &&
      (!/^(?:message|pic)/.test(known) || known.endsWith("Url") === isLink),
  );
  return nearest === undefined ? issue : { ...issue, values: { ...issue.values, nearest } };
}
