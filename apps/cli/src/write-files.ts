import { join } from "node:path";
import { pathFrom } from "./event-input.ts";
import { exitCodes } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { Refusal } from "./words.ts";

/** Refuses where one of these is in the folder already: nothing of somebody's is written over. */
export async function refuseWhatIsThere(
  { context, words }: Session,
  folder: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const path = pathIn(folder, name);
    if (await context.files.exists(pathFrom(context.cwd, path)))
      throw new Refusal(exitCodes.usage, "exists", words.texts.initExists(path));
  }
}

/** Writes files by name into a folder. */
export async function writeFiles(
  { context, words }: Session,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = pathIn(folder, name);
    try {
      await context.files.replace(pathFrom(context.cwd, path), text);
    } catch {
      throw new Refusal(exitCodes.usage, "cant_write", words.texts.cantWrite(path));
    }
  }
}

/** A file of a folder, as a person would write it. */
export function pathIn(folder: string, name: string): string {
  return join(folder, name);
}
