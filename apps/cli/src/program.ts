import { Command, CommanderError, Help, Option } from "commander";
import { attempt } from "./attempt.ts";
import { notify } from "./commands/notify.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { describeBug } from "./failure.ts";
import { parseLocale, wordsLocale } from "./locale.ts";
import { createMask, type Mask, maskedOutput } from "./mask.ts";
import { type CommandName, type OptionName, optionsOf, rowOf, variableOf } from "./options.ts";
import { openSession, type Session } from "./session.ts";
import type { FlagValues } from "./settings.ts";
import { printableJson } from "./terminal.ts";
import { examples, type HelpTexts, helpOf } from "./texts/help.ts";
import { createWords, type Words } from "./words.ts";

/** The command line. */
export interface Program {
  /** Runs one command line; gives what the process ends with. Never throws. */
  run(args: readonly string[]): Promise<number>;
}

type Action = (session: Session, operands: readonly string[]) => Promise<number>;

// A command's own file is loaded when it runs, and what it needs with it; notify is what nearly every start is for.
const actions: Readonly<Record<CommandName, () => Promise<Action>>> = {
  notify: async () => notify,
  exec: async () => (await import("./commands/exec.ts")).exec,
  send: async () => {
    const { send } = await import("./commands/send.ts");
    return (session, [text]) => send(session, text);
  },
  explain: async () => (await import("./commands/explain.ts")).explain,
  sources: async () => {
    const { sources } = await import("./commands/sources.ts");
    return (session, [name]) => sources(session, name);
  },
  mock: async () => (await import("./commands/mock.ts")).mock,
  serve: async () => (await import("./commands/serve.ts")).serve,
  init: async () => (await import("./commands/init.ts")).init,
  "config compile": async () => (await import("./commands/compile.ts")).compileConfig,
  "config validate": async () => (await import("./commands/config.ts")).validateConfig,
  "config schema": async () => (await import("./commands/config.ts")).printConfigSchema,
};

/** Makes the program around everything outside that it may touch. */
export function createProgram(real: Context): Program {
  return {
    async run(args) {
      const mask = createMask(real.env);
      const context: Context = {
        ...real,
        stdout: maskedOutput(real.stdout, mask),
        stderr: maskedOutput(real.stderr, mask),
      };
      const locale = wordsLocale(localeOfArgs(args, context.env), undefined, context.env);
      let exitCode: number = exitCodes.ok;
      const build = createBuilder(context, helpOf(locale), args[0], async (name, flags, operands) => {
        // A mock's address holds a token that is no secret, and is there to be copied.
        const stdout = name === "mock" ? real.stdout : context.stdout;
        exitCode = await runCommand({ ...context, stdout }, mask, { name, flags, operands });
      });
      const root = build();
      try {
        await root.parseAsync([...args], { from: "user" });
        return exitCode;
      } catch (error) {
        if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
        const words = createWords(context, { locale, quiet: false, verbose: false, mask });
        if (!(error instanceof CommanderError)) {
          words.error(describeBug(error, words));
          return exitCodes.bug;
        }
        const text = usageText(error, words, { args, called: calledCommands(root, args) });
        if (text !== "")
          refuse({ context, words, mask }, args.includes("--json"), { exitCode: exitCodes.usage, code: "usage", text });
        return exitCodes.usage;
      }
    },
  };
}

interface Call {
  readonly name: CommandName;
  readonly flags: FlagValues;
  readonly operands: readonly string[];
}

async function runCommand(context: Context, mask: Mask, { name, flags, operands }: Call): Promise<number> {
  const { session, mistakes } = await openSession(context, name, flags, mask);
  const { exitCode, refusal } = await attempt(session, mistakes, async () =>
    (await actions[name]())(session, operands),
  );
  if (refusal !== undefined) refuse(session, session.settings.flag("json"), { exitCode, ...refusal });
  return exitCode;
}

function refuse(
  { context, words, mask }: Pick<Session, "context" | "words" | "mask">,
  isJson: boolean,
  { exitCode, code, text }: { readonly exitCode: number; readonly code: string; readonly text: string },
): void {
  words.error(text);
  const error = { code, message: mask.hideStrictly(text) };
  if (isJson) context.stdout.write(`${printableJson({ ok: false, exitCode, error })}\n`);
}

function createBuilder(
  context: Context,
  texts: HelpTexts,
  first: string | undefined,
  run: (name: CommandName, flags: FlagValues, operands: readonly string[]) => Promise<void>,
): () => Command {
  const styled = <Kind extends Command>(command: Kind): Kind => {
    command.exitOverride().helpOption("-h, --help", texts.helpOption).configureHelp(helpStyle(texts));
    command.configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Told in the reader's language instead.
      outputError: () => undefined,
      getOutHelpWidth: () => context.stdout.columns,
      getErrHelpWidth: () => context.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
    return command;
  };
  // Where the line names its command, the options of the others are not made: 3 ms of a start.
  const isCalled = (name: CommandName) =>
    first === undefined || first === "help" || !/^[a-z]/.test(first) || name.split(" ")[0] === first;
  const add = (parent: Command, name: CommandName, operand?: { readonly syntax: string; readonly words: string }) => {
    const command = styled(parent.command(name.split(" ").at(-1) ?? name)).description(texts.commands[name]);
    if (isCalled(name)) for (const option of optionsOf(name)) command.addOption(createOption(option, name, texts));
    if (operand !== undefined) command.argument(operand.syntax, operand.words);
    const shown = optionsOf(name).includes("fail-on") ? "fail-on" : "locale";
    const lines = [
      texts.variables(`--${shown}`, variableOf(shown)),
      "",
      texts.examples,
      ...examples[name].map((line) => `  ${line}`),
    ];
    command.addHelpText("after", () => `\n${lines.join("\n")}`);
    command.action(async (...parameters: readonly unknown[]) => {
      await run(name, flagsOf(name, command), operandsOf(operand === undefined ? undefined : parameters[0]));
    });
    return command;
  };
  return () => {
    const root = styled(new Command("dingpipe")).description(texts.program).enablePositionalOptions();
    root
      .version(context.version, "-V, --version", texts.versionOption)
      .helpCommand("help [command]", texts.helpCommand);
    add(root, "notify");
    add(root, "exec", { syntax: "<command...>", words: texts.arguments.command }).passThroughOptions();
    add(root, "send", { syntax: "[text]", words: texts.arguments.text });
    add(root, "explain");
    add(root, "sources", { syntax: "[name]", words: texts.arguments.source });
    add(root, "mock");
    add(root, "serve");
    add(root, "init", { syntax: "[folder]", words: texts.arguments.folder });
    const config = styled(root.command("config")).description(texts.commands.config).helpCommand(false);
    add(config, "config validate");
    add(config, "config compile");
    add(config, "config schema");
    return root;
  };
}

function createOption(name: OptionName, command: CommandName, texts: HelpTexts): Option {
  const { kind, short, value, choices } = rowOf(name);
  const said = name === "mention" && command === "send" ? texts.mentionOfSend : texts.options[name];
  const words = `${said}${choices === undefined ? "" : ` (${choices.join(" ")})`}`;
  const flag = `${short === undefined ? "" : `-${short}, `}--${name}`;
  if (kind === "flag") return new Option(flag, words);
  const option = new Option(`${flag} <${value ?? "VALUE"}>`, words);
  if (kind === "list" || kind === "pairs") {
    option.argParser((given: string, previous: readonly string[] | undefined) => [...(previous ?? []), given]);
  }
  return option;
}

function flagsOf(name: CommandName, command: Command): FlagValues {
  const values = command.opts<Record<string, string | readonly string[] | true>>();
  return Object.fromEntries(
    optionsOf(name).flatMap((option) => {
      const value = values[new Option(`--${option}`).attributeName()];
      return value === undefined ? [] : [[option, value]];
    }),
  );
}

function operandsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? [value] : [];
}

function helpStyle(texts: HelpTexts): Partial<Help> {
  const titles: Readonly<Record<string, string>> = texts.titles;
  const placeholders: Readonly<Record<string, string>> = texts.placeholders;
  const translated = (usage: string) => usage.replace(/\[(?:options|command)\]/g, (word) => placeholders[word] ?? word);
  return {
    // A wide colon needs no blank behind it.
    formatHelp: (command, help) => Help.prototype.formatHelp.call(help, command, help).replace("： ", "："),
    styleUsage: translated,
    styleSubcommandTerm: translated,
    styleTitle: (title) => titles[title] ?? title,
    displayWidth: (text) => [...text].reduce((width, character) => width + (isWide(character) ? 2 : 1), 0),
    showGlobalOptions: false,
  };
}

function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
    character,
  );
}

function localeOfArgs(args: readonly string[], env: Context["env"]) {
  const at = args.indexOf("--locale");
  const joined = args.find((arg) => arg.startsWith("--locale="))?.slice("--locale=".length);
  return parseLocale(joined ?? (at === -1 ? undefined : args[at + 1])) ?? parseLocale(env["DINGPIPE_LOCALE"]);
}

/** Commander's own complaint in the reader's language: what is quoted in it, and the similar word it found. */
function usageText(
  { code, message }: CommanderError,
  { texts }: Words,
  { args, called }: { readonly args: readonly string[]; readonly called: readonly Command[] },
): string {
  // `--name=value` is quoted whole, and the value may be what nobody must read.
  const name = (/'([^']*)'/.exec(message)?.[1] ?? "").replace(/^(--[^=]*)=.*$/s, "$1");
  const similar = /Did you mean (?:one of )?(.*?)\?\)/.exec(message)?.[1] ?? "";
  const hint = `\n${texts.usageHint(called.map((command) => command.name()).join(" "))}`;
  const extra = extraArgument(called);
  switch (code) {
    case "commander.help":
      return "";
    case "commander.unknownOption":
      return texts.unknownOption(name, similar) + hint;
    case "commander.unknownCommand":
      return texts.unknownCommand(name, similar) + hint;
    case "commander.optionMissingArgument":
      return texts.missingValue(name) + hint;
    case "commander.missingArgument":
      return (name === "command" ? texts.noCommand() : texts.missingArgument(name)) + hint;
    default:
      return texts.extraArgument(extra, isStatus(extra, args) ? `--status ${extra}` : "") + hint;
  }
}

/** The first operand that the called command has no place for. */
function extraArgument(called: readonly Command[]): string {
  const command = called.at(-1);
  return command?.args[command.registeredArguments.length] ?? "";
}

// After another value it is rather that one's second word.
function isStatus(extra: string, args: readonly string[]): boolean {
  if (args[0] !== "notify" || args.some((arg) => /^--status(?:=|$)/.test(arg))) return false;
  const before = args[args.indexOf(extra) - 1];
  return before === "notify" || /^-[^=]+$/.test(before ?? "");
}

/** The command that a line names, behind its parents. */
function calledCommands(root: Command, args: readonly string[]): readonly Command[] {
  const called = [root];
  for (const arg of args) {
    const child = called.at(-1)?.commands.find((command) => command.name() === arg);
    if (child === undefined) break;
    called.push(child);
  }
  return called;
}
