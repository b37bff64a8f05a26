import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type MockServer, sample, startMockDingTalk } from "@dingpipe/fixtures/node";
import { inject } from "vitest";
import { showMessages } from "./show-messages.ts";

const TOKEN = "token-of-the-shell";
const SECRET = "SEC-secret-of-the-shell";

/** The robot of the group, that takes no message that is not signed. */
export const robot = { webhook: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, secret: SECRET };

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of a project that has the packed packages installed: test/setup/packed.ts makes it. */
    readonly packedProject: string;
  }
}

export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the group saw of it. */
  readonly messages: ReturnType<MockServer["mock"]["messages"]>;
  /** The files that the script left in its folder. */
  readonly left: readonly string[];
}

export interface ShellOptions {
  /** Files to lie in the folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The environment of the job, beneath `env`. Default: one of Gitee Go, with the robot's variables. */
  readonly job?: Readonly<Record<string, string>>;
  /** What runs the script, up to its first failure. */
  readonly shell?: "bash" | "sh";
  /** A folder whose commands go before all others. */
  readonly bin?: string;
  /** The exit code of `npm test` in the folder. Default 0. */
  readonly testExit?: number;
  /** A folder of the job, that its CI takes from a place before it and puts back after it. */
  readonly kept?: { readonly path: string; readonly place: string };
}

/** Runs a script as a job of a pipeline would, in a copy of the packed project, with the mock in DingTalk's place. */
export async function runShell(script: string, options: ShellOptions = {}): Promise<ShellResult> {
  const project = inject("packedProject");
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-shell-"));
  const server = await startMockDingTalk({ robots: { [TOKEN]: { secret: SECRET } } });
  try {
    cpSync(join(project, "package.json"), join(folder, "package.json"));
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "test.mjs"), `process.exitCode = ${options.testExit ?? 0};`);
    writeFileSync(join(folder, "reroute.mjs"), rerouting(server.url));
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
    const { kept } = options;
    if (kept !== undefined && existsSync(kept.place)) cpSync(kept.place, join(folder, kept.path), { recursive: true });
    const before = new Set(readdirSync(folder));
    const { code, stdout, stderr } = await run(options.shell ?? "bash", script, folder, {
      PATH: [...(options.bin === undefined ? [] : [options.bin]), process.env["PATH"]].join(delimiter),
      ...(options.job ?? {
        ...(sample("ci/gitee-go-push") as Record<string, string>),
        DINGTALK_WEBHOOK: robot.webhook,
        DINGTALK_SECRET: robot.secret,
      }),
      DINGTALK_ENDPOINT: server.url,
      ...options.env,
    });
    if (kept !== undefined) cpSync(join(folder, kept.path), kept.place, { recursive: true });
    showMessages(server.mock.messages());
    const left = readdirSync(folder).filter((name) => !before.has(name));
    return { code, stdout, stderr, messages: server.mock.messages(), left };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

// A program that uses the library has no DINGTALK_ENDPOINT: its calls to DingTalk are led to the mock.
function rerouting(url: string): string {
  return `const real = globalThis.fetch;
globalThis.fetch = (input, init) => real(String(input).replace("https://oapi.dingtalk.com", ${JSON.stringify(url)}), init);
`;
}

function run(
  shell: string,
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Pick<ShellResult, "code" | "stdout" | "stderr">> {
  const child = spawn(shell, ["-e", "-c", script], {
    cwd,
    env: { HOME: cwd, npm_config_offline: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
