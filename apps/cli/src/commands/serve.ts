import type { Config, Resolve } from "@dingpipe/core";
import type { Log, LogLine, NodeGateway } from "@dingpipe/edge/node";
import { discoverConfig } from "../config-discovery.ts";
import { parseDoors } from "../config-file.ts";
import { pathFrom } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { describeBug, describeFailure, isExpected } from "../failure.ts";
import { withSurroundings } from "../overrides.ts";
import { listenRefusal, portOf } from "../port.ts";
import { networkFetchOf } from "../proxy.ts";
import { createSecrets, type Secrets } from "../secrets.ts";
import { type Session, usage } from "../session.ts";
import { printable } from "../terminal.ts";
import { Refusal } from "../words.ts";

const DEFAULT_PORT = 8787;
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_DATA = "dingpipe-data";
// The first whose SQLite we rely on.
const [MIN_MAJOR, MIN_MINOR] = [22, 19];
const SQLITE_BUSY = 5;

/** Says what a line of the log says, in words; under `--json` it is a line of the log like all others. */
type Tell = (line: LogLine, words: string) => void;

/** Runs the gateway until a signal ends it; SIGHUP reads the configuration again. */
export async function serve(session: Session): Promise<number> {
  const { context, settings, words } = session;
  const [major = 0, minor = 0] = context.nodeVersion.split(".").map(Number);
  if (major < MIN_MAJOR || (major === MIN_MAJOR && minor < MIN_MINOR))
    throw usage("node_too_old", words.texts.serveNeedsNode());
  const port = portOf(session, DEFAULT_PORT);
  // Loads SQLite, which an older Node has not.
  const { startGateway, jsonLine, textLine } = await import("@dingpipe/edge/node");
  const isJson = settings.flag("json");
  const log: Log = (line) => {
    if (settings.flag("quiet") && line.level === "info") return;
    const text = isJson ? jsonLine(line, context.now()) : printable(textLine(line, context.now()));
    context.stderr.write(`${text}\n`);
  };
  const tell: Tell = (line, text) => (isJson ? log(line) : words[line.level === "info" ? "note" : line.level](text));
  const found = await parseDoors(session, (path) =>
    tell({ level: "info", event: "config", path }, words.texts.usingFile(path)),
  );
  const config = withSurroundings(found, session);
  const resolve = tellingResolve(await createSecrets(session), tell);
  const options = {
    ...{ config, port, log, resolve },
    data: pathFrom(context.cwd, settings.text("data") ?? DEFAULT_DATA),
    host: settings.text("host") ?? DEFAULT_HOST,
    trustProxy: settings.flag("trust-proxy"),
    fetch: await networkFetchOf(session),
    now: context.now,
    wait: context.wait,
    random: context.random,
  };
  const signals = listen(session);
  try {
    const gateway = await startGateway(options).catch((error: unknown) => {
      throw startRefusal(session, error, options);
    });
    signals.reloadBy(() => reload(session, gateway, tell));
    context.stdout.write(`${gateway.url}\n`);
    tell({ level: "info", event: "listening", url: gateway.url }, words.texts.serveReady(gateway.url));
    await tellMissing(session, gateway, tell);
    await signals.ended;
    await gateway.stop();
    return exitCodes.ok;
  } finally {
    signals.stop();
  }
}

/** A secret whose file can't be read is one that is missing: said once, and looked for again. */
function tellingResolve(secrets: Secrets, tell: Tell): Resolve {
  const told = new Set<string>();
  return async (name) => {
    try {
      return await secrets.resolve(name);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!told.has(name)) tell({ level: "warn", event: error.code, name: `${name}_FILE` }, error.message);
      told.add(name);
      return undefined;
    }
  };
}

async function tellMissing(session: Session, gateway: NodeGateway, tell: Tell): Promise<void> {
  for (const { path, name } of await gateway.missing())
    tell({ level: "warn", event: "secret_missing", path, name }, session.words.texts.serveMissing(path, name));
  for (const { robot, error } of await gateway.unusable())
    tell(
      { level: "warn", event: "webhook_unusable", robot, reason: error.details.reason },
      `robots.${robot}: ${describeFailure(error, session)}`,
    );
}

function startRefusal(
  session: Session,
  error: unknown,
  place: { readonly data: string; readonly host: string; readonly port: number },
): unknown {
  if (typeof error !== "object" || error === null) return error;
  const refusal = listenRefusal(session, error, place);
  if (refusal !== undefined) return refusal;
  const {
    words: { texts },
  } = session;
  const { data } = place;
  const { code, syscall, errcode, errstr } = error as Readonly<Record<string, unknown>>;
  if (code === "DATABASE_NEWER") return new Refusal(exitCodes.config, "data_newer", texts.serveDataNewer(data));
  if (errcode === SQLITE_BUSY) return new Refusal(exitCodes.config, "data_in_use", texts.serveDataInUse(data));
  if (syscall === "mkdir" || syscall === "open" || code === "ERR_SQLITE_ERROR")
    return new Refusal(exitCodes.config, "data_unusable", texts.serveDataUnusable(data, String(errstr ?? code)));
  return error;
}

/** Hears signals from now on: SIGHUP reloads, one after the other; any other ends. */
function listen({ context }: Session) {
  let reload: (() => Promise<void>) | undefined;
  let reloaded = Promise.resolve();
  let stop: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    stop = context.onSignal((signal) => {
      if (signal !== "SIGHUP") {
        // Whoever asks a second time does not want to wait.
        stop();
        resolve();
      } else if (reload !== undefined) reloaded = reloaded.then(reload);
    });
  });
  return {
    ended,
    stop: () => stop(),
    reloadBy(read: () => Promise<void>) {
      reload = read;
    },
  };
}

/** Works by the file as it is now. Whatever is wrong with it, the old one stays. */
async function reload(session: Session, gateway: NodeGateway, tell: Tell): Promise<void> {
  const { words } = session;
  try {
    await gateway.reload(await configAgain(session));
    // The log has a line of its own.
    if (!session.settings.flag("json")) words.note(words.texts.serveReloaded());
    await tellMissing(session, gateway, tell);
  } catch (error) {
    const why = isExpected(error) ? describeFailure(error, session) : describeBug(error, words);
    tell(
      { level: "error", event: "reload_refused", error: session.mask.hideStrictly(why) },
      words.texts.serveKept(why),
    );
  }
}

async function configAgain(session: Session): Promise<Config> {
  const { context, discovery } = session;
  const path = discovery.kind === "found" ? { path: discovery.path, by: "--config" } : undefined;
  const found = await parseDoors({ ...session, discovery: await discoverConfig(context, path) }, () => undefined);
  return withSurroundings(found, session);
}
