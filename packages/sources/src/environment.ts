import { changeNumber, cleanMessage, cleanName } from "./values.ts";

/** A job's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

// A reference that the CI did not resolve: `${X}`, `${{ x }}`, `$(x)`, `$X`, the whole value and nothing beside it.
const UNRESOLVED = /^(?:\$\{[^{}]*\}|\$\{\{[^{}]*\}\}|\$\([^()]*\)|\$[A-Z_][A-Z0-9_]*)$/;

/** The text is nothing but a reference that the CI did not resolve. */
export function isUnresolved(text: string): boolean {
  return UNRESOLVED.test(text.trim());
}

/** The first of the variables that holds something: trimmed, at most 500 characters. */
export function nameIn(env: Environment, ...variables: readonly string[]): string | undefined {
  return firstIn(env, variables, cleanName);
}

/** The first of the variables that holds something: trimmed, lines kept, at most 4,000 characters. */
export function messageIn(env: Environment, ...variables: readonly string[]): string | undefined {
  return firstIn(env, variables, cleanMessage);
}

/** A pull request's number, also from `!12` and `#12`; some CIs say `false` where there is none. */
export function changeNumberIn(env: Environment, ...variables: readonly string[]): string | undefined {
  return firstIn(env, variables, (raw) => changeNumber(cleanName(raw)));
}

function firstIn(
  env: Environment,
  variables: readonly string[],
  clean: (raw: string) => string | undefined,
): string | undefined {
  for (const variable of variables) {
    const raw: unknown = Object.hasOwn(env, variable) ? env[variable] : undefined;
    if (typeof raw !== "string" || isUnresolved(raw)) continue;
    const value = clean(raw);
    if (value !== undefined) return value;
  }
  return undefined;
}
