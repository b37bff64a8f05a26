import type { Locale, PipelineEventInput } from "@dingpipe/core";
import type { Environment } from "./environment.ts";

/** What a reader of a CI's environment is told beside the environment itself. */
export interface CiOptions {
  /** The id of the source to read with; without it the source is detected. `gitee` stands for both of Gitee's. */
  readonly provider?: string;
  /** The status as the job knows it: the provider's word, one of our states, or an exit code. */
  readonly status?: string;
  /** Where Gitee is: a host, or an origin with its scheme. Default `gitee.com`. */
  readonly giteeHost?: string;
  /** The time of the event, Unix milliseconds: no environment holds one that is sure to be there. */
  readonly now: number;
}

/** What an environment says. What it does not say is not there: no key holds an empty text or a guess. */
export type CiFacts = Partial<Omit<PipelineEventInput, "id" | "time" | "source">> & {
  /** The host of a self-managed provider. */
  readonly instance?: string;
};

/** A text for people; Russian readers get the English one. */
export type Words = Readonly<Record<Exclude<Locale, "ru">, string>>;

/** A kind of CI whose jobs dingpipe can read. */
export interface CiSource {
  /** As in `--provider`, `event.source.provider` and a rule's `sources`. */
  readonly id: string;
  readonly names: Words;
  /** How a job there learns its own status, and how it hands it to dingpipe. */
  readonly statusOptions: Words;
  /** The environment is that of a job of this CI. Never throws. */
  readonly detect: (env: Environment) => boolean;
  /** Never throws. */
  readonly read: (env: Environment, options: CiOptions) => CiFacts;
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
