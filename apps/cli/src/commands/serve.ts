import type { Config } from "@dingpipe/core";
import type { Log, LogLine, NodeGateway } from "@dingpipe/edge/node";
import { discoverConfig } from "../config-discovery.ts";
import { parseFound } from "../config-file.ts";
import { pathFrom } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { describeFailure, isExpected } from "../failure.ts";
import { networkFetchOf } from "../proxy.ts";
import { createSecrets } from "../secrets.ts";
import { type Session, usage } from "../session.ts";
import { printable } from "../terminal.ts";
import { Refusal } from "../words.ts";

const DEFAULT_PORT = 8787;
const DEFAULT_DATA = "dingpipe-data";

/** Runs the gateway until a signal ends it; SIGHUP reads the configuration again. */
export async function serve(session: Session): Promise<number> {
  const { context, settings, words } = session;
  const port = portOf(session);
  const config = await parseFound(session, (path) => words.note(words.texts.usingFile(path)));
  const secrets = await createSecrets(session);
  const { startGateway, jsonLine, textLine } = await loadGateway(session);
  const data = pathFrom(context.cwd, settings.text("data") ?? DEFAULT_DATA);
  const isJson = settings.flag("json");
  const log: Log = (line: LogLine) => {
    if (settings.flag("quiet") && line.level === "info") return;
    const text = isJson ? jsonLine(line, context.now()) : printable(textLine(line, context.now()));
    context.stderr.write(`${text}\n`);
  };
  const gateway = await startGateway({
    ...{ config, data, port, log },
    host: settings.text("host") ?? "127.0.0.1",
    trustProxy: settings.flag("trust-proxy"),
    resolve: secrets.resolve,
    fetch: await networkFetchOf(session),
    now: context.now,
    wait: context.wait,
    random: context.random,
  }).catch((error: unknown) => {
    throw startRefusal(session, error, data, port);
  });
  // Whoever reads that it listens may end it at once.
  const ended = untilSignal(session, gateway);
  context.stdout.write(`${gateway.url}\n`);
  words.note(words.texts.serveReady(gateway.url));
  for (const { path, name } of await gateway.missing()) words.warn(words.texts.serveMissing(path, name));
  await ended;
  await gateway.stop();
  return exitCodes.ok;
}

function portOf({ settings, words }: Session): number {
  const text = settings.text("port") ?? String(DEFAULT_PORT);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usage("not_a_number", words.texts.notANumber("--port", text, String(DEFAULT_PORT)));
}

/** Node 20 has no SQLite. */
async function loadGateway({ words }: Session): Promise<typeof import("@dingpipe/edge/node")> {
  try {
    await import("node:sqlite");
  } catch {
    throw usage("node_too_old", words.texts.serveNeedsNode());
  }
  return import("@dingpipe/edge/node");
}

function startRefusal({ words }: Session, error: unknown, data: string, port: number): unknown {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
    case "EADDRNOTAVAIL":
    case "EACCES":
      return new Refusal(exitCodes.usage, "port_taken", words.texts.servePortTaken(port));
    case "ERR_SQLITE_ERROR":
    case "EEXIST":
    case "ENOTDIR":
    case "EROFS":
      return new Refusal(exitCodes.config, "data_in_use", words.texts.serveDataInUse(data));
    default:
      return error;
  }
}

function untilSignal(session: Session, gateway: NodeGateway): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.context.onSignal((signal) => {
      if (signal === "SIGHUP") {
        void reload(session, gateway);
        return;
      }
      stop();
      resolve();
    });
  });
}

async function reload(session: Session, gateway: NodeGateway): Promise<void> {
  const { words } = session;
  try {
    await gateway.reload(await configAgain(session));
    words.note(words.texts.serveReloaded());
  } catch (error) {
    if (!isExpected(error)) throw error;
    words.error(words.texts.serveKept(describeFailure(error, session)));
  }
}

async function configAgain(session: Session): Promise<Config> {
  const { context, discovery } = session;
  const path = discovery.kind === "found" ? { path: discovery.path, by: "--config" } : undefined;
  return parseFound({ ...session, discovery: await discoverConfig(context, path) }, () => undefined);
}
