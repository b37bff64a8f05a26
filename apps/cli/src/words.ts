import type { Context } from "./context.ts";
import type { ExitCode } from "./exit-code.ts";
import type { WordsLocale } from "./locale.ts";
import type { Mask } from "./mask.ts";
import { type Colour, createProgress, type Progress, paint, printable, takesColour } from "./terminal.ts";
import { type Texts, textsOf } from "./texts/catalog.ts";

/** What the program says beside its results, on standard error. Each line is made harmless before it is shown. */
export interface Words {
  readonly locale: WordsLocale;
  readonly texts: Texts;
  readonly progress: Progress;
  /** Under `--verbose` alone. */
  detail(line: string): void;
  /** Not under `--quiet`. */
  note(line: string): void;
  /** Nothing is wrong, and yet nothing was sent. */
  notice(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface WordsOptions {
  readonly locale: WordsLocale;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly mask: Mask;
}

/** An end that has its words: what is wrong and the cure, in the reader's language. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly exitCode: ExitCode;
  /** For machines: what kind of refusal it is. */
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, words: string) {
    super(words);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** The words of this run. */
export function createWords(context: Context, { locale, quiet, verbose, mask }: WordsOptions): Words {
  const texts = textsOf(locale);
  const progress = createProgress(context.stderr, !quiet);
  const say = (text: string, mark?: readonly [string, Colour]) => {
    progress.clear();
    const lines = text.split("\n").map(printable).join("\n");
    const label = mark === undefined ? "" : `${paint(mark[0], mark[1], takesColour(context.stderr, context.env))}: `;
    const shown = mark === undefined ? mask.hide(lines) : mask.hideStrictly(lines);
    context.stderr.write(`dingpipe: ${label}${shown}\n`);
  };
  return {
    locale,
    texts,
    progress,
    detail: (line) => {
      if (verbose && !quiet) say(line);
    },
    note: (line) => {
      if (!quiet) say(line);
    },
    notice: (text) => say(text, [texts.warning, "yellow"]),
    warn: (text) => say(text, [texts.warning, "yellow"]),
    error: (text) => say(text, [texts.error, "red"]),
  };
}
