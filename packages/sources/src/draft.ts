import type { Change, Commit, Event, EventSource, Person, Ref, Repository } from "@dingpipe/core";
import { gitUrl } from "./git-url.ts";
import { nameAt, pageAt, textAt } from "./payload.ts";
import { firstLine, parseRef, present, withoutUserInfo } from "./values.ts";

// An optional field may also be there and hold nothing: a source writes down every field, and `complete` drops the empty ones.
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { [Key in keyof T]: Record<never, never> extends Pick<T, Key> ? Loose<T[Key]> | undefined : Loose<T[Key]> }
    : T;

/** Fields of which each may be anything, as a sender wrote it. */
type Loosely<T> = { readonly [Key in keyof T]?: unknown };

type DraftOf<E extends Event> = E extends Event
  ? Loose<Omit<E, "id" | "time" | "source" | "transition">> & {
      /** ISO 8601: when it happened, where the sender says so. */
      readonly time?: string | undefined;
      /** What the sender calls it; the rest of the source is known to whoever receives. */
      readonly source?: Loose<Partial<Pick<EventSource, "event" | "action" | "instance" | "via">>> | undefined;
    }
  : never;

/** An Event as a source reads it from a payload: without what only the receiver knows, and with fields that hold nothing. */
export type EventDraft = DraftOf<Event>;

export interface Completion {
  /** Its place among the Events of one payload. */
  readonly index: number;
  /** Unix milliseconds: when it was received. */
  readonly now: number;
  readonly source: EventSource;
}

/**
 * Makes the Event of a draft: fields that hold nothing go, a duration is taken from start and end where both are known, and the
 * id is the delivery's, else made of what identifies the Event.
 */
export function complete(draft: EventDraft, { index, now, source }: Completion): Event {
  const { time, source: said, ...fields } = draft;
  const event = dropEmpty({
    ...fields,
    id: "",
    time: time ?? new Date(now).toISOString(),
    source: { ...source, ...(dropEmpty(said ?? {}) as object) },
  }) as Event;
  const place = [source.provider, ...(source.deliveryId === undefined ? identity(event, time) : [source.deliveryId])];
  const id = [...place, ...(index === 0 ? [] : [index])]
    .map((part) => encodeURIComponent(String(part ?? "").toWellFormed()))
    .join("/");
  if (event.kind !== "pipeline" || event.durationMs !== undefined) return { ...event, id };
  const durationMs = Date.parse(event.finishedAt ?? "") - Date.parse(event.startedAt ?? "");
  return { ...event, id, ...(durationMs >= 0 ? { durationMs } : {}) };
}

/** What tells an Event from every other one of its sender; the time of receipt does not. */
function identity(event: Event, time: string | undefined): readonly unknown[] {
  return [event.source.instance, event.kind, event.repository?.fullName, ...identityOfKind(event), time];
}

function identityOfKind(event: Event): readonly unknown[] {
  switch (event.kind) {
    case "pipeline": {
      const { pipeline, run, stage, task, state } = event;
      return [
        pipeline?.id ?? pipeline?.name,
        run?.id ?? run?.number,
        run?.attempt,
        stage?.name,
        task?.id ?? task?.name,
        state,
      ];
    }
    case "alert":
      return [event.groupKey, event.status, event.alerts[0]?.startsAt];
    case "change":
      return [event.action, event.change?.number ?? event.release?.tag ?? event.ref?.full, event.commits.at(-1)?.sha];
    case "deployment":
      return [event.service.name, event.environment.name, event.revision, event.state];
    case "artifact":
      return [event.action, event.name, event.tag, event.digest];
    default:
      return event satisfies never;
  }
}

/**
 * A repository from its full name, its page, or any of git's addresses of it. A name that is an address may hold somebody's
 * password, and is read as one.
 */
export function repositoryOf(fullName: string | undefined, address?: string): Repository | undefined {
  if (fullName !== undefined && /:\/\/|@/.test(fullName)) return repositoryOf(undefined, address ?? fullName);
  const url = gitUrl(address);
  const name = fullName ?? (url === undefined ? undefined : pathOf(new URL(url)));
  if (name === undefined) return undefined;
  const own = name.slice(name.lastIndexOf("/") + 1);
  return { fullName: name, ...present({ name: own === "" ? undefined : own, url }) };
}

/** Codeup's addresses begin with the id of an organisation, which is no part of a repository's name. */
function pathOf({ hostname, pathname }: URL): string {
  const path = pathname.slice(1);
  return hostname === "codeup.aliyun.com" ? path.replace(/^[\da-f]{24}\//, "") : path;
}

/** A person of whom at least one name is known; what it is made of may be anything. */
export function personOf(person: Loosely<Person>): Loose<Person> | undefined {
  const known = { name: nameAt(person.name), username: nameAt(person.username), email: nameAt(person.email) };
  return (known.name ?? known.username ?? known.email) === undefined ? undefined : known;
}

/**
 * A commit, made of what may be anything; its title is the first line of its message. What has no usable id is no commit: git's
 * zeros stand for none.
 */
export function commitOf(
  sha: string | undefined,
  {
    message,
    shortSha,
    author,
    url,
  }: Loosely<Pick<Commit, "message" | "url">> & {
    readonly shortSha?: string | undefined;
    readonly author?: Loosely<Person> | undefined;
  },
): Loose<Commit> | undefined {
  if (sha === undefined || !/^[\w.-]{1,128}$/.test(sha) || /^0+$/.test(sha)) return undefined;
  const text = textAt(message);
  return {
    sha,
    shortSha: shortSha !== undefined && sha.startsWith(shortSha) ? shortSha : sha.slice(0, 7),
    title: text === undefined ? undefined : firstLine(text),
    message: text,
    url: pageAt(url),
    author: author === undefined ? undefined : personOf(author),
  };
}

/** A pull request with a number. */
export function changeOf(number: string | undefined, fields: Loose<Omit<Change, "number">>): Change | undefined {
  return number === undefined ? undefined : (present({ number, ...fields }) as Change);
}

/** A branch or a tag, in any of git's spellings. */
export function refOf(raw: string | undefined, isTag = false): Ref | undefined {
  if (raw === undefined) return undefined;
  return isTag && !raw.startsWith("refs/") ? { tag: raw } : parseRef(raw);
}

/** What must have a name, where it has one. */
export function named<Fields extends object = Record<never, never>>(
  name: string | undefined,
  fields: Fields = {} as Fields,
): (Fields & { readonly name: string }) | undefined {
  return name === undefined ? undefined : { ...fields, name };
}

/** A group of fields of which at least one holds something. */
export function filled<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.values(fields).some((field) => field !== undefined) ? fields : undefined;
}

/** What a list holds, where it holds something: what failed, what was made. */
export function listed<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === 0 ? undefined : known;
}

/** The same value without fields that are `undefined`, at every depth. */
export function dropEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropEmpty);
  if (typeof value !== "object" || value === null) return value;
  const given = value as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = Object.getPrototypeOf(value) === null ? Object.create(null) : {};
  for (const name in given) if (given[name] !== undefined) kept[name] = dropEmpty(given[name]);
  return kept;
}

// What a sender calls a parameter is all that tells a secret from the rest.
const SECRET_NAME =
  /SECRET|TOKEN|PASSW|PASSPHRASE|CREDENTIAL|WEBHOOK|PRIVATE|COOKIE|AUTHORI[SZ]|CONNECTION_?STRING|KEY$|(?:^|[_.-])(?:KEY|PASS|PWD|AUTH|DSN|AK|SK)(?:[_.-]|$)/i;

/** Parameters that the sender gave, by name, without those whose name is that of a secret and without the user info of addresses. */
export function paramsOf(
  pairs: readonly (readonly [string | undefined, string | undefined])[],
): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) {
    if (name !== undefined && value !== undefined && !SECRET_NAME.test(name)) params[name] = withoutUserInfo(value);
  }
  return Object.keys(params).length === 0 ? undefined : params;
}
