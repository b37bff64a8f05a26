import type { Resolve } from "@dingpipe/core";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import type { Settings } from "./settings.ts";
import { Refusal, type Words } from "./words.ts";

/** The names that `--webhook` and `--secret` stand for, with a configuration or without. */
const NAMES = { webhook: "DINGTALK_WEBHOOK", secret: "DINGTALK_SECRET" } as const;

/** Where the values of references come from: what was handed over by hand, else the variable, else the file that NAME_FILE names. */
export interface Secrets {
  readonly resolve: Resolve;
  /** Whether there is a value for a name; an empty one is none. */
  has(name: string): Promise<boolean>;
  /** Values that came by standard input or an argument: they stand in no variable that a mask could be made from. */
  readonly handed: readonly string[];
}

/** Reads what the flags hand over, and warns of a secret in an argument. */
export async function createSecrets(context: Context, settings: Settings, words: Words): Promise<Secrets> {
  const handed = new Map<string, string>();
  for (const flag of ["webhook", "secret"] as const) {
    const value = settings.text(flag);
    if (value === undefined) continue;
    handed.set(NAMES[flag], value);
    words.warn(words.texts.secretArgument(`--${flag}`, NAMES[flag]));
  }
  const fromInput = (["webhook", "secret"] as const).filter((flag) => settings.flag(`${flag}-stdin`));
  if (fromInput.length > 0) {
    const lines = (await context.stdin.read()).split(/\r?\n/).map((line) => line.trim());
    for (const [index, flag] of fromInput.entries()) {
      const value = lines[index];
      if (value === undefined || value === "") {
        throw new Refusal(exitCodes.config, "stdin_empty", words.texts.stdinEmpty(`--${flag}-stdin`));
      }
      handed.set(NAMES[flag], value);
    }
  }
  const resolve = async (name: string): Promise<string | undefined> => {
    const value = handed.get(name) ?? context.env[name];
    if (value !== undefined && value.trim() !== "") return value;
    const path = context.env[`${name}_FILE`];
    return path === undefined || path === "" ? undefined : readSecret(context, `${name}_FILE`, path, words);
  };
  return { resolve, has: async (name) => ((await resolve(name)) ?? "").trim() !== "", handed: [...handed.values()] };
}

async function readSecret(context: Context, name: string, path: string, words: Words): Promise<string> {
  const text = await context.files.read(path).catch(() => undefined);
  if (text === undefined) {
    throw new Refusal(exitCodes.config, "secret_file_unreadable", words.texts.secretFileUnreadable(name, path));
  }
  return text.trim();
}
