import {
  type At,
  bodyBytes,
  MAX_BODY_BYTES,
  type MarkdownMessage,
  type Texts,
  withKeyword,
  withMentions,
} from "@dingpipe/core";
import { type DigestGroup, type DigestLine, digestGroups } from "./entry.ts";
import type { MessageRow } from "./rows.ts";

export interface DigestOptions {
  readonly texts: Texts;
  /** The robot's. */
  readonly keywords: readonly string[];
  /** How many were only counted since the last digest. */
  readonly overflowed: number;
}

export interface Digest {
  readonly message: MarkdownMessage;
  /** How many of the entries it tells of, from the first on. */
  readonly told: number;
}

const MAX_MENTIONS = 50;
// `,"msgUuid":""` and a UUID.
const UUID_BYTES = 50;

/**
 * One message for many: a line for each topic with its last state, failures first; those mentioned are united, at most 50.X
 *
 * @param entries - Those that may be merged, in the order in which they leave; at least one.
 */
export function composeDigest(entries: readonly MessageRow[], options: DigestOptions): Digest {
  // The number that fits is found by halving: each try costs one message.
  let fits = 0;
  let beyond = entries.length + 1;
  let best: MarkdownMessage | undefined;
  for (let count = entries.length; count > fits; count = Math.floor((fits + beyond) / 2)) {
    const message = messageOf(entries.slice(0, count), options);
    if (bodyBytes(message) + UUID_BYTES <= MAX_BODY_BYTES) {
      fits = count;
      best = message;
    } else beyond = count;
    if (beyond - fits <= 1) break;
  }
  return { message: best ?? messageOf(entries.slice(0, 1), options), told: Math.max(fits, 1) };
}

function messageOf(entries: readonly MessageRow[], { texts, keywords, overflowed }: DigestOptions): MarkdownMessage {
  const lines = lastLines(entries.flatMap(({ digest }) => digest ?? []));
  const told = digestGroups.flatMap((group) => lines.filter((line) => line.group === group));
  const counts = Object.fromEntries(
    digestGroups.map((group) => [group, told.filter((line) => line.group === group).length]),
  ) as Record<DigestGroup, number>;
  const title = texts.digest(counts);
  const more = overflowed === 0 ? [] : [`- ${texts.more(overflowed)}`];
  const text = [`#### ${title}`, [...told.map(({ line }) => `- ${line}`), ...more].join("\n")].join("\n\n");
  const message: MarkdownMessage = { msgtype: "markdown", markdown: { title, text } };
  return withKeyword(withMentions(message, mentionsOf(entries)) as MarkdownMessage, keywords);
}

/** Those that are the last to speak of something. */
function lastLines(lines: readonly DigestLine[]): readonly DigestLine[] {
  const subjects = lines.map(({ topic, members = [""] }) => members.map((member) => JSON.stringify([topic, member])));
  const last = new Map(subjects.flatMap((all, index) => all.map((subject) => [subject, index])));
  return lines.filter((_, index) => subjects[index]?.some((subject) => last.get(subject) === index));
}

function mentionsOf(entries: readonly MessageRow[]) {
  const all: readonly At[] = entries.flatMap(({ message }) => ("at" in message && message.at ? [message.at] : []));
  const mobiles = [...new Set(all.flatMap(({ atMobiles = [] }) => atMobiles))].slice(0, MAX_MENTIONS);
  const userIds = [...new Set(all.flatMap(({ atUserIds = [] }) => atUserIds))].slice(0, MAX_MENTIONS - mobiles.length);
  return { mobiles, userIds, all: all.some(({ isAtAll }) => isAtAll === true) };
}
