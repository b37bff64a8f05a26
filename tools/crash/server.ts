import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Runtime = "node" | "workerd";

export interface ServerOptions {
  readonly runtime: Runtime;
  /** JSON of the configuration, or the bundle's file. */
  readonly program: string;
  readonly data: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A gateway in a process group of its own, which can be killed as a whole. */
export interface Server {
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

export async function startServer({ runtime, program, data, port, env }: ServerOptions): Promise<Server> {
  const script = fileURLToPath(new URL(`${runtime}-server.ts`, import.meta.url));
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", script, program, data, String(port)],
    {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: process.env["PATH"], ...env },
    },
  );
  const signalGroup = (signal: "SIGKILL" | "SIGTERM") => {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      // It is gone already.
    }
  };
  const killAtExit = () => signalGroup("SIGKILL");
  process.once("exit", killAtExit);
  await firstLine(child);
  return {
    async kill(signal) {
      process.off("exit", killAtExit);
      const over = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
      signalGroup(signal);
      await over;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new RangeError("no output");
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([once(lines, "line"), once(child, "exit").then(() => [undefined])])) as [string?];
  if (line === undefined) throw new Error("the server ended before it listened");
  return line;
}

/** A port that nobody has now, for a server that comes back at the same place. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
