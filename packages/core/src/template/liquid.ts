/// <reference path="./liquidjs-browser.d.ts" />
// liquidjs's module entry reads files by node:fs and node:path; its browser build, the same code without them, runs everywhere.
import * as browserBuild from "liquidjs/dist/liquid.browser.mjs";

type Used =
  | "AssignTag"
  | "BreakTag"
  | "CaptureTag"
  | "CaseTag"
  | "Context"
  | "ContinueTag"
  | "Drop"
  | "filters"
  | "ForTag"
  | "IfTag"
  | "InlineCommentTag"
  | "Liquid"
  | "LiquidError"
  | "Parser"
  | "Tag"
  | "Token"
  | "TokenKind"
  | "Tokenizer"
  | "toValueSync"
  | "TypeGuards"
  | "UnlessTag"
  | "Value";

/** The parts of liquidjs that templates are made with. */
export const {
  AssignTag,
  BreakTag,
  CaptureTag,
  CaseTag,
  Context,
  ContinueTag,
  Drop,
  filters,
  ForTag,
  IfTag,
  InlineCommentTag,
  Liquid,
  LiquidError,
  Parser,
  Tag,
  Token,
  TokenKind,
  Tokenizer,
  toValueSync,
  TypeGuards,
  UnlessTag,
  Value,
}: Pick<typeof import("liquidjs"), Used> = browserBuild;
