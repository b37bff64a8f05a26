import type { Message } from "@dingpipe/core";

/** A message that is put into the outbox of one robot. */
export interface Entry {
  /** A second entry with the same key is a duplicate, for seven days. */
  readonly key: string;
  /** Messages of one lane leave in the order in which they were put: one pipeline and branch, one group of alerts. */
  readonly lane: string;
  /** Its lane overtakes the others: a failure, an alert that fires. */
  readonly urgent: boolean;
  /** As it goes over the wire, fitted, without a `msgUuid`. */
  readonly message: Message;
  /** How a digest names it; absent: it is never merged, and waits for its turn. */
  readonly digest?: DigestLine;
  /** Entries of the same robot that still wait and have this as their `replaceable` are superseded. */
  readonly replaces?: string;
  readonly replaceable?: string;
  /** Where it came from, for its story. */
  readonly origin: Origin;
}

/** What a digest says in place of a message. */
export interface DigestLine {
  /** Of several with the same topic the last one is told. */
  readonly topic: string;
  /** What of its topic it speaks of, as the alerts of a group: it is told unless later lines speak of all of these. */
  readonly members?: readonly string[];
  readonly group: DigestGroup;
  /** Markdown, one line, without a list's mark. */
  readonly line: string;
}

/** In the order in which a digest lists them. */
export const digestGroups = ["failed", "fixed", "passed", "other"] as const;

export type DigestGroup = (typeof digestGroups)[number];

/** Which event and which rule made a message; holds no text of the message itself but its title. */
export interface Origin {
  /** One line of plain text. */
  readonly title: string;
  /** Unix milliseconds: when the gateway had it. */
  readonly receivedAt: number;
  readonly eventId?: string;
  readonly door?: string;
  /** The sender's own id of the delivery. */
  readonly deliveryId?: string;
  readonly rule?: string;
  /** The `access` entry that handed it in. */
  readonly access?: string;
  readonly part?: number;
  readonly parts?: number;
}
