// A gateway as somebody new to it starts one, from the packed tarballs: the folder that `init` writes under `wrangler dev`, and the same
// configuration under `dingpipe serve`. curl's event, the one of docs/gateway.md, and a delivery of GitHub reach the group from both.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sample } from "@dingpipe/fixtures/node";
import { expect, it } from "vitest";
import { runShell } from "./shell.ts";

const [documented, translated] = ["gateway.md", "gateway.zh-CN.md"].map((name) => {
  const page = readFileSync(fileURLToPath(new URL(`../docs/${name}`, import.meta.url)), "utf8");
  return /^```sh\n(curl [\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
});

const delivery = "github/workflow_run.failure";
const headers = Object.entries(sample(`${delivery}.headers`) as Readonly<Record<string, string>>);

// What is started ends with the script, and after 200 s at the latest; where the script fails, it says what was logged.
const script = (start: string, ready: string) => `
npx -y dingpipe init --gateway workers gateway
# In place of npm install: what is installed here is what the folder asks for.
ln -s "$PWD/node_modules" gateway/node_modules
cd gateway
node -e '
  const { dependencies, devDependencies } = require("./package.json");
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    require("node:assert").equal(require("./node_modules/" + name + "/package.json").version, version, name);'
# Only a mock needs this.
sed -i 's#^    webhook:#    endpoint: '"$DINGTALK_ENDPOINT"'\\n&#' dingpipe.yaml
${start}
gateway=$!
trap 'code=$?; kill $gateway; wait $gateway || true; test $code = 0 || cat log.txt >&2; exit $code' EXIT
logged() { until grep -q "$1" log.txt; do kill -0 $gateway; sleep 0.1; done; }
logged '${ready}http'
url=$(sed -n 's#.*${ready}\\(http[^ ]*\\).*#\\1#p' log.txt | head -1)
${documented?.replace("http://127.0.0.1:8787", '"$url"')}
logged 'result"*[=:]"*delivered'
signature=$(openssl dgst -sha256 -hmac "$GITHUB_WEBHOOK_SECRET" ../delivery.json | sed 's/.* //')
curl "$url/hooks/github" --data-binary @../delivery.json -H "X-Hub-Signature-256: sha256=$signature" \\
  ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(" ")}
until [ "$(grep -c 'result"*[=:]"*delivered' log.txt)" = 2 ]; do kill -0 $gateway; sleep 0.1; done
`;

const options = {
  files: {
    "delivery.json": JSON.stringify(sample(delivery)),
    // The documented command stays as it is: what is not accepted ends the script.
    ".curlrc": "fail-with-body\nsilent\nshow-error\n",
  },
  env: { GITHUB_WEBHOOK_SECRET: "a-secret-of-the-new-gateway", CI_TOKEN: "a-token-of-the-new-gateway" },
};

const told = {
  code: 0,
  stdout: expect.stringMatching(/\{"status":"accepted","events":\["try-1"\]\}\{"status":"accepted"/),
  messages: ["❌ 失败 · 发布", "❌ 失败 · Release · main"],
};

it("runs on Workers: wrangler dev in the folder that init wrote", { timeout: 240_000 }, async () => {
  const start = `
for name in DINGTALK_WEBHOOK DINGTALK_SECRET GITHUB_WEBHOOK_SECRET CI_TOKEN; do echo "$name=\${!name}"; done > .dev.vars
unset DINGTALK_WEBHOOK DINGTALK_SECRET
mkdir ../tmp
export TMPDIR=$PWD/../tmp CI=1 WRANGLER_SEND_METRICS=false WRANGLER_HIDE_BANNER=true CLOUDFLARE_CF_FETCH_ENABLED=false
timeout 200 npm run dev -- --port 0 --inspector-port 0 > log.txt 2>&1 &`;
  const { code, stdout, stderr, messages } = await runShell(script(start, "Ready on "), options);
  expect({ code, stdout, messages: messages.map(({ title }) => title) }, stderr).toEqual(told);
});

it("runs on Node: dingpipe serve", async () => {
  const start = "timeout 200 node_modules/.bin/dingpipe serve --port 0 > log.txt 2>&1 &";
  const { code, stdout, stderr, messages } = await runShell(script(start, ""), options);
  expect({ code, stdout, messages: messages.map(({ title }) => title) }, stderr).toEqual(told);
});

it("is installed from a clone by what its packages are packed with", async () => {
  const [line, chinese] = ["gateway.md", "gateway.zh-CN.md"].map(
    (name) => /^npx pnpm .+$/m.exec(readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8"))?.[0] ?? "",
  );
  expect(chinese).toBe(line);
  const home = mkdtempSync(join(tmpdir(), "dingpipe-clone-"));
  try {
    execFileSync("sh", ["-c", line ?? ""], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { PATH: process.env["PATH"], HOME: home },
      stdio: "pipe",
    });
    const packed = readdirSync(join(home, "dingpipe-packed")).map((name) => name.replace(/-\d.*/, ""));
    expect(packed.toSorted()).toEqual(
      ["dingpipe", ...["core", "edge", "fixtures", "outbox", "sources"].map((room) => `dingpipe-${room}`)].toSorted(),
    );
  } finally {
    rmSync(home, { recursive: true });
  }
});

it("is tried in both languages by the same command", () => {
  expect(documented).toContain("/v1/events");
  expect(translated).toBe(documented);
});
