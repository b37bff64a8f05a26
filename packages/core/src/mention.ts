import { DingpipeError } from "./error.ts";
import type { At, Message, MessageType } from "./message.ts";

/** Who is mentioned; the mobiles and user ids come from the configuration alone, never from a text. */
export interface Mentions {
  /** As DingTalk knows them: digits, or `+86-…`. */
  readonly mobiles: readonly string[];
  readonly userIds: readonly string[];
  readonly all: boolean;
}

/** DingTalk mentions at most this many people in a message. */
export const MAX_MENTIONS = 50;

export const noMentions: Mentions = { mobiles: [], userIds: [], all: false };

/** Each of them once and no more than DingTalk takes: of the longer list the first are left out, since author and actor stand last. */
export function cutMentions({ mobiles, userIds, all }: Mentions): {
  readonly mentions: Mentions;
  readonly cut: number;
} {
  const kept = { mobiles: unique(mobiles), userIds: unique(userIds) };
  const cut = Math.max(0, kept.mobiles.length + kept.userIds.length - MAX_MENTIONS);
  const longer = kept.mobiles.length < kept.userIds.length ? "userIds" : "mobiles";
  return { mentions: { ...kept, [longer]: kept[longer].slice(cut), all }, cut };
}

/** Nobody is mentioned. */
export function isEmpty(mentions: Mentions): boolean {
  return !mentions.all && mentions.mobiles.length === 0 && mentions.userIds.length === 0;
}

/**
 * The message with these people mentioned: DingTalk needs both `at` and the same `@…` in the text, so those that the text lacks
 * are added in a last line. `mention_not_supported` on a link or feedCard, which can't mention; `mention_too_many` above 50.
 */
export function withMentions(message: Message, mentions: Mentions): Message {
  if (isEmpty(mentions)) return message;
  const mobiles = unique(mentions.mobiles);
  const userIds = unique(mentions.userIds);
  const at: At = {
    ...(mobiles.length > 0 ? { atMobiles: mobiles } : {}),
    ...(userIds.length > 0 ? { atUserIds: userIds } : {}),
    ...(mentions.all ? { isAtAll: true } : {}),
  };
  checkMentions(message.msgtype, at);
  const words = [...mobiles, ...userIds].map((word) => `@${word}`);
  switch (message.msgtype) {
    case "text":
      return { ...message, text: { content: withWords(message.text.content, words, "\n") }, at };
    case "markdown":
      return {
        ...message,
        markdown: { ...message.markdown, text: withWords(message.markdown.text, words, "\n\n") },
        at,
      };
    case "actionCard":
      return {
        ...message,
        actionCard: { ...message.actionCard, text: withWords(message.actionCard.text, words, "\n\n") },
        at,
      };
    case "link":
    case "feedCard":
      return message;
    default:
      return message satisfies never;
  }
}

/** Refuses what DingTalk does not take: more than 50 people, and anybody on a link or feedCard. */
export function checkMentions(msgtype: MessageType, { atMobiles = [], atUserIds = [], isAtAll = false }: At): void {
  const count = atMobiles.length + atUserIds.length;
  if ((msgtype === "link" || msgtype === "feedCard") && (count > 0 || isAtAll)) {
    throw new DingpipeError("mention_not_supported", { msgtype });
  }
  if (count > MAX_MENTIONS) throw new DingpipeError("mention_too_many", { count, limit: MAX_MENTIONS });
}

/** The text with those of these words, `@…`, that it lacks in a last line. */
export function withWords(text: string, words: readonly string[], gap: string): string {
  const missing = words.filter((word) => !holdsWord(text, word));
  if (missing.length === 0) return text;
  return text === "" ? missing.join(" ") : `${text}${gap}${missing.join(" ")}`;
}

// `@1380000` does not stand in `@13800000000`.
function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}_-]/u.test(text.charAt(at + word.length))) return true;
  }
  return false;
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
