/** Who is mentioned, in DingTalk's own casing. Only `text`, `markdown` and `actionCard` can mention. */
export interface At {
  readonly atMobiles?: readonly string[];
  readonly atUserIds?: readonly string[];
  readonly isAtAll?: boolean;
}

interface MessageBase {
  /** DingTalk's idempotency key: a repeat with the same key is dropped. */
  readonly msgUuid?: string;
}

export interface TextMessage extends MessageBase {
  readonly msgtype: "text";
  readonly text: { readonly content: string };
  readonly at?: At;
}

export interface LinkMessage extends MessageBase {
  readonly msgtype: "link";
  readonly link: {
    readonly title: string;
    readonly text: string;
    readonly messageUrl: string;
    readonly picUrl?: string;
  };
}

export interface MarkdownMessage extends MessageBase {
  readonly msgtype: "markdown";
  /** The title stands in the list of conversations and on a phone's lock screen, not in the message itself. */
  readonly markdown: { readonly title: string; readonly text: string };
  readonly at?: At;
}

export interface ActionCardButton {
  readonly title: string;
  readonly actionURL: string;
}

export interface ActionCardMessage extends MessageBase {
  readonly msgtype: "actionCard";
  readonly actionCard:
    | { readonly title: string; readonly text: string; readonly singleTitle: string; readonly singleURL: string }
    | {
        readonly title: string;
        readonly text: string;
        readonly btns: readonly ActionCardButton[];
        /** `"0"` one below the other, `"1"` side by side. */
        readonly btnOrientation?: "0" | "1";
      };
  readonly at?: At;
}

export interface FeedCardMessage extends MessageBase {
  readonly msgtype: "feedCard";
  readonly feedCard: {
    readonly links: readonly { readonly title: string; readonly messageURL: string; readonly picURL: string }[];
  };
}

/**
 * A message as DingTalk takes it over the wire.
 *
 * @see https://open.dingtalk.com/document/development/custom-robots-send-group-messages
 */
export type Message = TextMessage | LinkMessage | MarkdownMessage | ActionCardMessage | FeedCardMessage;

export type MessageType = Message["msgtype"];

export const messageTypes = [
  "text",
  "link",
  "markdown",
  "actionCard",
  "feedCard",
] as const satisfies readonly MessageType[];

/** DingTalk refuses a body above this many bytes with 460101. */
export const MAX_BODY_BYTES = 20_000;

/** The body of a message as it goes over the wire: UTF-8 JSON, characters not escaped. */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(message));
}

/** The number of bytes of `encodeMessage`. */
export function bodyBytes(message: Message): number {
  return encodeMessage(message).length;
}

/**
 * The message with one of the robot's keywords in it: unchanged where its title or text holds one already, else the first
 * keyword is added to the content of a text, and to the title of the other types. DingTalk matches a title as well as a text.
 */
export function withKeyword<Kind extends Message>(message: Kind, keywords: readonly string[]): Kind {
  const [keyword] = keywords;
  if (keyword === undefined || keywords.some((word) => holds(message, word))) return message;
  switch (message.msgtype) {
    case "text":
      return { ...message, text: { content: `${message.text.content}\n${keyword}` } };
    case "link":
      return { ...message, link: { ...message.link, title: `${message.link.title} ${keyword}` } };
    case "markdown":
      return { ...message, markdown: { ...message.markdown, title: `${message.markdown.title} ${keyword}` } };
    case "actionCard":
      return { ...message, actionCard: { ...message.actionCard, title: `${message.actionCard.title} ${keyword}` } };
    case "feedCard": {
      const [first, ...others] = message.feedCard.links;
      if (first === undefined) return message;
      return { ...message, feedCard: { links: [{ ...first, title: `${first.title} ${keyword}` }, ...others] } };
    }
    default:
      return message satisfies never;
  }
}

function holds(message: Message, keyword: string): boolean {
  return visibleTexts(message).some((text) => text.includes(keyword));
}

function visibleTexts(message: Message): readonly string[] {
  switch (message.msgtype) {
    case "text":
      return [message.text.content];
    case "link":
      return [message.link.title, message.link.text];
    case "markdown":
      return [message.markdown.title, message.markdown.text];
    case "actionCard":
      return [message.actionCard.title, message.actionCard.text];
    case "feedCard":
      return message.feedCard.links.map((link) => link.title);
    default:
      return message satisfies never;
  }
}
