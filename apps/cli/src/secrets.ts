import type { Resolve } from "@dingpipe/core";
import { isUnresolved } from "@dingpipe/sources";
import { exitCodes } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { Refusal } from "./words.ts";

/** The names that `--webhook` and `--secret` stand for, with a configuration or without. */
const NAMES = { webhook: "DINGTALK_WEBHOOK", secret: "DINGTALK_SECRET" } as const;

/** Where the values of references come from: what was handed over by hand, else the variable, else the file that NAME_FILE names. */
export interface Secrets {
  readonly resolve: Resolve;
  /** Whether there is a value for a name; an empty one is none. */
  has(name: string): Promise<boolean>;
}

/** Reads what the flags hand over, and warns of a secret in an argument. Every value that it gives is masked from then on. */
export async function createSecrets(session: Session): Promise<Secrets> {
  const { context, settings, words, mask } = session;
  const handed = new Map<string, string>();
  for (const flag of ["webhook", "secret"] as const) {
    const value = settings.text(flag);
    if (value === undefined) continue;
    handed.set(NAMES[flag], value);
    mask.remember(value);
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
      mask.remember(value);
    }
  }
  const resolve = async (name: string): Promise<string | undefined> => {
    const given = handed.get(name) ?? context.env[name];
    const value =
      given === undefined || given.trim() === "" || isUnresolved(given)
        ? await readSecret(session, `${name}_FILE`)
        : given;
    if (value !== undefined) mask.remember(value);
    return value;
  };
  return { resolve, has: async (name) => ((await resolve(name)) ?? "").trim() !== "" };
}

async function readSecret({ context, words, mask }: Session, name: string): Promise<string | undefined> {
  const path = context.env[name];
  if (path === undefined || path === "") return undefined;
  const text = await context.files.read(path).catch(() => undefined);
  if (text === undefined) {
    // What is no path may be the secret itself, put into the wrong variable.
    mask.remember(path);
    throw new Refusal(exitCodes.config, "secret_file_unreadable", words.texts.secretFileUnreadable(name));
  }
  return text.trim();
}
