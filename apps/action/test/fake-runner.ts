// A runner of actions as far as a step sees one: it gives inputs and files, reads commands, and hides what it was told to hide.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Manifest {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export const manifest = parse(readFileSync(here("../action.yml"), "utf8")) as Manifest;
export const bundle = here(`../${manifest.runs.main}`);

// An older Node is tried by naming it here.
const NODE = process.env["DINGPIPE_TEST_NODE"] ?? process.execPath;

export interface Step {
  /** As under `with:`, expressions already evaluated. */
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** `${{ job.status }}`. */
  readonly jobStatus?: string;
  /** `${{ github.token }}`. */
  readonly githubToken?: string;
  /** Files of the workspace. */
  readonly files?: Readonly<Record<string, string>>;
  /** The event's payload. */
  readonly event?: object;
  readonly nodeArgs?: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface StepResult {
  readonly exitCode: number | null;
  /** Every command in its order, masks too. */
  readonly commands: readonly Command[];
  /** What the log shows, masked as far as the runner knew what to mask at that line. */
  readonly log: string;
  /** Standard output and error as they came. */
  readonly raw: string;
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The data of the commands of that name. */
  said(name: string): readonly string[];
}

const COMMANDS = [
  "add-mask",
  "debug",
  "notice",
  "warning",
  "error",
  "group",
  "endgroup",
  "set-output",
  "set-env",
  "add-path",
  "save-state",
  "stop-commands",
  "echo",
  "add-matcher",
  "remove-matcher",
];

/** Runs the built action as a step to its end. */
export async function runStep(step: Step = {}): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-action-"));
  const workspace = join(folder, "workspace");
  const paths = { output: join(folder, "output"), summary: join(folder, "summary"), event: join(folder, "event.json") };
  try {
    mkdirSync(workspace);
    for (const [name, text] of Object.entries(step.files ?? {})) {
      mkdirSync(dirname(join(workspace, name)), { recursive: true });
      writeFileSync(join(workspace, name), text);
    }
    writeFileSync(paths.output, "");
    writeFileSync(paths.summary, "");
    writeFileSync(paths.event, JSON.stringify(step.event ?? {}));
    const child = spawn(NODE, [...(step.nodeArgs ?? []), bundle], {
      cwd: workspace,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        CI: "true",
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: paths.output,
        GITHUB_STEP_SUMMARY: paths.summary,
        GITHUB_EVENT_PATH: paths.event,
        ...step.env,
        ...inputsOf(step),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let raw = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        raw += piece;
      });
    }
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const { commands, log } = readLog(raw);
    return {
      exitCode,
      commands,
      log,
      raw,
      masks: commands.filter(({ name }) => name === "add-mask").map(({ data }) => data),
      outputs: readOutputs(readFileSync(paths.output, "utf8")),
      summary: readFileSync(paths.summary, "utf8"),
      said: (name) => commands.filter((command) => command.name === name).map(({ data }) => data),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every declared input, given or by its default; one that is not declared is a mistake of the workflow. */
function inputsOf({ with: given = {}, jobStatus = "success", githubToken = "" }: Step): Record<string, string> {
  for (const name of Object.keys(given)) {
    if (manifest.inputs[name] === undefined) throw new Error(`the action has no input ${name}`);
  }
  const expressions: Readonly<Record<string, string>> = {
    "${{ job.status }}": jobStatus,
    "${{ github.token }}": githubToken,
  };
  return Object.fromEntries(
    Object.entries(manifest.inputs).map(([name, input]) => {
      const standard = input.default ?? "";
      const value = given[name] ?? expressions[standard] ?? standard;
      return [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value];
    }),
  );
}

/** As the runner reads a log: `::name::` where a line begins, blanks aside, and the older `##[name]` anywhere in a line. */
function readLog(raw: string): { readonly commands: readonly Command[]; readonly log: string } {
  const commands: Command[] = [];
  const shown: string[] = [];
  const masks: string[] = [];
  const lines = raw.split(/\r\n|\r|\n/);
  for (const line of lines) {
    const command = newCommand(line) ?? oldCommand(line);
    if (command === undefined) {
      shown.push(masks.reduce((text, mask) => text.replaceAll(mask, "***"), line));
      continue;
    }
    commands.push(command);
    if (command.name !== "add-mask") {
      shown.push(masks.reduce((text, mask) => text.replaceAll(mask, "***"), command.data));
      continue;
    }
    if (command.data.trim() === "") throw new Error("an empty mask hides every character");
    masks.push(command.data, ...command.data.split(/[\r\n]+/).filter((part) => part !== ""));
  }
  return { commands, log: shown.join("\n") };
}

function newCommand(line: string): Command | undefined {
  const [, name = "", properties = "", data = ""] =
    /^\s*::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line) ?? [];
  return COMMANDS.includes(name.toLowerCase())
    ? { name: name.toLowerCase(), properties: propertiesOf(properties, ","), data: unescapeData(data) }
    : undefined;
}

function oldCommand(line: string): Command | undefined {
  const [, name = "", properties = "", data = ""] = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/.exec(line) ?? [];
  return COMMANDS.includes(name.toLowerCase())
    ? { name: name.toLowerCase(), properties: propertiesOf(properties, ";"), data }
    : undefined;
}

function propertiesOf(text: string, gap: string): Readonly<Record<string, string>> {
  const pairs = text.split(gap).filter((pair) => pair.includes("="));
  return Object.fromEntries(
    pairs.map((pair) => {
      const value = pair.slice(pair.indexOf("=") + 1);
      return [
        pair.slice(0, pair.indexOf("=")).trim(),
        unescapeData(value.replaceAll("%3A", ":").replaceAll("%2C", ",")),
      ];
    }),
  );
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** As the runner reads the file of outputs: `name=value`, or `name<<MARK` and lines up to the mark. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === "") continue;
    const [, name, mark] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (name === undefined || mark === undefined) {
      if (!line.includes("=")) throw new Error(`the runner refuses the line ${line}`);
      outputs[line.slice(0, line.indexOf("="))] = line.slice(line.indexOf("=") + 1);
      continue;
    }
    const end = lines.indexOf(mark);
    if (end === -1) throw new Error(`no end of ${name}`);
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join("\n");
  }
  for (const name of Object.keys(outputs)) {
    if (manifest.outputs[name] === undefined) throw new Error(`the action declares no output ${name}`);
  }
  return outputs;
}
