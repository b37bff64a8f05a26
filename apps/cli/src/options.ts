import { messageTypes } from "@dingpipe/core";
import { failOnWords } from "./exit-code.ts";

export type CommandName =
  | "notify"
  | "exec"
  | "send"
  | "explain"
  | "sources"
  | "mock"
  | "serve"
  | "init"
  | "config compile"
  | "config validate"
  | "config schema";

/** `text` takes one value, `list` several by comma or by repetition, `pairs` NAME=VALUE by repetition, `flag` none. */
type OptionKind = "text" | "list" | "pairs" | "flag";

export interface OptionRow {
  readonly kind: OptionKind;
  /** One letter that says the same. */
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly commands: readonly CommandName[];
  /**
   * A blank value is none: `--branch "$BRANCH"` where the variable is not set says nothing of the branch. A blank stage or task says
   * that there is none: a last job tells of its whole pipeline.
   */
  readonly mayBeBlank?: true;
  /** Whether `DINGPIPE_<NAME>` says the same. A secret's own variables are named in the configuration. */
  readonly variable: boolean;
}

const everywhere = [
  "notify",
  "exec",
  "send",
  "explain",
  "sources",
  "mock",
  "serve",
  "init",
  "config compile",
  "config validate",
  "config schema",
] as const;
const events = ["notify", "exec", "explain"] as const;
const telling = ["notify", "exec"] as const;
const sending = ["notify", "exec", "send"] as const;

/** Every option, once: flags, `DINGPIPE_…` variables and help are made from it. */
const optionRows = {
  config: {
    kind: "text",
    value: "FILE",
    commands: [...sending, "explain", "serve", "config validate", "config compile"],
    variable: true,
  },
  locale: { kind: "text", value: "zh-CN|en|ru", commands: everywhere, variable: true },
  status: { kind: "text", value: "WORD", commands: ["notify", "explain"], variable: true },
  on: { kind: "list", value: "WORDS", commands: [...events, "init"], variable: true },
  title: { kind: "text", value: "TEXT", mayBeBlank: true, commands: [...sending, "explain"], variable: true },
  text: { kind: "text", value: "TEXT", commands: [...sending, "explain"], variable: true },
  content: { kind: "list", value: "FIELDS", commands: events, variable: true },
  mention: { kind: "list", value: "WHO", commands: [...sending, "explain"], variable: true },
  robot: { kind: "list", value: "NAMES", commands: [...sending, "explain"], variable: true },
  rule: { kind: "text", value: "NAME", commands: events, variable: true },
  event: { kind: "text", value: "FILE", commands: ["notify", "explain"], variable: true },
  source: { kind: "text", value: "TYPE", commands: ["notify", "explain"], variable: false },
  header: { kind: "pairs", value: "NAME=VALUE", commands: ["notify", "explain"], variable: false },
  provider: { kind: "text", value: "NAME", commands: events, variable: true },
  pipeline: { kind: "text", value: "NAME", mayBeBlank: true, commands: events, variable: true },
  stage: { kind: "text", value: "NAME", commands: events, variable: true },
  task: { kind: "text", value: "NAME", commands: events, variable: true },
  actor: { kind: "text", value: "NAME", mayBeBlank: true, commands: events, variable: true },
  trigger: { kind: "text", value: "WORD", mayBeBlank: true, commands: events, variable: true },
  branch: { kind: "text", value: "NAME", mayBeBlank: true, commands: events, variable: true },
  commit: { kind: "text", value: "SHA", mayBeBlank: true, commands: events, variable: true },
  repository: { kind: "text", value: "NAME", mayBeBlank: true, commands: events, variable: true },
  duration: { kind: "text", value: "TIME", mayBeBlank: true, commands: ["notify", "explain"], variable: true },
  url: { kind: "text", value: "URL", mayBeBlank: true, commands: [...sending, "explain"], variable: true },
  param: { kind: "pairs", value: "NAME=VALUE", commands: events, variable: true },
  "previous-status": { kind: "text", value: "WORD", mayBeBlank: true, commands: events, variable: true },
  "state-file": { kind: "text", value: "FILE", mayBeBlank: true, commands: telling, variable: true },
  tail: { kind: "text", value: "LINES", commands: ["exec"], variable: true },
  timeout: { kind: "text", value: "TIME", commands: ["exec"], variable: true },
  type: { kind: "text", value: "TYPE", choices: messageTypes, commands: ["send"], variable: false },
  picture: { kind: "text", value: "URL", commands: ["send"], variable: false },
  button: { kind: "pairs", value: "TITLE=URL", commands: ["send"], variable: false },
  file: { kind: "text", value: "FILE", commands: ["send"], variable: false },
  "idempotency-key": { kind: "text", value: "KEY", commands: ["send"], variable: true },
  "webhook-stdin": { kind: "flag", commands: sending, variable: false },
  "secret-stdin": { kind: "flag", commands: sending, variable: false },
  webhook: { kind: "text", value: "URL", mayBeBlank: true, commands: sending, variable: false },
  secret: { kind: "text", value: "SECRET", mayBeBlank: true, commands: [...sending, "mock"], variable: false },
  "insecure-endpoint": { kind: "flag", commands: sending, variable: true },
  "fail-on": { kind: "text", value: "WHEN", choices: failOnWords, commands: sending, variable: true },
  "fail-on-empty": { kind: "flag", commands: ["notify"], variable: true },
  "dry-run": { kind: "flag", commands: sending, variable: true },
  port: { kind: "text", value: "PORT", commands: ["mock", "serve"], variable: false },
  host: { kind: "text", value: "ADDRESS", commands: ["mock", "serve"], variable: false },
  data: { kind: "text", value: "FOLDER", commands: ["serve"], variable: false },
  "trust-proxy": { kind: "flag", commands: ["serve"], variable: false },
  ci: { kind: "text", value: "NAME", commands: ["init"], variable: false },
  gateway: { kind: "text", value: "KIND", choices: ["workers"], commands: ["init"], variable: false },
  domain: { kind: "text", value: "DOMAIN", commands: ["init"], variable: false },
  output: { kind: "text", short: "o", value: "FILE", commands: ["config compile"], variable: false },
  via: { kind: "text", value: "URL", commands: telling, variable: true },
  token: { kind: "text", value: "TOKEN", commands: ["mock"], variable: false },
  keyword: { kind: "list", value: "WORDS", commands: ["mock", "init"], variable: false },
  json: { kind: "flag", commands: [...sending, "explain", "sources", "serve", "config validate"], variable: true },
  quiet: { kind: "flag", commands: everywhere, variable: true },
  verbose: { kind: "flag", commands: everywhere, variable: true },
} as const satisfies Record<string, OptionRow>;

export type OptionName = keyof typeof optionRows;

type NamesOfKind<Kind extends OptionKind> = {
  [Name in OptionName]: (typeof optionRows)[Name]["kind"] extends Kind ? Name : never;
}[OptionName];

export type TextOption = NamesOfKind<"text">;
export type ListOption = NamesOfKind<"list">;
export type PairsOption = NamesOfKind<"pairs">;
export type FlagOption = NamesOfKind<"flag">;

/** The options of a command, in the order of the help. */
export function optionsOf(command: CommandName): readonly OptionName[] {
  return (Object.keys(optionRows) as OptionName[]).filter((name) =>
    (optionRows[name].commands as readonly CommandName[]).includes(command),
  );
}

/** The variable that says the same as a flag. */
export function variableOf(name: OptionName): string {
  return `DINGPIPE_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** The row of an option, with the parts that not every row has. */
export function rowOf(name: OptionName): OptionRow {
  return optionRows[name];
}
