import { exitCodes } from "./exit-code.ts";
import { type Session, usage } from "./session.ts";
import { Refusal } from "./words.ts";

const MAX_PORT = 65_535;

/** The port that `--port` names, else this one; 0 is any free one. */
export function portOf({ settings, words }: Session, standard: number): number {
  const text = settings.text("port") ?? String(standard);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= MAX_PORT) return port;
  throw usage("not_a_number", words.texts.notAPort(settings.placeOf("port"), text, String(MAX_PORT)));
}

/** Why a server can't listen there, with its cure; nothing where the error is about something else. */
export function listenRefusal(
  { words: { texts } }: Session,
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): Refusal | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  if (syscall === "getaddrinfo" || code === "EADDRNOTAVAIL")
    return new Refusal(exitCodes.usage, "host_invalid", texts.hostInvalid(host));
  if (syscall === "listen") return new Refusal(exitCodes.usage, "port_taken", texts.portTaken(port));
  return undefined;
}
