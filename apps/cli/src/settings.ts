import type { Context } from "./context.ts";
import {
  type CommandName,
  type FlagOption,
  type ListOption,
  type OptionName,
  optionsOf,
  type PairsOption,
  rowOf,
  type TextOption,
  variableOf,
} from "./options.ts";

/** What was asked for, by flag or else by variable, and where: the words for a mistake name its place. */
export interface Settings {
  text(name: TextOption): string | undefined;
  /** Empty where it was not given. */
  list(name: ListOption): readonly string[];
  pairs(name: PairsOption): readonly (readonly [string, string])[];
  flag(name: FlagOption): boolean;
  given(name: OptionName): boolean;
  /** `--config`, or `DINGPIPE_CONFIG` where that said it. */
  placeOf(name: OptionName): string;
}

/** A value that an option can't have. */
export interface SettingMistake {
  readonly name: OptionName;
  readonly place: string;
  readonly value: string;
  readonly problem: "not_a_choice" | "not_a_flag" | "not_a_pair";
}

/** The values of flags as the parser gives them: text, a list of texts, or true. */
export type FlagValues = Readonly<Partial<Record<OptionName, string | readonly string[] | true>>>;

const YES = ["1", "true", "yes", "on"];
const NO = ["0", "false", "no", "off"];

/** Puts flags before variables. A blank variable is none, and so is a flag that may be blank. */
export function createSettings(
  command: CommandName,
  flags: FlagValues,
  env: Context["env"],
): { readonly settings: Settings; readonly mistakes: readonly SettingMistake[] } {
  const raw = new Map<OptionName, { readonly values: readonly string[]; readonly place: string }>();
  for (const name of optionsOf(command)) {
    const flag = isNone(name, flags[name]) ? undefined : flags[name];
    const variable = rowOf(name).variable ? env[variableOf(name)] : undefined;
    if (flag !== undefined) {
      raw.set(name, {
        values: flag === true ? ["true"] : typeof flag === "string" ? [flag] : flag,
        place: `--${name}`,
      });
    } else if (variable !== undefined && variable.trim() !== "") {
      raw.set(name, {
        values: rowOf(name).kind === "pairs" ? splitPairs(variable) : [variable],
        place: variableOf(name),
      });
    }
  }
  const valuesOf = (name: OptionName) => raw.get(name)?.values ?? [];
  const settings: Settings = {
    text: (name) => valuesOf(name).at(-1),
    list: (name) => valuesOf(name).flatMap(splitList),
    pairs: (name) => valuesOf(name).flatMap((pair) => splitPair(pair) ?? []),
    flag: (name) => YES.includes(valuesOf(name)[0]?.trim().toLowerCase() ?? ""),
    given: (name) => raw.has(name),
    placeOf: (name) => raw.get(name)?.place ?? `--${name}`,
  };
  const mistakes = [...raw].flatMap(([name, { values, place }]) =>
    values.flatMap((value) => {
      const problem = problemOf(name, value);
      return problem === undefined ? [] : [{ name, place, value, problem }];
    }),
  );
  return { settings, mistakes };
}

function isNone(name: OptionName, flag: FlagValues[OptionName]): boolean {
  return rowOf(name).mayBeBlank === true && typeof flag === "string" && flag.trim() === "";
}

/** A comma separates, spaces around it don't count; empty parts are none. */
export function splitList(text: string): readonly string[] {
  return text
    .split(/[,，\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function problemOf(name: OptionName, value: string): SettingMistake["problem"] | undefined {
  const { kind, choices } = rowOf(name);
  if (kind === "flag") return [...YES, ...NO].includes(value.trim().toLowerCase()) ? undefined : "not_a_flag";
  if (kind === "pairs") return splitPair(value) === undefined ? "not_a_pair" : undefined;
  return choices === undefined || choices.includes(value) ? undefined : "not_a_choice";
}

function splitPair(text: string): (readonly [string, string])[] | undefined {
  const at = text.indexOf("=");
  return at < 1 ? undefined : [[text.slice(0, at).trim(), text.slice(at + 1)]];
}

/** Pairs in a variable stand on lines, or behind commas where the next one's name follows. */
function splitPairs(text: string): readonly string[] {
  return text.split(/\r?\n|,(?=\s*[A-Za-z_][\w.-]*=)/).filter((pair) => pair.trim() !== "");
}
