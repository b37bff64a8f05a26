import * as z from "zod";
import { DingpipeError, type Issue } from "./error.ts";
import type { Message } from "./message.ts";
import { issuesOf } from "./zod-issues.ts";

const text = z.string().min(1, "a text that is not empty");
const url = z.url({ protocol: /^(?:https?|dingtalk|dtmd)$/, error: "a URL with http, https or dingtalk" });

const at = z
  .strictObject({
    atMobiles: z.array(text).readonly().exactOptional(),
    atUserIds: z.array(text).readonly().exactOptional(),
    isAtAll: z.boolean().exactOptional(),
  })
  .readonly();

const common = { msgUuid: text.exactOptional() };
const mentioning = { ...common, at: at.exactOptional() };

/** Stays inside; a type test holds it equal to `Message`. */
export const messageSchema = z.discriminatedUnion("msgtype", [
  z
    .strictObject({ ...mentioning, msgtype: z.literal("text"), text: z.strictObject({ content: text }).readonly() })
    .readonly(),
  z
    .strictObject({
      ...common,
      msgtype: z.literal("link"),
      link: z.strictObject({ title: text, text, messageUrl: url, picUrl: z.string().exactOptional() }).readonly(),
    })
    .readonly(),
  z
    .strictObject({
      ...mentioning,
      msgtype: z.literal("markdown"),
      markdown: z.strictObject({ title: text, text }).readonly(),
    })
    .readonly(),
  z
    .strictObject({
      ...mentioning,
      msgtype: z.literal("actionCard"),
      actionCard: z.union([
        z.strictObject({ title: text, text, singleTitle: text, singleURL: url }).readonly(),
        z
          .strictObject({
            title: text,
            text,
            btns: z
              .array(z.strictObject({ title: text, actionURL: url }).readonly())
              .min(1)
              .readonly(),
            btnOrientation: z.enum(["0", "1"]).exactOptional(),
          })
          .readonly(),
      ]),
    })
    .readonly(),
  z
    .strictObject({
      ...common,
      msgtype: z.literal("feedCard"),
      feedCard: z
        .strictObject({
          links: z
            .array(z.strictObject({ title: text, messageURL: url, picURL: z.string() }).readonly())
            .min(1)
            .readonly(),
        })
        .readonly(),
    })
    .readonly(),
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
  throw new DingpipeError("message_invalid", `the message has ${issues.length} mistakes`, { issues });
}

const CANT_MENTION: readonly unknown[] = ["link", "feedCard"];

function refuseMentionsWhereNoneWork(value: unknown): void {
  if (typeof value !== "object" || value === null || !("at" in value) || !("msgtype" in value)) return;
  if (!CANT_MENTION.includes(value.msgtype)) return;
  const msgtype = String(value.msgtype);
  throw new DingpipeError("mention_not_supported", `a ${msgtype} can't mention anybody`, { msgtype });
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
