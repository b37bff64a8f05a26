import { type State, states } from "@dingpipe/core";
import { normalWord, type StateWords, stateOf, statusWords } from "./states.ts";

type StateByWord = ReadonlyMap<string, State>;

const own: StateByWord = new Map(states.map((state) => [state, state]));

const byProvider: ReadonlyMap<string, StateByWord> = new Map(
  Object.entries(statusWords).map(([provider, words]) => [
    provider,
    new Map(
      Object.entries(words).flatMap(([state, list]: [string, readonly string[]]) =>
        list.map((word) => [word, state as State] as const),
      ),
    ),
  ]),
);

// The spellings that `--status` takes everywhere, whatever other sources mean by the same word.
const everywhere = ["gitee-go", "github", "gitlab"];

// SIGKILL (137) comes from the kernel out of memory or from the runner, never from the work itself: the machinery failed.
const exitCodes: ReadonlyMap<number, State> = new Map<number, State>([
  [0, "success"],
  [124, "timed_out"], // timeout(1)
  [126, "error"], // found, not executable
  [127, "error"], // not found
  [130, "canceled"], // SIGINT
  [137, "error"],
  [143, "canceled"], // SIGTERM
]);

/** The state that a command's exit code means; `undefined` for what is no exit code (0 to 255). */
export function stateOfExitCode(code: number): State | undefined {
  if (!Number.isInteger(code) || code < 0 || code > 255) return undefined;
  return exitCodes.get(code) ?? "failure";
}

/** The state of a source's own word, in any case. Ours are known everywhere; any other word is `unknown`. Never throws. */
export function parseState(provider: string | undefined, raw: string): State {
  const known: Readonly<Record<string, StateWords>> = statusWords;
  return stateOf((provider !== undefined && Object.hasOwn(known, provider) ? known[provider] : undefined) ?? {}, raw);
}

/**
 * The state of what a person or a job wrote as status: the provider's own word, one of our states, a word of Gitee's,
 * GitHub's or GitLab's, a word on which all other sources agree, or an exit code from 0 to 255. `undefined` for
 * anything else. Never throws.
 */
export function parseStatus(raw: string, provider?: string): State | undefined {
  const word = normalWord(raw);
  if (/^(?:0|[1-9]\d{0,2})$/.test(word)) return stateOfExitCode(Number(word));
  const known = [wordsOf(provider), own, ...everywhere.map(wordsOf)].find((words) => words?.has(word));
  return known?.get(word) ?? agreed(word);
}

/** Every word that `parseStatus` takes from this provider, ours first: for "did you mean". */
export function knownStatusWords(provider?: string): readonly string[] {
  const words = [...own.keys(), ...(wordsOf(provider)?.keys() ?? [])];
  const others = [...byProvider.values()].flatMap((table) => [...table.keys()]);
  return [...new Set([...words, ...others])].filter((word) => parseStatus(word, provider) !== undefined);
}

function wordsOf(provider: string | undefined): StateByWord | undefined {
  return provider === undefined ? undefined : byProvider.get(provider);
}

function agreed(word: string): State | undefined {
  const meanings = new Set([...byProvider.values()].flatMap((words) => words.get(word) ?? []));
  const [meaning] = meanings;
  return meanings.size === 1 ? meaning : undefined;
}
