import type { Locale, PipelineEventInput } from "@dingpipe/core";
import type { CiFields } from "./ci/fields.ts";
import type { EventDraft } from "./draft.ts";
import type { Environment } from "./environment.ts";
import type { CheckedScheme } from "./signature.ts";

/** What a reader of a CI's environment is told beside the environment itself. */
export interface CiOptions {
  /** The id of the source to read with; without it the source is detected. `gitee` stands for both of Gitee's. */
  readonly provider?: string;
  /** The status as the job knows it: the provider's word, one of our states, or an exit code. */
  readonly status?: string;
  /** By which number a Gitea or Forgejo names a run's page. Default: the id on Gitea, the number on Forgejo. */
  readonly runUrlBy?: "id" | "number";
  /** Reads a file that a variable names: GitHub's event, TeamCity's properties. Absent where there are no files. */
  readonly readFile?: (path: string) => string | undefined;
  /** Where Gitee is: a host, or an origin with its scheme. Default `gitee.com`. */
  readonly giteeHost?: string;
  /** The time of the event, Unix milliseconds: no environment holds one that is sure to be there. */
  readonly now: number;
}

/** What an environment says. What it does not say is not there: no key holds an empty text or a guess. */
export type CiFacts = Partial<Omit<PipelineEventInput, "id" | "time" | "source">> & {
  /** The host of a self-managed provider. */
  readonly instance?: string;
  /** The job has the repository's secrets for a fork's pull request, too. */
  readonly hasSecrets?: boolean;
};

/** A text for people; Russian readers get the English one. */
export type Words = Readonly<Record<Exclude<Locale, "ru">, string>>;

/** A kind of CI whose jobs dingpipe can read. */
export interface CiSource {
  /** As in `--provider`, `event.source.provider` and a rule's `sources`. */
  readonly id: string;
  /** Where each field comes from. */
  readonly fields?: CiFields;
  /** Never throws. */
  readonly read: (env: Environment, options: CiOptions) => CiFacts;
}

/** What is told of a kind of CI; apart, since whoever reads a job needs none of it. */
export interface CiTexts {
  readonly names: Words;
  /** How a job there learns its own status, and how it hands it to dingpipe. */
  readonly statusOptions: Words;
}

/** A CI's environment, read. */
export interface CiReading {
  readonly provider: string;
  readonly event: PipelineEventInput;
  /** The job runs for a pull request, where a fork has no secrets. */
  readonly isPullRequest: boolean;
  /** What the environment did not say, by the names of the flags that can: `task`, `url`, `status` … */
  readonly absent: readonly string[];
}

/** How a kind of sender proves who it is, by the credential that a door has of it. A `token` may always stand in the path. */
export interface WebhookVerification {
  readonly secret?: CheckedScheme;
  /** The header of the token, for senders that can set one. */
  readonly token?: { readonly header: string };
  /** The header of the password; without one it is that of HTTP's Basic authentication, whatever the user. */
  readonly password?: { readonly header?: string };
  /** `Authorization: Bearer …`. */
  readonly bearer?: true;
}

/** A body that was verified, parsed. */
export interface WebhookPayload {
  readonly headers: Headers;
  /** JSON of any shape, at most 64 levels deep. */
  readonly body: unknown;
  /** Unix milliseconds: when it was received. */
  readonly now: number;
}

/** Why nobody is told of a payload, or only a door that asks for it by the sender's name of the event (`events`). */
export type IgnoredReason =
  /** A test of the connection. */
  | "ping"
  /** A kind of event that no group needs to know of. */
  | "event"
  /** An action of an event that no group needs to know of. */
  | "action"
  /** A part of a run that has an event of its own. */
  | "part_of_run"
  /** The same is told by another event. */
  | "told_elsewhere"
  /** Nothing in it: no commits, no alerts. */
  | "empty";

/** What a payload says. */
export type Parsed =
  | ParsedEvents
  /** The detail is the sender's own word. */
  | { readonly ignored: IgnoredReason; readonly detail?: string }
  /** It is not the sender's payload: what is missing in it. */
  | { readonly invalid: string };

export interface ParsedEvents {
  readonly events: readonly EventDraft[];
  /** They are understood, but told only where a door asks for this event. */
  readonly untold?: IgnoredReason;
  /** Tasks of runs that came in one batch with these, and are told by nobody. */
  readonly parts?: readonly EventDraft[];
}

/** A kind of sender of webhooks. */
export interface WebhookSource {
  /** As in the config's `sources.<name>.type`, `event.source.provider` and a rule's `sources`. */
  readonly id: string;
  readonly verification: WebhookVerification;
  /** The header that names the event: a request without it is not this sender's. */
  readonly eventHeader?: string;
  /** Headers of senders that call themselves by this one's too. */
  readonly foreignHeaders?: readonly string[];
  /** The field of a form that holds the JSON, for senders that may send one. */
  readonly formField?: string;
  /** The field alone is signed, not the form around it. */
  readonly isFieldSigned?: true;
  /** A request whose body may be missing or no JSON: `body` is then `undefined`. Its bytes are verified all the same. */
  readonly mayLackJson?: (headers: Headers) => boolean;
  /** The sender's own id of the delivery, the same when it is sent again and another's never. */
  readonly deliveryId?: (payload: WebhookPayload) => string | undefined;
  /** Never throws. What the door asks for is for batches alone, of which each event is judged for itself. */
  readonly parse: (payload: WebhookPayload, asked?: readonly string[]) => Parsed;
  /** Headers of the answer to `OPTIONS`, by which a sender asks whether it may send. */
  readonly handshake?: (headers: Headers) => Readonly<Record<string, string>>;
}

/** What is told of a kind of sender; apart, since a gateway that receives needs none of it. */
export interface WebhookTexts {
  readonly names: Words;
  /** Where the sender's users set the hook up, and what they fill in. */
  readonly setup: Words;
  /** What its payloads don't say. */
  readonly lacks?: Words;
}
