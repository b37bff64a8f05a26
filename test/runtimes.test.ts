// One bundle of core, made for no platform, gives the same in Node, workerd and Chromium.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type MockServer, startMockDingTalk } from "@dingpipe/fixtures/node";
import { Miniflare } from "miniflare";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan, type Result, type Task } from "./runtimes/entry.ts";

const here = dirname(fileURLToPath(import.meta.url));
const CHROMIUM = "/usr/bin/chromium";
// The oldest Node that is promised, where the machine has another one beside ours.
const OTHER_NODE = "/usr/bin/node";

const TOKEN = "runtimestoken0runtimestoken0";
const SECRET = "SECruntimes";
const vectors = [
  {
    secret: "SECb90923e19e58b466481e9e7b7a5b4f108a4531abde590ad3967fb29f0eae5c68",
    timestampMs: 1582163555000,
    expected: "BQKsG+QOCl+bYJOLc6pxDHxjVquzlZPWgvRzeN2J5zY=",
  },
  {
    secret: "this is a secret",
    timestampMs: 1577262236757,
    expected: "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA=",
  },
  { secret: "this is secret", timestampMs: 1577262236757, expected: "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=" },
];

let server: MockServer;
let folder: string;
let code: string;
let planned: Result["planned"];

beforeAll(async () => {
  server = await startMockDingTalk({ robots: { [TOKEN]: { secret: SECRET } } });
  folder = await mkdtemp(join(tmpdir(), "dingpipe-runtimes-"));
  code = await bundleOfCore();
  await writeFile(join(folder, "core.mjs"), code);
  planned = await plan();
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const runtimes: readonly { readonly runtime: string; readonly run: (task: Task) => Promise<Result> }[] = [
  { runtime: "Node", run: (task) => inNode(process.execPath, task) },
  ...(existsSync(OTHER_NODE)
    ? [{ runtime: "the machine's own Node", run: (task: Task) => inNode(OTHER_NODE, task) }]
    : []),
  { runtime: "workerd", run: inWorkerd },
  { runtime: "Chromium", run: inChromium },
];

describe("one bundle of core", () => {
  it.for(runtimes)("signs, plans, sends and understands the answers in $runtime", async ({ runtime, run }) => {
    const result = await run({ runtime, endpoint: server.url, token: TOKEN, secret: SECRET, vectors });
    expect(result.signatures).toEqual(vectors.map(({ expected }) => expected));
    expect(result.planned).toEqual(planned);
    expect(result.sent).toMatchObject({ class: "delivered", errcode: 0, attempts: 1 });
    expect(result.refused).toMatchObject({ class: "rejected", reason: "sign_mismatch", errcode: 310000, attempts: 1 });
    const seen = server.mock.messages().filter(({ text }) => text === `流水线 from ${runtime} ✅`);
    expect(seen).toHaveLength(1);
  });
});

it("plans one message to compare with", () => {
  expect(planned).toMatchObject([{ msgtype: "markdown", markdown: { text: expect.stringContaining("FULL-TEST") } }]);
});

async function bundleOfCore(): Promise<string> {
  const bundle = await rolldown({
    input: join(here, "runtimes", "entry.ts"),
    platform: "neutral",
    resolve: { mainFields: ["module", "main"], conditionNames: ["import", "default"] },
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

async function inNode(node: string, task: Task): Promise<Result> {
  const args = [join(here, "runtimes", "node.mjs"), join(folder, "core.mjs"), JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(node, args);
  return JSON.parse(stdout);
}

async function inWorkerd(task: Task): Promise<Result> {
  const worker = new Miniflare({
    compatibilityDate: "2026-01-01",
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: await readFile(join(here, "runtimes", "worker.mjs"), "utf8") },
      { type: "ESModule", path: "core.mjs", contents: code },
    ],
  });
  try {
    const response = await worker.dispatchFetch("http://worker/", { method: "POST", body: JSON.stringify(task) });
    if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Result;
  } finally {
    await worker.dispose();
  }
}

async function inChromium(task: Task): Promise<Result> {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get update && apt-get install -y chromium`);
  const page = await servePage();
  // Its profile is a fresh temporary folder.
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  try {
    const tab = await browser.newPage();
    await tab.goto(page.url);
    return await tab.evaluate(
      // A text, so that nothing compiles it on the way.
      `import("/core.mjs").then(({ run }) => run(${JSON.stringify({ ...task, endpoint: page.url })}))`,
    );
  } finally {
    await browser.close();
    page.server.closeAllConnections();
    page.server.close();
  }
}

/**
 * Serves a page, the bundle and, on the same origin, the mock: DingTalk allows no other origin (it sends no CORS headers), so
 * a page only ever reaches it through its own server, which is then the robot's `endpoint`.
 */
async function servePage(): Promise<{ readonly url: string; readonly server: Server }> {
  const page = createServer(async (request, response) => {
    if (request.url === "/") return response.setHeader("content-type", "text/html").end("<!doctype html>");
    if (request.url === "/core.mjs") return response.setHeader("content-type", "text/javascript").end(code);
    const answer = await server.mock.fetch(`${server.url}${request.url}`, {
      method: request.method ?? "GET",
      headers: { "content-type": request.headers["content-type"] ?? "" },
      ...(request.method === "POST" ? { body: Buffer.concat(await Array.fromAsync(request)) } : {}),
    });
    return response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const address = page.address();
  if (typeof address !== "object" || address === null) throw new Error("the page has no port");
  return { url: `http://127.0.0.1:${address.port}`, server: page };
}
