import { appendFileSync } from "node:fs";
import { type Context, printable, printableLines } from "dingpipe/notify";

export type Level = "notice" | "warning" | "error";

/**
 * The runner that this process is a step of. Masks are written at once, all else when the step ends: so that nothing is said before
 * everything that must be hidden is known, a second attempt's signature too.
 */
export interface Runner {
  /** Hides a value in the log of the whole job, from now on. */
  mask(value: string): void;
  /** Text for the log; each line is made harmless. */
  log(text: string): void;
  /** Shown by the runner only where its debug log is on. */
  debug(line: string): void;
  /** A line that stands out in the run's page. */
  annotate(level: Level, text: string): void;
  output(name: string, value: string): void;
  /** Markdown for the run's page. */
  summary(markdown: string): void;
  /** Writes what is kept back. */
  flush(): void;
}

/** Makes the runner of an environment, which writes commands to `write`. */
export function createRunner(env: Context["env"], write: (text: string) => void): Runner {
  const lines: string[] = [];
  return {
    mask: (value) => write(`${command("add-mask", {}, value)}\n`),
    log: (text) => {
      for (const line of printableLines(text.replace(/\n$/, ""))) lines.push(line);
    },
    debug: (line) => lines.push(command("debug", {}, printable(line))),
    annotate: (level, text) => lines.push(command(level, { title: "dingpipe" }, printableLines(text).join("\n"))),
    output: (name, value) => append(env["GITHUB_OUTPUT"], heredoc(name, value)),
    summary: (markdown) => append(env["GITHUB_STEP_SUMMARY"], `${markdown}\n`),
    flush: () => {
      for (const line of lines.splice(0)) write(`${line}\n`);
    },
  };
}

/** `::name key=value::data`, escaped as the runner's own toolkit does. */
export function command(name: string, properties: Readonly<Record<string, string>>, data: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name}${pairs.length === 0 ? "" : ` ${pairs.join(",")}`}::${escapeData(data)}`;
}

/** A value of several lines between two marks that nobody can guess. */
export function heredoc(name: string, value: string, mark = `dingpipe_${crypto.randomUUID()}`): string {
  if (value.includes(mark)) throw new RangeError("the value holds its own end");
  return `${name}<<${mark}\n${value}\n${mark}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

// An older runner has no such file, and a full disk is no reason to fail a job.
function append(path: string | undefined, text: string): void {
  if (path === undefined || path === "") return;
  try {
    appendFileSync(path, text, "utf8");
  } catch {
    return;
  }
}
