import { firstRobot, robotSecrets } from "./first-robot.ts";

/** What a gateway's folder is made for. */
interface GatewayFolder {
  /** Of dingpipe. */
  readonly version: string;
  readonly domain?: string;
  readonly locale: string;
  /** Absent: what a gateway tells of by default. */
  readonly on?: readonly string[];
  /** Of the robot; empty: it is secured by a secret. */
  readonly keywords: readonly string[];
}

// Pinned: a deployment must not change by itself. The catalog in pnpm-workspace.yaml has the same, and a test runs it.
const WRANGLER = "4.164.0";
const COMPATIBILITY_DATE = "2026-07-01";

const ON = ["failed", "fixed", "firing", "resolved"];

/** The names that the folder's dingpipe.yaml refers to. */
export function gatewaySecrets(keywords: readonly string[]): readonly string[] {
  return [...robotSecrets(keywords), "GITHUB_WEBHOOK_SECRET", "CI_TOKEN"];
}

/** The files of a folder that deploys a gateway to Cloudflare Workers, by name. */
export function gatewayFiles(folder: GatewayFolder): Readonly<Record<string, string>> {
  const { version, domain, locale, on = ON, keywords } = folder;
  return {
    "package.json": json({
      name: "dingpipe-gateway",
      private: true,
      type: "module",
      scripts: { dev: "wrangler dev", deploy: "wrangler deploy", check: "dingpipe config validate" },
      dependencies: { "@dingpipe/edge": version, "@dingpipe/sources": version },
      devDependencies: { dingpipe: version, wrangler: WRANGLER },
    }),
    "wrangler.jsonc": json({
      $schema: "node_modules/wrangler/config-schema.json",
      name: "dingpipe-gateway",
      main: "worker.js",
      // 335 KiB to upload without, 234 with.
      minify: true,
      compatibility_date: COMPATIBILITY_DATE,
      build: { command: "dingpipe config compile -o config.js", watch_dir: "dingpipe.yaml" },
      ...(domain === undefined ? {} : { routes: [{ pattern: domain, custom_domain: true }], workers_dev: false }),
      durable_objects: {
        bindings: [
          { name: "OUTBOX", class_name: "OutboxObject" },
          { name: "INTAKE", class_name: "IntakeObject" },
        ],
      },
      migrations: [{ tag: "v1", new_sqlite_classes: ["OutboxObject", "IntakeObject"] }],
      // wrangler dev names those that .dev.vars lacks.
      secrets: { required: gatewaySecrets(keywords) },
      triggers: { crons: ["*/5 * * * *"] },
      ratelimits: [{ name: "RATE_LIMIT", namespace_id: "1001", simple: { limit: 10_000, period: 60 } }],
      limits: { cpu_ms: 1_000 },
      // Traces and invocation logs hold addresses, and a robot's address is its password.
      observability: { enabled: true, logs: { enabled: true, invocation_logs: false }, traces: { enabled: false } },
    }),
    "worker.js": `import { createWorker } from "@dingpipe/edge/worker";
import compiled from "./config.js";

const worker = createWorker(compiled);
export default worker.handler;
export const { IntakeObject, OutboxObject } = worker;
`,
    "dingpipe.yaml": `# yaml-language-server: $schema=./node_modules/dingpipe/schema.json
locale: ${locale}
${firstRobot("ops", keywords)}
rules:
  - name: failures
    on: [${on.join(", ")}]
sources:
  github: { type: github, secret: "\${GITHUB_WEBHOOK_SECRET}" }
access:
  - { name: ci, token: "\${CI_TOKEN}", may: [send, read, admin] }
onParked: ops
`,
    ".gitignore": "node_modules/\n.wrangler/\nconfig.js\n.dev.vars\n",
    "README.md": readme(domain),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readme(domain: string | undefined): string {
  const address = domain ?? "dingpipe-gateway.<account>.workers.dev";
  return `# dingpipe 网关 / dingpipe gateway

部署在 Cloudflare Workers 上。\`workers.dev\` 的域名在中国大陆很难访问：请绑定自己的域名（wrangler.jsonc 的 \`routes\`）。

\`npm install\` 以 404 结束，说明 npm 上还没有这个版本：请从克隆的仓库安装，见
https://github.com/dingpipe/dingpipe/blob/main/docs/gateway.zh-CN.md#从克隆的仓库安装

本机试用：把密钥写进 \`.dev.vars\`（每行 \`名称=值\`，不要提交），然后 \`npm run dev\`；改了 \`.dev.vars\` 要重新启动，改 dingpipe.yaml 不用。

部署：逐个设置密钥，再 \`npm run deploy\`。配置有误时部署会失败，并指出位置。

入口：\`POST https://${address}/hooks/github\`；状态：\`GET /readyz\`、\`GET /v1/robots\`（\`Authorization: Bearer\`）。

---

Runs on Cloudflare Workers. The default \`workers.dev\` domain is hardly reachable from mainland China: bind a domain of your own
(\`routes\` in wrangler.jsonc).

Where \`npm install\` ends with a 404, this version is not on npm yet: install from a clone,
https://github.com/dingpipe/dingpipe/blob/main/docs/gateway.md#from-a-clone

To try it here, write the secrets into \`.dev.vars\` (a line each, \`NAME=value\`, never committed), then \`npm run dev\`;
start it again after a change of \`.dev.vars\` (dingpipe.yaml is read again by itself).

To deploy, set each secret, then \`npm run deploy\`. A mistake in the configuration fails the deployment and is named.

The door: \`POST https://${address}/hooks/github\`. Its state: \`GET /readyz\`, \`GET /v1/robots\` (\`Authorization: Bearer\`).
`;
}
