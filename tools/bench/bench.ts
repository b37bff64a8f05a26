// `npm run bench [-- --runs 40]`: how long a whole `dingpipe notify` takes beside a hand-written Node script that signs and
// posts the same body, the Action beside the same, and beside apprise; then a webhook's way from its bytes to a plan (webhook.ts), and the
// sizes of the libraries. Nothing is asserted about time: read it on a quiet machine.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureSizes, measureSources, sizeLines } from "../sizes.ts";
import { benchGateway } from "./gateway.ts";
import { median, quantile, ratioOfMedians } from "./statistics.ts";
import { benchWebhook } from "./webhook.ts";

const cli = fileURLToPath(new URL("../../apps/cli/bin/dingpipe.cjs", import.meta.url));
const action = fileURLToPath(new URL("../../apps/action/dist/index.cjs", import.meta.url));
const bare = fileURLToPath(new URL("bare.mjs", import.meta.url));

const TOKEN = randomBytes(32).toString("hex");
const SECRET = `SEC${randomBytes(32).toString("hex")}`;

const GITEE = {
  GITEE_PIPELINE_NAME: "deploy-web",
  GITEE_PIPELINE_DISPLAY_NAME: "部署官网",
  GITEE_PIPELINE_BUILD_NUMBER: "128",
  GITEE_PIPELINE_TRIGGER_USER: "zhangsan",
  GITEE_STAGE_NAME: "stage-build",
  GITEE_STAGE_DISPLAY_NAME: "构建",
  GITEE_BRANCH: "main",
  GITEE_COMMIT: "8c1f0d6a5b3e4f2790d1c2b3a4958677e6f5d4c3",
  GITEE_COMMIT_MESSAGE: "修复登录页的样式",
};

const GITHUB = {
  GITHUB_ACTIONS: "true",
  GITHUB_WORKFLOW: "Release",
  GITHUB_JOB: "build",
  GITHUB_RUN_ID: "9100123456",
  GITHUB_RUN_NUMBER: "128",
  GITHUB_RUN_ATTEMPT: "1",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "acme/shop",
  GITHUB_ACTOR: "zhangsan",
  GITHUB_EVENT_NAME: "push",
  GITHUB_REF: "refs/heads/main",
  GITHUB_SHA: "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4",
};

const CONFIG = `locale: zh-CN
robots:
  build:
    webhook: \${DINGTALK_WEBHOOK}
    secret: \${DINGTALK_SECRET}
rules:
  - name: 主干要一直是绿的
    on: [failed]
    when: event.ref.branch == "main" || event.pipeline.name.startsWith("deploy")
    text: |
      **\${GITEE_PIPELINE_DISPLAY_NAME}** #\${GITEE_PIPELINE_BUILD_NUMBER}，由 {{ event.actor.name | default: "?" }} 触发
      {% if event.ref.branch == "main" %}主干失败：{{ event.commit.message | truncate: 40 }}{% endif %}
`;

// What does more than compare texts is not read by `when-simple.ts`.
const CONFIG_FOR_THE_LIBRARY = CONFIG.replace('event.pipeline.name.startsWith("deploy")', "has(event.change)");

/** A whole process to be timed. */
interface Contestant {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the process keeps compiled code: nothing kept, or kept from run to run. */
  readonly cache: "empty" | "warm";
  /** Throws where the message of the last run did not arrive. */
  readonly check: () => Promise<void>;
}

/** A contestant beside the script by hand, and the ratio that is wanted at most. */
interface Comparison {
  readonly contestant: string;
  readonly beside: string;
  readonly wanted?: number;
}

const { values } = parseArgs({ options: { runs: { type: "string", default: "30" } } });
const runs = Math.max(2, Number(values.runs));
// A round takes some 20 ms: as many as the runs of whole processes would say little.
const WEBHOOK_ROUNDS = 250;
const GATEWAY_ROUNDS = 10;
// Prints what the bundle weighs, and its largest parts.
spawnSync(process.execPath, [fileURLToPath(new URL("../build-action.ts", import.meta.url))], { stdio: "inherit" });
const folder = mkdtempSync(join(tmpdir(), "dingpipe-bench-"));
const servers = spawn(process.execPath, [fileURLToPath(new URL("servers.ts", import.meta.url)), TOKEN, SECRET], {
  stdio: ["pipe", "pipe", "inherit"],
});
try {
  const [line] = await once(createInterface(servers.stdout), "line");
  const urls: { readonly mock: string; readonly sink: string } = JSON.parse(line);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${runs} interleaved runs each, milliseconds of the whole process`,
  );
  for (const node of nodes()) await compareOn(node, urls);
  await compareApprise(urls);
  await benchWebhook(WEBHOOK_ROUNDS);
  await benchGateway(GATEWAY_ROUNDS);
  console.log("\nSizes of @dingpipe/core and @dingpipe/sources");
  for (const text of sizeLines([...(await measureSizes()), ...(await measureSources())])) console.log(text);
} finally {
  servers.stdin.end();
  rmSync(folder, { recursive: true, force: true });
}

/** Ours, and the machine's own where it is another version. */
function nodes(): readonly string[] {
  const own = "/usr/bin/node";
  return existsSync(own) && versionOf(own) !== process.version ? [process.execPath, own] : [process.execPath];
}

function versionOf(node: string): string {
  return spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
}

/** `dingpipe notify` without and with a file, compile cache empty and warm, beside the script by hand. */
async function compareOn(node: string, urls: { readonly mock: string }): Promise<void> {
  const version = versionOf(node);
  // Node 22.1 and later keep compiled code between two starts.
  const caches = Number(version.slice(1).split(".")[0]) >= 22 ? (["empty", "warm"] as const) : (["empty"] as const);
  const inputs = [
    { input: "without a file", wanted: 1.35, cwd: emptyFolder("plain") },
    { input: "with a file: when and Liquid", wanted: 2, cwd: folderWithConfig(CONFIG) },
    { input: "with a file: when by CEL's library", wanted: 2, cwd: folderWithConfig(CONFIG_FOR_THE_LIBRARY) },
  ];
  const contestants: Contestant[] = [];
  const comparisons: Comparison[] = [];
  for (const { input, wanted, cwd } of inputs) {
    const notify = contestantOf(urls.mock, {
      command: [node, cli, "notify", "--status", "FAIL"],
      cwd,
      env: { ...GITEE, DINGTALK_WEBHOOK: TOKEN, DINGTALK_SECRET: SECRET, DINGTALK_ENDPOINT: urls.mock },
    });
    const body = await bodyOf(notify("first", "empty"), urls.mock);
    const byHand = `by hand, the body of ${input}`;
    contestants.push(
      contestantOf(urls.mock, {
        command: [node, bare],
        cwd,
        env: {
          DINGTALK_WEBHOOK: `${urls.mock}/robot/send?access_token=${TOKEN}`,
          DINGTALK_SECRET: SECRET,
          BODY: body,
        },
      })(byHand, "empty"),
    );
    for (const cache of caches) {
      const name = `dingpipe ${input}${caches.length > 1 ? `, cache ${cache}` : ""}`;
      contestants.push(notify(name, cache));
      comparisons.push({ contestant: name, beside: byHand, wanted });
    }
  }
  await compare(`Node ${version}`, contestants, comparisons);
  await compareAction(node, urls);
}

/** The Action with nothing but its webhook and secret, as a runner starts it: whatever it compiled before is gone. */
async function compareAction(node: string, urls: { readonly mock: string }): Promise<void> {
  const cwd = emptyFolder("plain");
  const env = {
    ...GITHUB,
    INPUT_WEBHOOK: TOKEN,
    INPUT_SECRET: SECRET,
    INPUT_STATUS: "failure",
    DINGTALK_ENDPOINT: urls.mock,
    GITHUB_OUTPUT: join(folder, "outputs"),
  };
  const step = contestantOf(urls.mock, { command: [node, action], cwd, env })("the Action", "empty");
  const BODY = await bodyOf(step, urls.mock);
  const byHand = contestantOf(urls.mock, {
    command: [node, bare],
    cwd,
    env: { DINGTALK_WEBHOOK: `${urls.mock}/robot/send?access_token=${TOKEN}`, DINGTALK_SECRET: SECRET, BODY },
  })("by hand, the body of the Action", "empty");
  const comparison = { contestant: step.name, beside: byHand.name, wanted: 1.5 };
  await compare(`The Action on Node ${versionOf(node)}`, [byHand, step], [comparison]);
}

function contestantOf(mock: string, what: Pick<Contestant, "command" | "cwd" | "env">) {
  return (name: string, cache: Contestant["cache"]): Contestant => ({
    ...what,
    name,
    cache,
    check: async () => {
      const messages = await (await fetch(`${mock}/_mock/messages`)).json();
      if (messages.length !== 1) throw new Error(`${name}: ${messages.length} messages arrived in place of one`);
      await fetch(`${mock}/_mock`, { method: "DELETE" });
    },
  });
}

/** What a contestant posts, byte for byte. */
async function bodyOf(contestant: Contestant, mock: string): Promise<string> {
  runOnce(contestant, emptyFolder("cache"));
  const requests = await (await fetch(`${mock}/_mock/requests`)).json();
  await contestant.check();
  return JSON.stringify(requests[0].body);
}

async function compareApprise(urls: { readonly sink: string }): Promise<void> {
  if (spawnSync("apprise", ["--version"]).status !== 0) {
    console.log("\napprise: not measured (apt-get install -y apprise)");
    return;
  }
  const title = "构建失败 部署官网 main";
  const env = { LC_ALL: "C.UTF-8" };
  const cwd = emptyFolder("apprise");
  let posted = 0;
  await compare(
    "Debian's apprise, posting JSON (no signature, no answer to understand)",
    [
      {
        name: "apprise",
        command: ["apprise", "-t", title, "-b", "【流水线名称】部署官网", urls.sink.replace("http:", "json:")],
        cwd,
        env,
        cache: "warm",
        check: async () => {
          posted += 1;
          const seen = Number(await (await fetch(urls.sink)).text());
          if (seen !== posted) throw new Error(`apprise: ${seen} posts arrived in place of ${posted}`);
        },
      },
    ],
    [],
  );
}

/** Runs all contestants in turn, again and again, every second round backwards, and prints what came out. */
async function compare(
  title: string,
  contestants: readonly Contestant[],
  comparisons: readonly Comparison[],
): Promise<void> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  const kept = new Map(contestants.map(({ name }) => [name, emptyFolder("cache")]));
  // The first round fills caches and is not counted.
  for (let round = -1; round < runs; round += 1) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const cache = contestant.cache === "warm" ? (kept.get(contestant.name) ?? "") : emptyFolder("cache");
      const ms = runOnce(contestant, cache);
      await contestant.check();
      if (contestant.cache === "empty") rmSync(cache, { recursive: true });
      if (round >= 0) times.get(contestant.name)?.push(ms);
    }
  }
  console.log(`\n${title}`);
  for (const { name } of contestants) {
    const own = times.get(name) ?? [];
    const comparison = comparisons.find(({ contestant }) => contestant === name);
    const base = times.get(comparison?.beside ?? "");
    const spread = `median ${ms(median(own))}  (middle half ${ms(quantile(own, 0.25))} – ${ms(quantile(own, 0.75))})`;
    console.log(`${name.padEnd(58)}  ${spread}${base === undefined ? "" : ratioText(own, base, comparison?.wanted)}`);
  }
}

function ratioText(times: readonly number[], base: readonly number[], wanted = Number.POSITIVE_INFINITY): string {
  const { ratio, low, high } = ratioOfMedians(times, base, Math.random);
  const verdict = ratio <= wanted ? "within" : "ABOVE";
  return `  ratio ${ratio.toFixed(2)} (95 %: ${low.toFixed(2)} – ${high.toFixed(2)}), ${verdict} ${wanted}`;
}

/** Milliseconds from the start of a process to its end. The temporary folder is where Node puts its compile cache. */
function runOnce({ name, command: [file, ...args], cwd, env }: Contestant, cache: string): number {
  const startedAt = performance.now();
  const { status, stderr, error } = spawnSync(file, args, {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, TMPDIR: cache, ...env },
    encoding: "utf8",
  });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${name} ended with ${status ?? error?.message}: ${stderr}`);
  return ms;
}

function ms(value: number): string {
  return value.toFixed(1).padStart(6);
}

function emptyFolder(name: string): string {
  return mkdtempSync(join(folder, `${name}-`));
}

function folderWithConfig(config: string): string {
  const path = emptyFolder("config");
  writeFileSync(join(path, "dingpipe.yaml"), config);
  return path;
}
