import { type Config, createDefaultConfig } from "@dingpipe/core";
import { credentialsOf, loadSource, sourceTypes } from "@dingpipe/sources";
import { exitCodes } from "./exit-code.ts";
import type { Secrets } from "./secrets.ts";
import type { Session } from "./session.ts";
import { splitList } from "./settings.ts";
import { Refusal } from "./words.ts";

/** The configuration that was found, checked; where there is none, that of `DINGTALK_WEBHOOK` and its companions. */
export async function loadConfig(session: Session, secrets: Secrets): Promise<Config> {
  const { context, discovery, words } = session;
  if (discovery.kind === "none") {
    return createDefaultConfig({
      signed: await secrets.has("DINGTALK_SECRET"),
      keywords: splitList(context.env["DINGTALK_KEYWORDS"] ?? ""),
    });
  }
  return parseFound(session, (path) => words.note(words.texts.usingFile(path)));
}

/** The configuration file, checked; refused with its cure where there is none that can be read. */
async function parseFound({ discovery, words }: Session, found: (path: string) => void): Promise<Config> {
  const { texts } = words;
  switch (discovery.kind) {
    case "found": {
      found(discovery.path);
      const { parseConfig } = await import("./parse-config.ts");
      return parseConfig(discovery.text, { sourceTypes });
    }
    case "none":
      throw new Refusal(exitCodes.config, "config_none", texts.configNone());
    case "missing":
      throw new Refusal(exitCodes.config, "config_missing", texts.configMissing(discovery.path, discovery.askedBy));
    case "unreadable":
      throw new Refusal(exitCodes.config, "config_unreadable", texts.configUnreadable(discovery.path));
    case "ambiguous":
      throw new Refusal(
        exitCodes.config,
        "config_ambiguous",
        texts.configAmbiguous(discovery.paths.join(texts.listGap)),
      );
    default:
      return discovery satisfies never;
  }
}

/** The configuration file of a gateway: also each door's credential is one that its sender can give. */
export async function parseDoors(session: Session, found: (path: string) => void): Promise<Config> {
  const config = await parseFound(session, found);
  const { texts } = session.words;
  const mistakes: string[] = [];
  for (const [name, door] of Object.entries(config.sources)) {
    const source = await loadSource(door.type);
    if (source === undefined) continue;
    const known = credentialsOf(source.verification);
    for (const kind of ["secret", "password", "bearer"] as const) {
      if (door[kind] === undefined || known.includes(kind)) continue;
      mistakes.push(texts.credentialUnsupported(`sources.${name}.${kind}`, door.type, known.join(texts.listGap)));
    }
  }
  if (mistakes.length > 0) throw new Refusal(exitCodes.config, "credential_unsupported", mistakes.join("\n"));
  return config;
}
