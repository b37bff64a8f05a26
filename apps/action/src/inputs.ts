import type { Context, FlagValues } from "dingpipe/notify";

/** The inputs that are options of `dingpipe notify`, by the same name. */
const options = [
  "status",
  "on",
  "title",
  "text",
  "content",
  "mention",
  "config",
  "rule",
  "robot",
  "locale",
  "dry-run",
  "fail-on",
  "via",
  "previous-status",
] as const;

/** The inputs that are variables to `dingpipe notify`: a configuration refers to them by these names. */
const variables = {
  webhook: "DINGTALK_WEBHOOK",
  secret: "DINGTALK_SECRET",
  keywords: "DINGTALK_KEYWORDS",
} as const;

type OptionInput = (typeof options)[number];
type VariableInput = keyof typeof variables;

/** Every input that the code reads; `action.yml` declares the same. */
export const inputNames = [
  ...(Object.keys(variables) as VariableInput[]),
  ...options,
  "needs",
  "github-token",
] as const satisfies readonly string[];

export interface Inputs {
  readonly flags: FlagValues;
  /** The environment of the job as `notify` sees it: with the inputs that are variables, without the runner's own of inputs. */
  readonly env: Context["env"];
  /** `${{ toJSON(needs) }}`; absent where it was not given. */
  readonly needs?: string;
  readonly githubToken?: string;
}

/** Reads the inputs from the variables in which a runner hands them over. An empty one is none. */
export function readInputs(env: Context["env"]): Inputs {
  const value = (name: (typeof inputNames)[number]) => {
    const text = env[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
    return text === "" ? undefined : text;
  };
  const flags = options.flatMap((name) => {
    const given = value(name);
    return given === undefined ? [] : [[name, given] as const];
  });
  const given = (Object.entries(variables) as [VariableInput, string][]).flatMap(([name, variable]) => {
    const text = value(name);
    return text === undefined ? [] : [[variable, text] as const];
  });
  const [needs, githubToken] = [value("needs"), value("github-token")];
  return {
    // The runner's own switch for more words in its log.
    flags: { ...Object.fromEntries(flags), ...(env["RUNNER_DEBUG"] === "1" ? { verbose: true } : {}) },
    env: { ...withoutInputs(env), ...Object.fromEntries(given) },
    ...(needs === undefined ? {} : { needs }),
    ...(githubToken === undefined ? {} : { githubToken }),
  };
}

/** Whether a word is an input that is an option too: `--fail-on` is `fail-on` here. */
export function isOptionInput(name: string): name is OptionInput {
  return (options as readonly string[]).includes(name);
}

function withoutInputs(env: Context["env"]): Context["env"] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("INPUT_")));
}
