import { configJsonSchema } from "@dingpipe/core";
import { sourceTypes } from "@dingpipe/sources";
import { parseDoors } from "../config-file.ts";
import { exitCodes } from "../exit-code.ts";
import type { Session } from "../session.ts";
import { paint, printable, printableJson, takesColour } from "../terminal.ts";

/** Checks the configuration file, without any of its secrets. */
export async function validateConfig(session: Session): Promise<number> {
  const { context, settings, words } = session;
  let path = "";
  const config = await parseDoors(session, (found) => {
    path = found;
  });
  const [robots, rules] = [Object.keys(config.robots).length, config.rules.length];
  if (rules === 0) words.note(words.texts.noRules());
  if (settings.flag("json")) {
    context.stdout.write(`${printableJson({ ok: true, exitCode: exitCodes.ok, path, robots, rules })}\n`);
  } else if (!settings.flag("quiet")) {
    const mark = paint("✓", "green", takesColour(context.stdout, context.env));
    context.stdout.write(`${mark} ${printable(words.texts.configValid(path, robots, rules))}\n`);
  }
  return exitCodes.ok;
}

/** Prints the JSON Schema of the configuration file. */
export async function printConfigSchema({ context }: Session): Promise<number> {
  context.stdout.write(`${JSON.stringify(configJsonSchema(sourceTypes), undefined, 2)}\n`);
  return exitCodes.ok;
}
