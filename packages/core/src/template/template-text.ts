import type { Context, Emitter } from "liquidjs";
import type { DingpipeError } from "../error.ts";
import { Drop } from "./liquid.ts";
import type { TemplateScope } from "./template.ts";

const MAX_STEPS = 10_000;
const MAX_LENGTH = 200_000;

/**
 * A piece of what a template makes. Escaping happens once, when all pieces are put together: a piece without `safe` is a value
 * and is escaped then; `safe` goes out as it is. `own` marks the template's own text.
 */
export interface Piece {
  readonly plain: string;
  readonly safe?: string;
  readonly own?: true;
}

/** Text that knows which parts of it are values: what `capture`, `link` and `raw` make. Filters that know nothing of it see `plain`. */
export class PiecedText extends Drop {
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    super();
    this.#pieces = pieces;
  }

  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  get plain(): string {
    return this.#pieces.map((piece) => piece.plain).join("");
  }

  override valueOf(): string {
    return this.plain;
  }

  // liquidjs asks here for what the object itself has not got.
  override liquidMethodMissing(name: string | number): number | undefined {
    return name === "size" ? this.plain.length : undefined;
  }
}

/** A limit was exceeded while rendering. */
export class LimitExceeded extends Error {
  readonly reason: DingpipeError<"template_failed">["details"]["reason"];

  constructor(reason: DingpipeError<"template_failed">["details"]["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/** What one rendering carries with it. */
export class RenderState {
  readonly scope: TemplateScope;
  readonly unset = new Set<string>();
  #steps = 0;

  constructor(scope: TemplateScope) {
    this.scope = scope;
  }

  /** Counts one turn of a loop. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) throw new LimitExceeded("too_many_steps");
  }
}

const STATE = "dingpipe";

/** Makes the state known to the filters and tags of a rendering. */
export function keepState(context: Context, state: RenderState): void {
  context.setRegister(STATE, state);
}

export function stateOf(context: Context): RenderState {
  return context.getRegister<RenderState>(STATE);
}

/** Collects pieces where liquidjs would join strings. */
export class PieceEmitter implements Emitter {
  // liquidjs returns it from each rendering; nothing reads it.
  buffer = "";
  readonly pieces: Piece[] = [];
  #length = 0;

  write(value: unknown): void {
    for (const piece of piecesOf(value)) {
      this.#length += (piece.safe ?? piece.plain).length;
      if (this.#length > MAX_LENGTH) throw new LimitExceeded("too_long");
      this.pieces.push(piece);
    }
  }
}

/** The value as pieces: one that is escaped, unless it knows better. */
export function piecesOf(value: unknown): readonly Piece[] {
  return value instanceof PiecedText ? value.pieces : [{ plain: textOf(value) }];
}

/** The value as text, before any escaping. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join("");
  // Ours, and liquidjs's literals: `nil`, `empty`, `blank`.
  if (value instanceof Drop) return textOf(value.valueOf());
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Refuses a text before it is made, where it would be too long. */
export function checkLength(length: number): void {
  if (length > MAX_LENGTH) throw new LimitExceeded("too_long");
}

/** Where a value is put in. */
export interface Place {
  /** Nothing stands before it. */
  readonly isFirst: boolean;
  /** The template's own text opened a code span or a fence before it, as far as a look at the signs tells. */
  readonly isCode: boolean;
  /** The template's own text opened the target of a link just before it. */
  readonly isTarget: boolean;
}

/** Values side by side as one: escaped each by itself, `www` and `.example.com` would be harmless, and a link together. */
export function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last !== undefined && isValue(last) && isValue(piece))
      whole[whole.length - 1] = { plain: last.plain + piece.plain };
    else whole.push(piece);
  }
  return whole;
}

function isValue({ safe, own }: Piece): boolean {
  return safe === undefined && own === undefined;
}

/**
 * Puts the pieces together, each value escaped once, and drops the lines that values left empty: blank lines of the template
 * itself stay.
 */
export function assemble(pieces: readonly Piece[], escaped: (text: string, place: Place) => string): string {
  const lines: string[] = [];
  let line = "";
  let isEmptied = false;
  let isInSpan = false;
  let isInFence = false;
  let isTarget = false;
  const endLine = () => {
    if (!isEmptied || line.trim() !== "") lines.push(line);
    if (/^\s*(?:```|~~~)/.test(line)) isInFence = !isInFence;
    line = "";
    isEmptied = false;
    isInSpan = false;
  };
  for (const { plain, safe, own } of pieces) {
    const isFirst = line.trim() === "" && lines.every((done) => done.trim() === "");
    const text = safe ?? escaped(plain, { isFirst, isCode: isInSpan || isInFence, isTarget });
    const [first = "", ...others] = text.split("\n");
    if (own === undefined && first === "" && others.length === 0) isEmptied = true;
    line += first;
    for (const other of others) {
      endLine();
      line = other;
    }
    isTarget = own !== undefined && plain.endsWith("](");
    if (own !== undefined && (others.at(-1) ?? first).split("`").length % 2 === 0) isInSpan = !isInSpan;
  }
  endLine();
  return lines.join("\n");
}
