import type { Context, Output } from "./context.ts";

// CSI and OSC sequences first, whole; then what is left of an escape.
const ESC = "\u001b";
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}\\]|\u009d)[^\u0007${ESC}\u009c]*(?:\u0007|${ESC}\\\\|\u009c)?`,
    `${ESC}[@-Z\\\\^_]?`,
  ].join("|"),
  "g",
);
const LINE_BREAK = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
// Controls, soft hyphen, zero-width, directional and tag characters: what a reader can't see must not be in a log.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * How the CIs mark a command in a line of a log, and the break that makes it plain text again.
 *
 * GitHub, Gitea, Forgejo and BK-CI `::name`, GitHub's older runner and Azure `##[`, Azure `##vso[`, TeamCity `##teamcity[` (these three
 * anywhere in a line), GitLab `section_start:`, Travis `travis_fold:`, Buildkite `--- `, `+++ `, `~~~ ` at the start of a line.
 */
const COMMANDS: readonly (readonly [RegExp, string])[] = [
  [/:(?=:)/g, ": "],
  [/#(?=#[a-z]*\[)/gi, "# "],
  [/\b(section_(?:start|end)|travis_(?:fold|time))(?=:)/gi, "$1 "],
  [/^(\s*)(---|\+\+\+|~~~|\^\^\^)(?=\s)/, "$1'$2"],
];

/** Untrusted text as one line of a log: nothing in it moves the cursor, hides, or is a command to the CI that shows the log. */
export function printable(text: string): string {
  const line = stripEscapes(text).replace(LINE_BREAK, " ").replace(INVISIBLE, "").toWellFormed();
  return COMMANDS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), line);
}

/** The text without the sequences that a terminal acts on. */
export function stripEscapes(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, "");
}

/** Untrusted text of several lines, each of them `printable`. */
export function printableLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029\u0085]/).map(printable);
}

/** JSON of which every character can be seen, and in which no CI finds a command: what is special is escaped as JSON allows. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(INVISIBLE, (found) =>
      Array.from({ length: found.length }, (_, index) => unicodeEscape(found.charCodeAt(index))).join(""),
    )
    .replace(/:(?=:)|#(?=#[a-z]*\[)/gi, (found) => unicodeEscape(found.charCodeAt(0)));
}

export type Colour = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, bold: 1, dim: 2 } as const satisfies Record<Colour, number>;

/** Whether an output takes colours: NO_COLOR says never, FORCE_COLOR always (0 and false: never), else only a terminal. */
export function takesColour(output: Output, env: Context["env"]): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return output.isTerminal && env["TERM"] !== "dumb";
}

/** Text in a colour where the output takes them. */
export function paint(text: string, colour: Colour, enabled: boolean): string {
  return enabled ? `${ESC}[${CODES[colour]}m${text}${ESC}[0m` : text;
}

/** One line that is written over while the program waits. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** A progress line on a terminal; nothing at all elsewhere. */
export function createProgress(output: Output, enabled: boolean): Progress {
  let shown = false;
  const clear = () => {
    if (shown) output.write(`\r${ESC}[K`);
    shown = false;
  };
  return {
    show(text) {
      if (!enabled || !output.isTerminal) return;
      clear();
      output.write(printable(text).slice(0, Math.max(10, output.columns - 1)));
      shown = true;
    },
    clear,
  };
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
