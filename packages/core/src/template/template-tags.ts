import type { Context, Liquid, Token as LiquidToken, TagToken, TopLevelToken } from "liquidjs";
import type { ErrorDetails } from "../error.ts";
import type { CodeProblem } from "../locales/describe.ts";
import { nearest } from "../nearest.ts";
import {
  AssignTag,
  BreakTag,
  CaptureTag,
  CaseTag,
  ContinueTag,
  ForTag,
  IfTag,
  InlineCommentTag,
  Tag,
  Token,
  Tokenizer,
  TokenKind,
  TypeGuards,
  UnlessTag,
  Value,
} from "./liquid.ts";
import { PiecedText, PieceEmitter, stateOf } from "./template-text.ts";

type HTMLToken = Extract<TopLevelToken, { readonly trimLeft: number }>;
type TagClass = Parameters<Liquid["registerTag"]>[1];

const MAX_DEPTH = 100;
const VARIABLE = /\$\{([\p{L}\p{N}_.-]+)(?::-([^}\n]*))?\}/uy;

const blocks: readonly string[] = ["if", "unless", "case", "for", "capture"];

// Comments and `raw` are settled here; the rest goes to liquidjs.
const allowedTags: readonly string[] = [
  ...blocks,
  ...blocks.map((name) => `end${name}`),
  ...["elsif", "else", "when", "assign", "break", "continue", "comment", "endcomment", "raw", "endraw", "#"],
];

/** A mistake in the template's text, found while it is cut into tokens. */
export class TemplateMistake extends Error {
  readonly at: number;
  readonly mistake: Omit<ErrorDetails["template_invalid"], "line" | "column">;

  constructor(at: number, mistake: Omit<ErrorDetails["template_invalid"], "line" | "column">) {
    super(mistake.reason);
    this.at = at;
    this.mistake = mistake;
  }
}

/**
 * Makes liquidjs's tokens ours: text is cut at each `${NAME}`, outputs and text keep apart what is a value and what is the
 * template's own, comments and `raw` are settled, loops count their turns, and tags that are not allowed are refused.
 */
export function* prepareTokens(tokens: readonly TopLevelToken[]): Generator<TopLevelToken> {
  let isRaw = false;
  let comment: TagToken | undefined;
  let depth = 0;
  for (const token of tokens) {
    if (TypeGuards.isTagToken(token)) {
      if (comment !== undefined) {
        if (token.name === "endcomment") comment = undefined;
        continue;
      }
      checkTag(token);
      if (token.name === "comment") comment = token;
      if (token.name === "raw" || token.name === "endraw") isRaw = token.name === "raw";
      if (token.name === "comment" || token.name === "raw" || token.name === "endraw") continue;
      depth += blocks.includes(token.name) ? 1 : token.name.startsWith("end") ? -1 : 0;
      if (depth > MAX_DEPTH) {
        throw new TemplateMistake(token.begin, {
          reason: "syntax",
          problem: "nested_too_deeply" satisfies CodeProblem,
        });
      }
      yield token;
      if (token.name === "for") yield ownToken("step", token, token.begin, token.end);
    } else if (comment === undefined) {
      if (TypeGuards.isHTMLToken(token)) yield* isRaw ? rawText(token) : cutText(token);
      else yield ownToken("output", token, token.begin, token.end);
    }
  }
  if (comment !== undefined) {
    throw new TemplateMistake(comment.begin, {
      reason: "syntax",
      problem: "not_closed" satisfies CodeProblem,
      word: comment.getText(),
    });
  }
}

function checkTag({ name, begin }: TagToken): void {
  if (allowedTags.includes(name)) return;
  const near = nearest(name, allowedTags);
  throw new TemplateMistake(begin, {
    reason: "tag_not_allowed",
    name,
    ...(near === undefined ? {} : { nearest: near }),
  });
}

function* rawText(token: HTMLToken): Generator<TopLevelToken> {
  yield ownToken("text", token, token.begin, token.end, token.getContent());
}

function* cutText(token: HTMLToken): Generator<TopLevelToken> {
  const text = token.getContent();
  const start = token.begin + token.trimLeft;
  let done = 0;
  for (let at = text.indexOf("${"); at !== -1; at = text.indexOf("${", done)) {
    if (at > done && text[at - 1] === "$") {
      yield ownToken("text", token, start + done, start + at, `${text.slice(done, at - 1)}\${`);
      done = at + 2;
      continue;
    }
    VARIABLE.lastIndex = at;
    const [whole, name = "", fallback] = VARIABLE.exec(text) ?? [];
    if (whole === undefined) {
      throw new TemplateMistake(start + at, { reason: "syntax", problem: "variable_unfinished" satisfies CodeProblem });
    }
    if (at > done) yield ownToken("text", token, start + done, start + at, text.slice(done, at));
    yield ownToken("variable", token, start + at, start + at + whole.length, name, fallback);
    done = at + whole.length;
  }
  if (done < text.length) yield ownToken("text", token, start + done, start + text.length, text.slice(done));
}

/** A token that only our own tags make; nobody can write its name. */
class OwnToken extends Token {
  readonly name: string;
  readonly original: TopLevelToken;
  readonly text: string;
  readonly fallback: string | undefined;

  constructor(name: OwnName, original: TopLevelToken, begin: number, end: number, text = "", fallback?: string) {
    super(TokenKind.Tag, original.input, begin, end);
    this.name = `dingpipe:${name}`;
    this.original = original;
    this.text = text;
    this.fallback = fallback;
  }
}

function ownToken(...parts: ConstructorParameters<typeof OwnToken>): TopLevelToken {
  return new OwnToken(...parts) as unknown as TopLevelToken;
}

type OwnName = "text" | "variable" | "output" | "step";

function asOwn(token: LiquidToken): OwnToken {
  if (token instanceof OwnToken) return token;
  throw new TypeError("not a token of ours");
}

class TextTag extends Tag {
  readonly #text: PiecedText;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    const { text } = asOwn(token);
    this.#text = new PiecedText([{ plain: text, safe: text, own: true }]);
  }

  override render(_context: Context, emitter: PieceEmitter): void {
    emitter.write(this.#text);
  }
}

class VariableTag extends Tag {
  readonly #name: string;
  readonly #fallback: PiecedText | undefined;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    const { text, fallback } = asOwn(token);
    this.#name = text;
    this.#fallback = fallback === undefined ? undefined : new PiecedText([{ plain: fallback, safe: fallback }]);
  }

  override render(context: Context, emitter: PieceEmitter): void {
    const { scope, unset } = stateOf(context);
    const value = Object.hasOwn(scope.variables, this.#name) ? scope.variables[this.#name] : undefined;
    if (value === undefined && this.#fallback === undefined) unset.add(this.#name);
    // As in a shell, `:-` takes the place of an empty value too.
    emitter.write(this.#fallback !== undefined && (value === undefined || value === "") ? this.#fallback : value);
  }
}

class OutputTag extends Tag {
  readonly #value: InstanceType<typeof Value>;

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
    super(token, remaining, liquid);
    const { original } = asOwn(token);
    const { contentRange } = original as unknown as { readonly contentRange: [number, number] };
    const tokenizer = new Tokenizer(original.input, liquid.options.operators, undefined, contentRange);
    this.#value = new Value(tokenizer.readFilteredValue(), liquid);
    tokenizer.skipBlank();
    tokenizer.assert(tokenizer.end(), () => `unexpected ${tokenizer.snapshot()}`);
  }

  override *render(context: Context, emitter: PieceEmitter): Generator<unknown, void, unknown> {
    emitter.write(yield this.#value.value(context, false));
  }

  *arguments(): Generator<InstanceType<typeof Value>> {
    yield this.#value;
  }
}

class StepTag extends Tag {
  override render(context: Context): void {
    stateOf(context).step();
  }
}

/** Keeps what is captured in pieces, so that its values are escaped where it is put in, and only then. */
class PiecedCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const emitter = new PieceEmitter();
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    (context.bottom() as Record<string, unknown>)[this.variable] = new PiecedText(emitter.pieces);
  }
}

/** Every tag that the engine knows. */
export const templateTags: Readonly<Record<string, TagClass>> = {
  assign: AssignTag,
  break: BreakTag,
  capture: PiecedCaptureTag,
  case: CaseTag,
  continue: ContinueTag,
  for: ForTag,
  if: IfTag,
  unless: UnlessTag,
  "#": InlineCommentTag,
  "dingpipe:output": OutputTag,
  "dingpipe:step": StepTag,
  "dingpipe:text": TextTag,
  "dingpipe:variable": VariableTag,
};
