import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { SyntaxProblem } from "../locales/describe.ts";
import { pathText, shown } from "../zod-issues.ts";
import type { Mistake } from "./config-issue.ts";

/** A place in a text, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake of the text itself. */
export interface TextMistake extends Mistake {
  readonly position?: Position;
}

/** A file's text, read. */
export interface ConfigText {
  readonly value: unknown;
  /** With a syntax error among them the value is incomplete, and further checks would mislead. */
  readonly mistakes: readonly TextMistake[];
  /** Where the value of this path stands, or its key; where it is absent, what it is absent from. */
  locate(path: readonly PropertyKey[], at: "key" | "value"): Position;
  /** Where a place inside of a text value stands: exact in a block (`|`) and on one line, else the value's start. */
  locateInside(path: readonly PropertyKey[], inside: Position): Position;
}

const MAX_BYTES = 1024 * 1024;
// The library's own recursion ends in an abort of the whole process at some 100,000 levels.
const MAX_DEPTH = 64;
const MAX_ALIASES = 100;
const MAX_SYNTAX_MISTAKES = 10;
const MAX_ROUNDS = 20;
const MAX_TEXT_OF_ROUNDS = 65_536;

const PROBLEMS: Readonly<Partial<Record<YAMLError["code"], SyntaxProblem>>> = {
  TAB_AS_INDENT: "tab",
  TAG_RESOLVE_FAILED: "indicator",
  BAD_ALIAS: "indicator",
  ALIAS_PROPS: "indicator",
  BAD_SCALAR_START: "indicator",
  BAD_COLLECTION_TYPE: "indicator",
  BLOCK_AS_IMPLICIT_KEY: "colon",
  BAD_INDENT: "indent",
  BLOCK_IN_FLOW: "indent",
  MISSING_CHAR: "missing_character",
  MULTILINE_IMPLICIT_KEY: "missing_character",
  BAD_DQ_ESCAPE: "escape",
  RESOURCE_EXHAUSTION: "too_deep",
};

/** Reads YAML or JSON, bounded in size, depth and aliases. Never throws; never repeats the text. */
export function readConfigText(input: string): ConfigText {
  const text = input.replace(/^\uFEFF/, "");
  if (new TextEncoder().encode(text).length > MAX_BYTES) return unreadable("too_large");
  const parsed = parse(text);
  if (parsed === undefined) return unreadable("too_deep");
  const { documents, lines } = parsed;
  const [document, second] = documents;
  const positionAt = (offset: number): Position => positionOf(lines, offset);
  const locate: ConfigText["locate"] = (path, at) => positionAt(offsetOf(document, path, at));
  const mistakes: TextMistake[] = syntaxMistakes(
    text,
    documents.flatMap((one) => [...one.errors, ...one.warnings]),
    positionAt,
  );
  if (second !== undefined) {
    mistakes.push({
      path: [],
      code: "several_documents",
      values: {},
      position: positionAt(second.contents?.range?.[0] ?? 0),
    });
  }
  // Behind an error the tree is incomplete; behind a warning, as of an unknown tag, it is not.
  if (documents.every(({ errors }) => errors.length === 0)) mistakes.push(...nodeMistakes(document, positionAt));
  const value = mistakes.some(({ code }) => code === "syntax") ? undefined : readValue(document);
  if (value === EXPANDS_TOO_MUCH) return unreadable("aliases");
  return {
    value: value ?? {},
    mistakes,
    locate,
    locateInside: (path, inside) => insideOf(text, document, path, inside, positionAt),
  };
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** `undefined` where the nesting is too deep. Documents without contents don't count. */
function parse(text: string): Parsed | undefined {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) return undefined;
  }
  tokens.push(...parser.end());
  // Own keys are compared in a set: the library's comparison of each with each takes minutes on a hostile megabyte.
  const composer = new Composer({ schema: "core", stringKeys: true, uniqueKeys: false, logLevel: "error" });
  const documents = [...composer.compose(tokens, true, text.length)];
  return {
    documents: documents.filter((one, index) => index === 0 || one.errors.length > 0 || !isEmpty(one.contents)),
    lines,
  };
}

function unreadable(problem: SyntaxProblem): ConfigText {
  const start = { line: 1, column: 1 };
  const mistakes: readonly TextMistake[] = [{ path: [], code: "syntax", values: { problem }, position: start }];
  return { value: {}, mistakes, locate: () => start, locateInside: () => start };
}

// One mistake often makes the library report more behind it: the first of each line is told.
function syntaxMistakes(
  text: string,
  errors: readonly YAMLError[],
  positionAt: (offset: number) => Position,
): TextMistake[] {
  const references = errors.length === 0 ? [] : flowReferences(text);
  if (references.length > 0) return references.map((offset) => syntaxMistake("flow_reference", positionAt(offset)));
  const [template] = errors.length === 0 ? [] : text.matchAll(/(?<=^[ \t-]*[\w-]+:[ \t]+)\{\{/gm);
  if (template !== undefined) return [syntaxMistake("template_start", positionAt(template.index))];
  const byLine = new Map<number, TextMistake>();
  for (const error of errors) {
    const mistake = syntaxMistakeOf(error, errors, positionAt);
    const line = mistake.position?.line ?? 1;
    if (!byLine.has(line)) byLine.set(line, mistake);
  }
  return [...byLine.values()].slice(0, MAX_SYNTAX_MISTAKES);
}

function syntaxMistakeOf(
  { code, message, pos: [start] }: YAMLError,
  errors: readonly YAMLError[],
  positionAt: (offset: number) => Position,
): TextMistake {
  // A value that goes on in a deeper line, and has a colon there: that line is one of the keys, indented too far.
  const deeper = errors.find((other) => other.code === "MULTILINE_IMPLICIT_KEY" && other.pos[0] === start);
  const isTooDeep =
    deeper !== undefined && errors.some((other) => other.code === "BLOCK_AS_IMPLICIT_KEY" && other.pos[0] === start);
  if (isTooDeep) return syntaxMistake("indent", { line: positionAt(deeper.pos[1]).line, column: 1 });
  return syntaxMistake(problemOf(code, message), positionAt(start));
}

// An unclosed { or [ is told as a wrong indentation, too, of what follows; a key that stands left of its item as a missing -.
function problemOf(code: YAMLError["code"], message: string): SyntaxProblem {
  if (message.startsWith("Flow ")) return "missing_character";
  return message.startsWith("Sequence item without -") ? "indent" : (PROBLEMS[code] ?? "other");
}

// Inside of { } an unquoted ${NAME} ends what YAML can read, so the next one is found by reading on with this one blotted out.
function flowReferences(text: string): readonly number[] {
  const offsets: number[] = [];
  let rest = text;
  for (let round = 0; round < (text.length > MAX_TEXT_OF_ROUNDS ? 1 : MAX_ROUNDS); round++) {
    const errors = parse(rest)?.documents.flatMap((document) => document.errors) ?? [];
    const brace = errors.map(({ pos }) => pos[0]).find((offset) => rest[offset] === "{" && rest[offset - 1] === "$");
    if (brace === undefined) break;
    offsets.push(brace - 1);
    const end = rest.indexOf("}", brace);
    rest = `${rest.slice(0, brace)}${"_".repeat(Math.max(1, end + 1 - brace))}${rest.slice(Math.max(brace, end) + 1)}`;
  }
  return offsets;
}

function syntaxMistake(problem: SyntaxProblem, position: Position): TextMistake {
  return { path: [], code: "syntax", values: { problem }, position };
}

/** What the library leaves to us: keys that stand twice, aliases of nothing (`branches: [**]`), anchors of nothing (`when: &&x`). */
function nodeMistakes(
  document: Document.Parsed | undefined,
  positionAt: (offset: number) => Position,
): readonly TextMistake[] {
  const mistakes: TextMistake[] = [];
  const anchors = new Set<string>();
  const read = (node: unknown, path: readonly PropertyKey[]): void => {
    if (isAlias(node)) {
      if (!anchors.has(node.source)) mistakes.push(syntaxMistake("indicator", positionAt(startOf(node))));
      return;
    }
    if (isScalar(node) || isSeq(node) || isMap(node)) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (isScalar(node) && node.value === null && node.anchor !== undefined) {
        mistakes.push(syntaxMistake("indicator", positionAt(startOf(node))));
      }
    }
    if (isSeq(node)) for (const [index, item] of node.items.entries()) read(item, [...path, index]);
    if (isMap(node)) readMap(node, path);
  };
  const readMap = (map: YAMLMap, path: readonly PropertyKey[]): void => {
    const first = new Map<string, number>();
    for (const { key, value } of map.items) {
      const name = keyOf(key);
      const line = first.get(name);
      const position = positionAt(startOf(key));
      // A mistake behind a merged key would have no place of its own.
      if (name === "<<") mistakes.push(syntaxMistake("merge", position));
      if (line === undefined) first.set(name, position.line);
      else {
        const values = { what: "key", name: shown(name), other: `${pathText([...path, name])} (${line})` };
        mistakes.push({ path: [...path, name], code: "duplicate", values, position });
      }
      read(value, [...path, name]);
    }
  };
  read(document?.contents, []);
  return mistakes;
}

const EXPANDS_TOO_MUCH = Symbol("the aliases expand to too much");

function readValue(document: Document.Parsed | undefined): unknown {
  try {
    return document?.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return EXPANDS_TOO_MUCH;
  }
}

interface Place {
  readonly key?: unknown;
  readonly value: unknown;
}

/** The place of a path, or the last one on the way to it that there is. */
function placeOf(document: Document.Parsed | undefined, path: readonly PropertyKey[]): Place {
  let place: Place = { value: document?.contents };
  for (const step of path) {
    const node: unknown = isAlias(place.value) && document !== undefined ? place.value.resolve(document) : place.value;
    const next: Place | undefined = isMap(node)
      ? node.items.findLast(({ key }) => keyOf(key) === String(step))
      : isSeq(node) && typeof step === "number" && step < node.items.length
        ? { value: node.items[step] }
        : undefined;
    if (next === undefined) return place;
    place = next;
  }
  return place;
}

function offsetOf(document: Document.Parsed | undefined, path: readonly PropertyKey[], at: "key" | "value"): number {
  const { key, value } = placeOf(document, path);
  return startOf((at === "key" || isEmpty(value)) && key !== undefined ? key : value);
}

function insideOf(
  text: string,
  document: Document.Parsed | undefined,
  path: readonly PropertyKey[],
  inside: Position,
  positionAt: (offset: number) => Position,
): Position {
  const { value } = placeOf(document, path);
  const start = positionAt(startOf(value));
  if (!isScalar(value) || value.range === null || value.range === undefined) return start;
  const source = text.slice(value.range[0], value.range[1]);
  if (value.type === "BLOCK_LITERAL") {
    const [header = "", ...content] = source.split("\n");
    const indent = /\d/.test(header) ? 0 : (content.find((line) => line.trim() !== "")?.search(/\S/) ?? 0);
    return { line: start.line + inside.line, column: indent + inside.column };
  }
  const isExact = inside.line === 1 && !/[\n\\]|''/.test(source);
  const quote = value.type === "PLAIN" ? 0 : 1;
  return isExact && value.type !== "BLOCK_FOLDED"
    ? { line: start.line, column: start.column + quote + inside.column - 1 }
    : start;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && !node.source);
}

function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
