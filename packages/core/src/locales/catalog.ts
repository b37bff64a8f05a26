import type { ArtifactAction, ChangeAction, State, TriggerType } from "../event.ts";
import type { Transition } from "../transition.ts";
import { en } from "./en.ts";
import { ru } from "./ru.ts";
import { zhCN } from "./zh-CN.ts";

/** A language of messages. The program's own words and the cures exist in zh-CN and en; ru shows en's. */
export type Locale = "zh-CN" | "en" | "ru";

export const locales = ["zh-CN", "en", "ru"] as const satisfies readonly Locale[];

/** The label of a line in a message. */
export type FieldLabel =
  | "pipeline"
  | "stage"
  | "task"
  | "state"
  | "branch"
  | "tag"
  | "change"
  | "commit"
  | "commits"
  | "author"
  | "duration"
  | "time"
  | "trigger"
  | "actor"
  | "reason"
  | "failedTasks"
  | "tasks"
  | "tests"
  | "repository"
  | "environment"
  | "service"
  | "revision"
  | "artifact"
  | "digest"
  | "vulnerabilities"
  | "release"
  | "alert"
  | "severity"
  | "alerts"
  | "taskLink"
  | "link";

/** Every text of a message. A language that misses one does not compile. */
export interface Texts {
  readonly states: Readonly<Record<State, string>>;
  /** What the first line and the title say where the run changed the state; nothing said for "still passing". */
  readonly transitions: Readonly<Record<Exclude<Transition, "still_passing">, string>>;
  readonly triggers: Readonly<Record<TriggerType, string>>;
  readonly alertStatuses: Readonly<Record<"firing" | "resolved", string>>;
  readonly changeActions: Readonly<Record<ChangeAction, string>>;
  readonly artifactActions: Readonly<Record<ArtifactAction, string>>;
  readonly labels: Readonly<Record<FieldLabel, string>>;
  /** What stands in brackets behind a headline. */
  aside(words: string): string;
  /** One line of a message, its label already in bold where the language wants that. */
  line(label: string, value: string): string;
  /** `word` is the state in this language. */
  pipelineHeadline(word: string, state: State): string;
  deploymentHeadline(state: string): string;
  /** The mark of one part of a message in several. */
  part(index: number, count: number): string;
  /** The words of a list's end that does not fit. */
  more(count: number): string;
  /** What the sender itself left out of a list of alerts. */
  truncated(count: number): string;
  /** The title of one message for many: how many of each. */
  digest(counts: Readonly<Record<"failed" | "fixed" | "passed" | "other", number>>): string;
  tests(counts: {
    readonly total?: number;
    readonly passed?: number;
    readonly failed?: number;
    readonly skipped?: number;
  }): string;
  readonly listGap: string;
  /** The words of a link to the run. */
  readonly view: string;
  /** The words of a link to what was left out. */
  readonly readMore: string;
  readonly silence: string;
  readonly mentioned: string;
}

const catalog: Readonly<Record<Locale, Texts>> = { "zh-CN": zhCN, en, ru };

/** The texts of messages in this language. */
export function textsOf(locale: Locale): Texts {
  return catalog[locale];
}
