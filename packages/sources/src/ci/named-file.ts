import { type Environment, nameIn } from "../environment.ts";
import type { CiOptions } from "../source.ts";

/** GitHub's bound of a webhook's body, which the file of its event is. */
const MAX_CHARACTERS = 25 * 1_048_576;

/** The text of the file that the first of the variables names; nothing where it can't be read or is too big. Never throws. */
export function namedFile(
  env: Environment,
  { readFile }: CiOptions,
  ...variables: readonly string[]
): string | undefined {
  const path = nameIn(env, ...variables);
  if (path === undefined || readFile === undefined) return undefined;
  try {
    const text = readFile(path);
    return text !== undefined && text.length <= MAX_CHARACTERS ? text : undefined;
  } catch {
    return undefined;
  }
}
