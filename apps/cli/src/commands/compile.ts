import type { Config } from "@dingpipe/core";
import { parseDoors } from "../config-file.ts";
import { pathFrom } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import type { Session } from "../session.ts";
import { Refusal } from "../words.ts";

/** Writes the configuration, checked, as a module for a Worker: a mistake fails the deployment, not the first event. */
export async function compileConfig(session: Session): Promise<number> {
  const { context, settings, words } = session;
  const config = await parseDoors(session, (path) => words.note(words.texts.usingFile(path)));
  const code = moduleOf(config);
  const path = settings.text("output");
  if (path === undefined) {
    context.stdout.write(code);
    return exitCodes.ok;
  }
  try {
    await context.files.replace(pathFrom(context.cwd, path), code);
  } catch {
    throw new Refusal(exitCodes.usage, "cant_write", words.texts.cantWrite(path));
  }
  words.note(words.texts.compiled(path));
  return exitCodes.ok;
}

function moduleOf(config: Config): string {
  const types = [...new Set(Object.values(config.sources).map(({ type }) => type))].sort();
  const imports = types.map((type) => `import { ${nameOf(type)} } from "@dingpipe/sources/webhooks/${type}";\n`);
  const sources = types.map((type) => `${JSON.stringify(type)}: ${nameOf(type)}`).join(", ");
  return [
    "// Written by `dingpipe config compile`; it holds references, and no secret.\n",
    ...imports,
    `\nexport default { config: ${JSON.stringify(config, null, 2)}, sources: { ${sources} } };\n`,
  ].join("");
}

function nameOf(type: string): string {
  return type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
