const BRAND = Symbol.for("dingpipe.error");

/** One mistake in a configuration, an event or a message: where it stands and what was expected there. */
export interface Issue {
  /** The path of the value, as in `rules[0].on`; empty for the whole. */
  readonly path: string;
  readonly code: IssueCode;
  /** The words that the text of this code needs: the unknown key, what was expected, what came. Never a secret's value. */
  readonly values: Readonly<Record<string, string>>;
  /** 1-based, where the input was text. */
  readonly line?: number;
  /** 1-based, where the input was text. */
  readonly column?: number;
}

/**
 * `unknown_key`: `key`, `nearest?`, `known`; `wrong_value`: `expected`, `actual`, `nearest?`; `missing`: `expected`;
 * `literal_secret`: `example`; `syntax`: `problem`; `several_documents`; `unknown_name`: `what`, `name`, `nearest?`, `known`;
 * `duplicate`: `what`, `name`, `other`; `template`, `filter`: `problem`; `robot_needed`: `known`; `never_fits`: `word`, and the `kinds` that
 * know it, or in `mention.on` none.
 */
export type IssueCode =
  | "unknown_key"
  | "wrong_value"
  | "missing"
  | "literal_secret"
  | "syntax"
  | "several_documents"
  | "unknown_name"
  | "duplicate"
  | "template"
  | "filter"
  | "robot_needed"
  | "never_fits";

/** `unknown_word`: the variable `name` is never this `word`; `wrong_type`: nor of the type that it is compared with. */
type CodeReason = "syntax" | "unknown_variable" | "unknown_word" | "wrong_type" | "too_long";

/** What each code of `DingpipeError` carries. Codes are public: they are only ever added. */
export interface ErrorDetails {
  readonly robot_url_invalid: {
    readonly reason:
      | "empty"
      | "not_a_url"
      | "not_https"
      | "host_not_allowed"
      | "path_not_allowed"
      | "token_missing"
      | "endpoint_invalid";
  };
  readonly secret_invalid: { readonly reason: "empty" };
  readonly reference_unresolved: { readonly name: string; readonly path: string };
  readonly config_invalid: { readonly issues: readonly Issue[] };
  readonly event_invalid: { readonly issues: readonly Issue[] };
  readonly message_invalid: { readonly issues: readonly Issue[] };
  readonly message_oversized: { readonly bytes: number; readonly limit: number };
  readonly mention_not_supported: { readonly msgtype: string };
  readonly mention_too_many: { readonly count: number; readonly limit: number };
  readonly template_invalid: {
    readonly reason: CodeReason | "unknown_filter" | "tag_not_allowed";
    readonly line: number;
    readonly column: number;
    readonly name?: string;
    readonly nearest?: string;
    readonly problem?: string;
    readonly word?: string;
    readonly known?: string;
  };
  readonly template_failed: { readonly reason: "too_many_steps" | "too_long" | "failed"; readonly problem?: string };
  readonly filter_invalid: {
    readonly reason: CodeReason | "glob";
    readonly line: number;
    readonly column: number;
    readonly name?: string;
    readonly nearest?: string;
    readonly problem?: string;
    readonly word?: string;
    readonly known?: string;
  };
  readonly filter_failed: { readonly rule: string; readonly problem: string };
}

export type ErrorCode = keyof ErrorDetails;
export type KnownError = { [Code in ErrorCode]: DingpipeError<Code> }[ErrorCode];

/**
 * The one error that dingpipe throws: the caller's input or configuration is wrong. `code` tells which, `details` its parts;
 * `describeError` gives a reader's text. Neither message, details nor cause ever hold a URL, a token or a payload.
 */
export class DingpipeError<Code extends ErrorCode> extends Error {
  override readonly name = "DingpipeError";
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(code: Code, details: ErrorDetails[Code]) {
    super(messageOf(code, details));
    this.code = code;
    this.details = details;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Also true for an error of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): value is KnownError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** For a log: the reader's text is `describeError`'s. */
function messageOf(code: ErrorCode, details: ErrorDetails[ErrorCode]): string {
  if (!("issues" in details))
    return [code, ...Object.entries(details).map(([name, value]) => `${name}: ${value}`)].join(", ");
  const [first] = details.issues;
  return `${code}, mistakes: ${details.issues.length}, the first: ${first?.code} at ${first?.path || "the top"}`;
}
