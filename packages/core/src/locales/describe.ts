import type { ErrorCode, ErrorDetails, Issue, IssueCode, KnownError } from "../error.ts";
import type { Locale } from "./catalog.ts";
import { errorsEn } from "./errors.en.ts";
import { errorsZhCN } from "./errors.zh-CN.ts";

/** What a reader is told: what is wrong, and what to do about it. */
export interface Advice {
  readonly problem: string;
  readonly cure: string;
}

/**
 * What a configuration, an event or a message wants in a place; `values.expected` of an issue is one of these, a list of words, or
 * what zod calls a type.
 */
export type Expectation =
  | "text"
  | "quoted_text"
  | "boolean"
  | "count"
  | "list"
  | "one_or_two"
  | "up_to_ten"
  | "up_to_fifty"
  | "mapping"
  | "reference"
  | "duration"
  | "timezone"
  | "mobile"
  | "host"
  | "origin"
  | "secure_origin"
  | "name"
  | "door_name"
  | "source_type"
  | "robots"
  | "contact"
  | "known_by"
  | "credential"
  | "action_card"
  | "message_url"
  | "instant"
  | "natural"
  | "shorter_text"
  | "shorter_list";

/** What can be wrong with the text of a file itself; `values.problem` of a `syntax` issue. */
export type SyntaxProblem =
  | "tab"
  | "flow_reference"
  | "template_start"
  | "indicator"
  | "colon"
  | "indent"
  | "missing_character"
  | "escape"
  | "too_large"
  | "too_deep"
  | "aliases"
  | "merge"
  | "not_a_mapping"
  | "other";

/** What is wrong with a template or a condition; its `problem`, where that is not in the words of a library. */
export type CodeProblem =
  | "variable_unfinished"
  | "nested_too_deeply"
  | "ends_here"
  | "unexpected"
  | "no_function"
  | "no_timezone"
  | "no_loop_option"
  | "not_assignable"
  | "not_closed"
  | "operator_missing"
  | "range"
  | "is_text"
  | "is_number"
  | "has_no_order";

/** The texts of one language. A language that misses one does not compile. */
export interface ErrorTexts {
  readonly errors: { readonly [Code in ErrorCode]: (details: ErrorDetails[Code]) => Advice };
  readonly issues: { readonly [Code in IssueCode]: (values: Issue["values"]) => Advice };
  readonly gap: string;
}

const catalog: Readonly<Record<Locale, ErrorTexts>> = { "zh-CN": errorsZhCN, en: errorsEn, ru: errorsEn };

/**
 * An error in the reader's language: what is wrong and what to do; several lines where a file, an event or a message has several
 * mistakes. ru shows en's.
 *
 * @param file - The name of the configuration file, put before each of its mistakes.
 */
export function describeError(error: KnownError, locale: Locale, file?: string): string {
  const texts = catalog[locale];
  const advice = adviceOf(texts, error.code, error.details);
  const first = joined(texts, advice);
  if (!("issues" in error.details)) return first;
  return [first, ...error.details.issues.map((issue) => `  ${describeIssue(issue, locale, file)}`)].join("\n");
}

/** One mistake on one line: `dingpipe.yaml:12:5 rules[0].on[1]: …`. */
export function describeIssue(issue: Issue, locale: Locale, file?: string): string {
  const texts = catalog[locale];
  const place = [file, issue.line, issue.column].filter((part) => part !== undefined).join(":");
  const where = [place, issue.path].filter(Boolean).join(" ");
  return `${where === "" ? "" : `${where}: `}${joined(texts, texts.issues[issue.code](issue.values))}`;
}

function adviceOf<Code extends ErrorCode>(texts: ErrorTexts, code: Code, details: ErrorDetails[Code]): Advice {
  return texts.errors[code](details);
}

function joined(texts: ErrorTexts, { problem, cure }: Advice): string {
  return [problem, cure].filter(Boolean).join(texts.gap);
}
