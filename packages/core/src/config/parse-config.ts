import { DingpipeError, type Issue, type IssueCode } from "../error.ts";
import { pathText } from "../zod-issues.ts";
import type { Config, RuleConfig } from "./config.ts";
import { checkCode, checkNames } from "./config-check.ts";
import { type Mistake, mistakesOf } from "./config-issue.ts";
import { createConfigSchema } from "./config-schema.ts";
import { type ConfigText, type Position, readConfigText, type TextMistake } from "./config-text.ts";

export { createConfigSchema } from "./config-schema.ts";

export interface ParseConfigOptions {
  /** The types that a door of `sources` may have. Absent: any lower-case name. */
  readonly sourceTypes?: readonly string[];
}

const MAX_ISSUES = 100;
// zod would compile the schema for one use, by `new Function`: 20 ms against 2.
const WITHOUT_EVAL = { jitless: true } as const;
const TOLD_AT_THE_KEY: readonly IssueCode[] = ["unknown_key", "missing", "robot_needed"];

/**
 * A configuration from YAML or JSON text of at most 1 MiB, or from an object: checked, with its defaults filled in. References
 * stay references. Throws `config_invalid` with every mistake, in the order of the text, with line and column where there is one.
 */
export async function parseConfig(input: unknown, options: ParseConfigOptions = {}): Promise<Config> {
  const text = typeof input === "string" ? readConfigText(input) : undefined;
  if (text?.mistakes.some(({ code }) => code === "syntax")) throw invalid(text.mistakes, text);
  const value = text === undefined ? input : text.value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid([{ path: [], code: "syntax", values: { problem: "not_a_mapping" } }], text);
  }
  // `$schema` is the key by which editors find the schema of a JSON file.
  const { $schema: _, ...given } = value as Readonly<Record<string, unknown>>;
  const config = given["rules"] === undefined && hasOneRobot(given) ? { ...given, rules: [{}] } : given;
  const parsed = schemaOf(options.sourceTypes).safeParse(config, WITHOUT_EVAL);
  const mistakes = [
    ...(text?.mistakes ?? []),
    ...(parsed.success ? [] : mistakesOf(parsed.error.issues, config)),
    ...checkNames(config),
    ...(await checkCode(config)),
  ];
  if (!parsed.success || mistakes.length > 0) throw invalid(mistakes, text);
  return { ...parsed.data, rules: parsed.data.rules.map((rule, index) => completed(rule, index, parsed.data)) };
}

// Without rules the only robot is told what is finished; of several, none.
function hasOneRobot({ robots }: Readonly<Record<string, unknown>>): boolean {
  return typeof robots === "object" && robots !== null && Object.keys(robots).length === 1;
}

// Making the schema takes longer than using it.
let schemaOfAnyType: ReturnType<typeof createConfigSchema> | undefined;

function schemaOf(sourceTypes: readonly string[] | undefined): ReturnType<typeof createConfigSchema> {
  if (sourceTypes !== undefined) return createConfigSchema(sourceTypes);
  schemaOfAnyType ??= createConfigSchema();
  return schemaOfAnyType;
}

function completed(rule: RuleConfig, index: number, config: Config): RuleConfig {
  const name = rule.name === "" ? `rule ${index + 1}` : rule.name;
  return { ...rule, name, robots: rule.robots.length === 0 ? Object.keys(config.robots) : rule.robots };
}

function invalid(mistakes: readonly TextMistake[], text: ConfigText | undefined): DingpipeError<"config_invalid"> {
  const issues = new Map<string, Issue>();
  for (const mistake of mistakes) {
    const issue = issueOf(mistake, text);
    const identity = [issue.code, issue.path, issue.line, issue.column].join(" ");
    if (!issues.has(identity)) issues.set(identity, issue);
  }
  const sorted = [...issues.values()].sort((one, other) => order(one) - order(other));
  return new DingpipeError("config_invalid", { issues: sorted.slice(0, MAX_ISSUES) });
}

function order({ line = 0, column = 0 }: Issue): number {
  return line * 1_000_000 + column;
}

function issueOf(mistake: TextMistake, text: ConfigText | undefined): Issue {
  const { path, code, values, position } = mistake;
  return { path: pathText(path), code, values, ...(position ?? (text === undefined ? {} : placeIn(text, mistake))) };
}

function placeIn(text: ConfigText, { path, code, at, inside }: Mistake): Position {
  if (inside !== undefined) return text.locateInside(path, inside);
  return text.locate(path, at ?? (TOLD_AT_THE_KEY.includes(code) ? "key" : "value"));
}
