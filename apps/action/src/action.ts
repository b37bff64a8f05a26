import {
  type Context,
  createMask,
  exitCodes,
  type Mask,
  type PipelineEventInput,
  Refusal,
  type Report,
  runNotify,
  type ViaStatus,
  type Words,
  type WordsOptions,
} from "dingpipe/notify";
import { type Inputs, readInputs } from "./inputs.ts";
import { ofWorkflow, parseNeeds, stateOfNeeds } from "./needs.ts";
import { createPastRuns, type PastRuns } from "./previous-run.ts";
import { resultOf } from "./result.ts";
import { createRunner, type Runner } from "./runner.ts";
import { summaryOf } from "./summary.ts";
import { actionTextsOf, inInputs } from "./texts.ts";

/** Runs the step: inputs in, a message out, and what the runner is told. Gives the exit code of the process. */
export async function runAction(real: Context, write: (text: string) => void): Promise<number> {
  const inputs = readInputs(real.env);
  const runner = createRunner(real.env, write);
  const mask = announced(createMask(inputs.env), runner);
  if (inputs.githubToken !== undefined) mask.remember(inputs.githubToken);
  const context: Context = {
    ...real,
    env: inputs.env,
    // What a message says is shown as it is.
    stdout: { write: runner.log, isTerminal: false, columns: 100, stream: real.stdout.stream },
    stderr: {
      write: (text) => runner.log(inInputs(text)),
      isTerminal: false,
      columns: 100,
      stream: real.stderr.stream,
    },
  };
  const pastRuns = createPastRuns(inputs.githubToken);
  const speaker = createSpeaker(runner, mask, pastRuns);
  let report: Report | undefined;
  let via: ViaStatus | undefined;
  const { flags, refine } = needsOf(inputs, speaker);
  try {
    const { exitCode, refusal } = await runNotify(context, {
      flags,
      refine,
      mask,
      words: speaker.words,
      past: pastRuns.ask,
      onReport: (made) => {
        report = made;
      },
      onVia: (status) => {
        via = status;
      },
    });
    const problems = [...new Set([...speaker.problems, ...(refusal === undefined ? [] : [inInputs(refusal.text)])])];
    const result = resultOf({
      exitCode,
      isExcused: speaker.isExcused(),
      ...(refusal && { refusal: refusal.code }),
      ...(report && { report }),
      ...(via && { via }),
    });
    for (const [name, value] of Object.entries(result)) runner.output(name, String(value));
    if (problems.length > 0) {
      const text = mask.hideStrictly(problems.join("\n"));
      runner.annotate(exitCode === exitCodes.ok ? "warning" : "error", text);
      runner.summary(summaryOf(speaker.texts().summaryTitle(), text));
    }
    return exitCode;
  } finally {
    runner.flush();
  }
}

/** The flags, and the event of the whole workflow where the step was given the results of its jobs. */
function needsOf(
  { needs, flags }: Inputs,
  speaker: Speaker,
): Required<Pick<Parameters<typeof runNotify>[1], "flags" | "refine">> {
  const asItIs = { flags, refine: (input: PipelineEventInput) => input };
  if (needs === undefined) return asItIs;
  const jobs = parseNeeds(needs);
  if (jobs === undefined) {
    return {
      flags,
      refine: () => {
        throw new Refusal(exitCodes.usage, "needs_invalid", speaker.texts().needsInvalid());
      },
    };
  }
  if (jobs.length === 0) return asItIs;
  return { flags: { ...flags, status: stateOfNeeds(jobs) }, refine: (input) => ofWorkflow(input, jobs) };
}

/** The same mask, of which the runner learns every value in the moment in which it is read. */
function announced(inner: Mask, runner: Runner): Mask {
  const known = new Set<string>();
  const announce = () => {
    for (const value of inner.values()) {
      const base64 = Buffer.from(value, "utf8").toString("base64").replace(/=+$/, "");
      for (const form of [value, encodeURIComponent(value.toWellFormed()), base64]) {
        if (known.has(form)) continue;
        known.add(form);
        runner.mask(form);
      }
    }
  };
  announce();
  return {
    ...inner,
    remember(value) {
      inner.remember(value);
      announce();
    },
  };
}

interface Speaker {
  readonly words: (context: Context, options: WordsOptions) => Words;
  /** Why messages were not delivered; told all at once, when the end is known. */
  readonly problems: readonly string[];
  isExcused(): boolean;
  texts(): ReturnType<typeof actionTextsOf>;
}

/** Says by annotations and in the log what the command line says on standard error. */
function createSpeaker(runner: Runner, mask: Mask, pastRuns: PastRuns): Speaker {
  const problems: string[] = [];
  let isExcused = false;
  let texts = actionTextsOf("zh-CN");
  const told = (text: string) => mask.hideStrictly(inInputs(text));
  return {
    problems,
    isExcused: () => isExcused,
    texts: () => texts,
    words(_context, { locale }) {
      texts = actionTextsOf(locale);
      return {
        locale,
        texts: {
          ...texts,
          previousUnknown: (rule) =>
            pastRuns.isForbidden() ? texts.previousForbidden(rule) : texts.previousUnknown(rule),
        },
        progress: { show: () => undefined, clear: () => undefined },
        detail: (line) => runner.debug(told(line)),
        note: (line) => runner.log(mask.hide(inInputs(line))),
        notice(text) {
          isExcused = true;
          runner.annotate("notice", told(text));
        },
        warn: (text) => runner.annotate("warning", told(text)),
        error: (text) => void problems.push(inInputs(text)),
      };
    },
  };
}
