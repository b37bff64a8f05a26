import type { Liquid as LiquidEngine, Template as LiquidTemplate, TopLevelToken } from "liquidjs";
import { DingpipeError, type ErrorDetails } from "../error.ts";
import { escapeCode, escapeMarkdown, escapeTarget, escapeText, type OpenLinksIn } from "../escape.ts";
import type { Event } from "../event.ts";
import type { Locale } from "../locales/catalog.ts";
import type { CodeProblem } from "../locales/describe.ts";
import { Context, Liquid, LiquidError, Parser, Tokenizer, toValueSync } from "./liquid.ts";
import { mistakesIn } from "./template-check.ts";
import { templateFilters } from "./template-filters.ts";
import { prepareTokens, TemplateMistake, templateTags } from "./template-tags.ts";
import { assemble, joined, keepState, LimitExceeded, PieceEmitter, type Place, RenderState } from "./template-text.ts";

const MAX_TEXT_LENGTH = 20_000;
const MAX_OUTPUT_BYTES = 200_000;
// Units are characters and list items that filters and ranges handle.
const MAX_WORK = 5_000_000;

/** What a template is rendered with. */
export interface TemplateScope {
  readonly event: Event;
  /** The variables of `${NAME}` and of `env.NAME`; one that is `undefined` or missing is unset. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /**
   * How values are escaped: for Markdown, for titles and text messages, or for a URL. In a URL a value that comes first is the
   * URL, and stays; one that comes later is a part of it, where all but `/` and `:` is percent-encoded.
   */
  readonly escape: "markdown" | "text" | "url";
  readonly locale: Locale;
  /** IANA name. */
  readonly timeZone: string;
  readonly openLinksIn: OpenLinksIn;
}

/** Something that a reader should know, and that stops nothing. */
interface Warning {
  readonly code: "variable_unset";
  readonly name: string;
}

export interface Template {
  /**
   * Fills the template in.
   *
   * @throws DingpipeError `template_failed` where a limit is exceeded, or a filter can't work with what it got.
   */
  render(scope: TemplateScope): { readonly text: string; readonly warnings: readonly Warning[] };
}

/**
 * Compiles a template: `${NAME}`, `${NAME:-fallback}`, `$${` for the characters themselves, and Liquid over `event` and `env`.
 *
 * Both are read in one pass over the template's own text. What a value contains is never looked at again: it is escaped once,
 * where it is put in, unless it went through `raw`. A fallback is the template's own text; a string in `{{ }}` is a value.
 * A line that values left empty is dropped. Limits are 20,000 characters of template, 200,000 bytes of output and 10,000
 * turns of loops.
 *
 * @throws DingpipeError `template_invalid` with line, column and, for names, the nearest one.
 * @see https://liquidjs.com
 */
export function compileTemplate(text: string): Template {
  if (text.length > MAX_TEXT_LENGTH) {
    throw invalid(text, 0, { reason: "too_long", problem: String(MAX_TEXT_LENGTH) });
  }
  const templates = parseTemplate(text);
  return {
    render(scope) {
      const state = new RenderState(scope);
      const rendered = renderTemplates(templates, state);
      // A character has at most three bytes for each of its UTF-16 units.
      const mayBeLong = 3 * rendered.length > MAX_OUTPUT_BYTES;
      if (mayBeLong && new TextEncoder().encode(rendered).byteLength > MAX_OUTPUT_BYTES) throw failed("too_long");
      const warnings = [...state.unset].map((name) => ({ code: "variable_unset", name }) as const);
      return { text: rendered, warnings };
    },
  };
}

const escapes: Readonly<Record<TemplateScope["escape"], (text: string, place: Place) => string>> = {
  markdown: (text, { isCode, isTarget }) => (isCode ? escapeCode : isTarget ? escapeTarget : escapeMarkdown)(text),
  text: escapeText,
  url: (text, { isFirst }) =>
    isFirst ? text : encodeURIComponent(text.toWellFormed()).replace(/%2F|%3A/g, decodeURIComponent),
};

const engine = createEngine();

// Nothing of liquidjs stays but what is listed: no files, no clocks, no chance.
function createEngine(): LiquidEngine {
  // Without a locale the library asks Intl for one at once: 20 ms, for filters that are none of ours.
  const liquid = new Liquid({ ownPropertyOnly: true, strictFilters: false, memoryLimit: MAX_WORK, locale: "en" });
  for (const name of Object.keys(liquid.filters)) liquid.unregisterFilter(name);
  for (const [name, filter] of Object.entries(templateFilters)) liquid.registerFilter(name, filter);
  for (const name of Object.keys(liquid.tags)) delete liquid.tags[name];
  for (const [name, tag] of Object.entries(templateTags)) liquid.registerTag(name, tag);
  return liquid;
}

function parseTemplate(text: string): readonly LiquidTemplate[] {
  try {
    const tokens: TopLevelToken[] = new Tokenizer(text, engine.options.operators).readTopLevelTokens(engine.options);
    const templates = new Parser(engine).parseTokens([...prepareTokens(tokens)]);
    for (const { at, ...mistake } of mistakesIn(templates)) throw invalid(text, at, mistake);
    return templates;
  } catch (error) {
    if (error instanceof DingpipeError) throw error;
    if (error instanceof TemplateMistake) throw invalid(text, error.at, error.mistake);
    throw invalid(text, offsetOf(error), { reason: "syntax", ...foundInstead(error) });
  }
}

function renderTemplates(templates: readonly LiquidTemplate[], state: RenderState): string {
  const { event, variables } = state.scope;
  const context = new Context({ event, env: variables }, engine.options, { sync: true }, { liquid: engine });
  keepState(context, state);
  const emitter = new PieceEmitter();
  try {
    toValueSync(engine.renderer.renderTemplates([...templates], context, emitter));
    const { escape: kind } = state.scope;
    return assemble(kind === "url" ? emitter.pieces : joined(emitter.pieces), escapes[kind]);
  } catch (error) {
    const cause = originalOf(error);
    if (cause instanceof LimitExceeded) throw failed(cause.reason);
    if (cause instanceof Error && cause.message.startsWith("memory alloc limit")) throw failed("too_many_steps");
    // The library's words may quote a value, which no error may carry: the place must do.
    throw failed("failed", placeOf(error));
  }
}

function originalOf(error: unknown): unknown {
  const original = LiquidError.is(error) ? (error as { originalError?: unknown }).originalError : undefined;
  return original === undefined ? error : originalOf(original);
}

function offsetOf(error: unknown): number {
  return LiquidError.is(error) ? ((error as { token?: { begin?: number } }).token?.begin ?? 0) : 0;
}

function placeOf(error: unknown): string {
  const token = LiquidError.is(error) ? (error as { token?: { getPosition(): number[] } }).token : undefined;
  const [line, column] = token?.getPosition() ?? [1, 1];
  return `line ${line}, column ${column}`;
}

function foundInstead(error: unknown): { readonly problem: CodeProblem | (string & {}); readonly word?: string } {
  if (error instanceof RangeError || !(error instanceof Error)) return { problem: "nested_too_deeply" };
  const problem = error.message.replace(/, line:\d+, col:\d+$/, "").slice(0, 200);
  const open = /^\w+ "?(.*?)"? not closed$/s.exec(problem)?.[1];
  return open === undefined ? { problem } : { problem: "not_closed", word: open };
}

function invalid(
  text: string,
  at: number,
  mistake: Omit<ErrorDetails["template_invalid"], "line" | "column">,
): DingpipeError<"template_invalid"> {
  const before = text.slice(0, at).split("\n");
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  return new DingpipeError("template_invalid", {
    ...mistake,
    ...place,
  });
}

function failed(reason: ErrorDetails["template_failed"]["reason"], problem?: string): DingpipeError<"template_failed"> {
  const details = { reason, ...(problem === undefined ? {} : { problem }) };
  return new DingpipeError("template_failed", details);
}
