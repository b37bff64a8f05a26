import { DingpipeError } from "./error.ts";
import { link, type OpenLinksIn, safeUrl } from "./escape.ts";
import { jsonBytes, MIN_ROOM_BYTES, shortened, type TextFormat, takePart } from "./fit-text.ts";
import { withWords } from "./mention.ts";
import {
  type ActionCardMessage,
  bodyBytes,
  type FeedCardMessage,
  type LinkMessage,
  MAX_BODY_BYTES,
  type MarkdownMessage,
  type Message,
  type TextMessage,
} from "./message.ts";

export interface FitOptions {
  /** Above the limit: several messages, or one with a link to the whole. */
  readonly overflow: "split" | "shorten";
  /** Bytes that are added to each message later (`msgUuid`, keyword); default 0. */
  readonly reserveBytes?: number;
  /** Where the whole is, for `shorten`. */
  readonly url?: string;
  /** Repeated on each part, in the text's own format; default: the first block of a Markdown text where it is a heading or a bold line. */
  readonly header?: string;
  readonly texts: { part(index: number, count: number): string; readonly readMore: string };
  readonly openLinksIn: OpenLinksIn;
}

type LongMessage = TextMessage | MarkdownMessage | ActionCardMessage;

const MAX_TITLE_BYTES = 400;

/**
 * The message as one or more that DingTalk takes: none is above 20,000 bytes as it goes over the wire, `reserveBytes` included. One that fits
 * is returned as it is.
 *
 * Split, each part has "(2/3)" in its title and beside its header; people are mentioned in the first part only, and the buttons of an
 * actionCard stand on the last one (the others are `markdown`). A `link` is always shortened, a `feedCard` split between its links. Throws
 * `message_oversized` where not even the rest of a message leaves room for text.
 */
export async function fit(message: Message, options: FitOptions): Promise<readonly Message[]> {
  const limit = MAX_BODY_BYTES - (options.reserveBytes ?? 0);
  if (bodyBytes(message) <= limit) return [message];
  const fitted = parts(message, options, limit);
  for (const part of fitted) if (bodyBytes(part) > limit) throw oversized(message, options);
  return fitted;
}

function parts(message: Message, options: FitOptions, limit: number): readonly Message[] {
  switch (message.msgtype) {
    case "link":
      return [fitLink(message, limit)];
    case "feedCard":
      return fitFeedCard(message, options, limit);
    case "text":
    case "markdown":
    case "actionCard": {
      const titled = withText(message, textOf(message), titleOf(message));
      if (bodyBytes(titled) <= limit) return [titled];
      return options.overflow === "split" ? split(message, options, limit) : [shorten(message, options, limit)];
    }
    default:
      return message satisfies never;
  }
}

function split(message: LongMessage, options: FitOptions, limit: number): readonly Message[] {
  const format = formatOf(message);
  const { header, body } = headerAndBody(message, options);
  const mention = mentionOf(message, body);
  const gap = format === "text" ? "\n" : "\n\n";
  const head = (part: string) => `${header === undefined ? part : `${header} ${part}`}${gap}`;
  // How many parts there are is known only afterwards: their number is first taken to have one digit, then two …
  for (let most = 9; ; most = most * 10 + 9) {
    const widest = options.texts.part(most, most);
    const room = limit - bodyBytes(assembled(message, head(widest), widest, most, most)) - jsonBytes(gap);
    const cut: string[] = [];
    const firstRoom = room - jsonBytes(mention.words.join(" ")) - jsonBytes(gap);
    if (firstRoom < MIN_ROOM_BYTES) throw oversized(message, options);
    for (let rest = mention.body; rest !== "" && cut.length <= most; ) {
      const taken = takePart(rest, cut.length === 0 ? firstRoom : room, room, format);
      // What a cut adds must be less than what it takes, or there would be no end.
      if (taken.rest.length >= rest.length) throw oversized(message, options);
      cut.push(cut.length === 0 ? withWords(taken.part, mention.words, gap) : taken.part);
      rest = cut.length === 1 ? withoutWords(taken.rest, mention.words) : taken.rest;
    }
    if (cut.length > most) continue;
    const count = cut.length;
    return cut.map((text, index) => {
      const part = options.texts.part(index + 1, count);
      return partMessage(assembled(message, `${head(part)}${text}`, part, index + 1, count), index + 1, count);
    });
  }
}

function shorten(message: LongMessage, options: FitOptions, limit: number): Message {
  const format = formatOf(message);
  const gap = format === "text" ? "\n" : "\n\n";
  const url = safeUrl(options.url);
  const more =
    url === undefined
      ? "…"
      : format === "text"
        ? `${options.texts.readMore} ${url}`
        : link(options.texts.readMore, url, options.openLinksIn);
  const mention = mentionOf(message, textOf(message));
  const room = limit - bodyBytes(withText(message, `${gap}${gap}${more}${mention.words.join(" ")}`, titleOf(message)));
  if (room < MIN_ROOM_BYTES) throw oversized(message, options);
  const { part } = takePart(mention.body, room, room, format);
  return withText(message, `${withWords(part, mention.words, gap)}${gap}${more}`, titleOf(message));
}

function fitLink(message: LinkMessage, limit: number): LinkMessage {
  const title = shortened(message.link.title, MAX_TITLE_BYTES);
  const room = limit - bodyBytes({ ...message, link: { ...message.link, title, text: "" } });
  return { ...message, link: { ...message.link, title, text: shortened(message.link.text, Math.max(room, 0)) } };
}

function fitFeedCard(message: FeedCardMessage, options: FitOptions, limit: number): readonly Message[] {
  const cards: FeedCardMessage[] = [];
  const url = safeUrl(options.url);
  const more =
    url === undefined || options.overflow === "split"
      ? []
      : [{ title: options.texts.readMore, messageURL: url, picURL: "" }];
  let links: FeedCardMessage["feedCard"]["links"] = [];
  const card = (members: typeof links): FeedCardMessage => ({
    ...message,
    ...uuidOf(message, cards.length + 1),
    feedCard: { links: members },
  });
  for (const member of message.feedCard.links) {
    const short = { ...member, title: shortened(member.title, MAX_TITLE_BYTES) };
    if (links.length > 0 && bodyBytes(card([...links, short, ...more])) > limit) {
      cards.push(card(links));
      links = [];
    }
    links = [...links, short];
  }
  cards.push(card(links));
  const [first] = cards;
  return options.overflow === "split" || first === undefined
    ? cards
    : [{ ...first, feedCard: { links: [...first.feedCard.links, ...more] } }];
}

function headerAndBody(message: LongMessage, options: FitOptions): { header?: string; body: string } {
  const text = textOf(message);
  const found =
    formatOf(message) === "text"
      ? undefined
      : /^(?:#{1,6} [^\n]+|\*\*(?:(?!\*\*)[^\n])+\*\*)(?=\s*\n\s*\n|$)/.exec(text)?.[0];
  const header =
    options.header ?? (found !== undefined && jsonBytes(found) <= MAX_TITLE_BYTES ? found.trimEnd() : undefined);
  if (header === undefined) return { body: text };
  return {
    header,
    body: text.startsWith(header)
      ? text
          .slice(header.length)
          .replace(/^\s*\n/, "")
          .replace(/^\n+/, "")
      : text,
  };
}

/** Whom the message mentions by `@…`, and its text without a last line that does nothing else. */
function mentionOf(message: LongMessage, text: string): { words: readonly string[]; body: string } {
  const words = [...(message.at?.atMobiles ?? []), ...(message.at?.atUserIds ?? [])].map((word) => `@${word}`);
  const lineStart = text.lastIndexOf("\n") + 1;
  const line = text.slice(lineStart).trim().split(/\s+/);
  return { words, body: line.every((word) => words.includes(word)) ? text.slice(0, lineStart).trimEnd() : text };
}

// DingTalk mentions by `at` and the word together; a word alone would be plain text, but the next reader can't know that.
function withoutWords(text: string, words: readonly string[]): string {
  return words.reduce((rest, word) => rest.replaceAll(word, `@\u200B${word.slice(1)}`), text);
}

function assembled(message: LongMessage, text: string, part: string, index: number, count: number): LongMessage {
  return { ...withText(message, text, `${titleOf(message)} ${part}`), ...uuidOf(message, count > 1 ? index : 1) };
}

function partMessage(whole: LongMessage, index: number, count: number): Message {
  const { at, ...rest } = whole;
  const own = index === 1 ? whole : rest;
  if (own.msgtype !== "actionCard" || index === count) return own;
  const { actionCard, ...shell } = own;
  return { ...shell, msgtype: "markdown", markdown: { title: actionCard.title, text: actionCard.text } };
}

// Parts with one key would be doubles to DingTalk.
function uuidOf(message: Message, index: number): { msgUuid?: string } {
  return message.msgUuid === undefined || index === 1 ? {} : { msgUuid: `${message.msgUuid}-${index}` };
}

function formatOf(message: LongMessage): TextFormat {
  return message.msgtype === "text" ? "text" : "markdown";
}

function textOf(message: LongMessage): string {
  switch (message.msgtype) {
    case "text":
      return message.text.content;
    case "markdown":
      return message.markdown.text;
    case "actionCard":
      return message.actionCard.text;
    default:
      return message satisfies never;
  }
}

function titleOf(message: LongMessage): string {
  if (message.msgtype === "text") return "";
  return shortened(message.msgtype === "markdown" ? message.markdown.title : message.actionCard.title, MAX_TITLE_BYTES);
}

function withText(message: LongMessage, text: string, title: string): LongMessage {
  switch (message.msgtype) {
    case "text":
      return { ...message, text: { content: text } };
    case "markdown":
      return { ...message, markdown: { title, text } };
    case "actionCard":
      return { ...message, actionCard: { ...message.actionCard, title, text } };
    default:
      return message satisfies never;
  }
}

function oversized(message: Message, options: FitOptions): DingpipeError<"message_oversized"> {
  const bytes = bodyBytes(message) + (options.reserveBytes ?? 0);
  return new DingpipeError("message_oversized", {
    bytes,
    limit: MAX_BODY_BYTES,
  });
}
