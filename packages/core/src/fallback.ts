import type { Message } from "./message.ts";
import type { Fallback, OutcomeReason } from "./outcome.ts";

const PICTURE_OR_LINK = /(?<!\\)!?\[((?:\\.|[^[\]\\])*)\]\((?:\\.|[^()\s\\]|\([^()\s]*\))*(?:\s+"[^"]*")?\s*\)/g;
// What a client makes clickable by itself; it ends where Chinese text goes on.
const BARE_URL = /<?(?:\b[a-z][a-z\d+.-]{0,30}:\/\/|\bwww\.)[^\s<>()\u0080-\uffff]+>?/gi;

const CURED_BY: Partial<Record<OutcomeReason, Fallback>> = {
  at_all_forbidden: "withoutAtAll",
  unsafe_url: "withoutLinks",
};

/** What a robot may answer a refusal by giving up, where it allows that. */
export function fallbackOf(reason: OutcomeReason): Fallback | undefined {
  return CURED_BY[reason];
}

/** What a message becomes without that which DingTalk refused; `undefined` where nothing can be given up. */
export const fallbacks: Readonly<Record<Fallback, (message: Message) => Message | undefined>> = {
  withoutAtAll,
  withoutLinks,
};

/** Mentions the others that it mentions, but not everyone. */
function withoutAtAll(message: Message): Message | undefined {
  if (!("at" in message) || message.at?.isAtAll !== true) return undefined;
  const { isAtAll: _, ...others } = message.at;
  return { ...message, at: others };
}

/** Links and pictures become their text, bare addresses `…`; an actionCard becomes a markdown, for its buttons are links. */
function withoutLinks(message: Message): Message | undefined {
  switch (message.msgtype) {
    case "text":
      return { ...message, text: { content: withoutUrls(message.text.content) } };
    case "markdown":
      return { ...message, markdown: plain(message.markdown) };
    case "actionCard": {
      const { actionCard, msgtype: _, ...others } = message;
      return { ...others, msgtype: "markdown", markdown: plain(actionCard) };
    }
    case "link":
    case "feedCard":
      return undefined;
    default:
      return message satisfies never;
  }
}

function plain({ title, text }: { readonly title: string; readonly text: string }): { title: string; text: string } {
  // Twice: a picture may stand inside a link.
  const inner = text.replace(PICTURE_OR_LINK, "$1").replace(PICTURE_OR_LINK, "$1");
  return { title: withoutUrls(title), text: withoutUrls(inner) };
}

function withoutUrls(text: string): string {
  return text.replace(BARE_URL, "…");
}
