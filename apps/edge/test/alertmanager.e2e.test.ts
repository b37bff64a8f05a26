// Debian's Alertmanager, set up as docs/gateway.md says, into a gateway that listens. It is a process of its own, so time is real.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MockServer, startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { fetch, request } from "undici";
import { expect, it, onTestFinished } from "vitest";
import { groupText } from "./group-text.ts";
import { ROBOT_TOKEN, type RunningGateway, runGateway } from "./run-gateway.ts";

const ALERTMANAGER = "/usr/bin/prometheus-alertmanager";
const DOOR_TOKEN = "a-token-that-alertmanager-and-the-gateway-know";
const POLL = { timeout: 30_000, interval: 50 };

/** Debian's Alertmanager, a gateway that it tells, and the mock that the gateway tells; each ends with the test. */
interface Chain {
  readonly alertmanager: string;
  readonly gateway: RunningGateway;
  readonly mock: MockServer["mock"];
}

async function startChain(): Promise<Chain> {
  if (!existsSync(ALERTMANAGER))
    throw new Error(`${ALERTMANAGER} is missing: apt-get update && apt-get install -y prometheus-alertmanager`);
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-alertmanager-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dingtalk = await startMockDingTalk({ robots: { [ROBOT_TOKEN]: {} } });
  onTestFinished(() => dingtalk.close());
  const gateway = await runGateway(
    {
      robot: { endpoint: dingtalk.url },
      rules: [{ on: ["firing", "resolved"] }],
      sources: { alerts: { type: "alertmanager", bearer: "${ALERTS_TOKEN}" } },
    },
    { clock: systemClock, fetch: fetch as unknown as typeof globalThis.fetch, env: {} },
  );
  onTestFinished(() => gateway.stop());
  return { alertmanager: await startAlertmanager(folder, gateway.url), gateway, mock: dingtalk.mock };
}

/** Its address, once it listens. */
function startAlertmanager(folder: string, gateway: string): Promise<string> {
  const token = join(folder, "token");
  const config = join(folder, "alertmanager.yml");
  writeFileSync(token, `${DOOR_TOKEN}\n`);
  writeFileSync(config, documentedConfig({ url: `${gateway}/hooks/alerts`, token }));
  const parameters = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, "data")}`,
    "--web.listen-address=127.0.0.1:0",
    "--web.external-url=https://alerts.example.com/",
    "--cluster.listen-address=",
  ];
  const child = spawn(ALERTMANAGER, parameters, { cwd: folder, env: {}, stdio: ["ignore", "ignore", "pipe"] });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  return new Promise<string>((resolve, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("close", () => reject(new Error(`Alertmanager ended: ${log}`)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      const [, address] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
      if (address !== undefined) resolve(`http://${address}`);
    });
  });
}

/** The alertmanager.yml of docs/gateway.md, with this gateway in place of the example's, and a group's patience cut short. */
function documentedConfig({ url, token }: { readonly url: string; readonly token: string }): string {
  const page = readFileSync(fileURLToPath(new URL("../../../docs/gateway.md", import.meta.url)), "utf8");
  const [, config = ""] = /^```yaml\n(# alertmanager\.yml\n[\s\S]*?)^```$/m.exec(page) ?? [];
  const replaced: readonly (readonly [string, string])[] = [
    ["https://gateway.example.com/hooks/alerts", url],
    ["/etc/alertmanager/dingpipe-token", token],
    ["group_wait: 10s", "group_wait: 0s"],
    ["group_interval: 1m", "group_interval: 1s"],
  ];
  return replaced.reduce((text, [documented, own]) => {
    expect(text).toContain(documented);
    return text.replace(documented, own);
  }, config);
}

interface Times {
  readonly startsAt: Date;
  readonly endsAt?: Date;
}

/** Tells Alertmanager of it as Prometheus does. */
async function alert({ alertmanager }: Chain, name: string, times: Times): Promise<void> {
  const { statusCode, body } = await request(`${alertmanager}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([
      {
        labels: { alertname: name, severity: "critical", instance: "shop-1" },
        annotations: { summary: `shop-1：${name}` },
        generatorURL: "https://prometheus.example.com/graph",
        ...times,
      },
    ]),
  });
  expect([statusCode, await body.text()]).toEqual([200, ""]);
}

/** How many of its messages Alertmanager gave up for now, each after tries of ten seconds. */
async function givenUp({ alertmanager }: Chain): Promise<number> {
  const { body } = await request(`${alertmanager}/metrics`);
  const [, count] =
    /^alertmanager_notifications_failed_total\{integration="webhook"\} (\d+)$/m.exec(await body.text()) ?? [];
  return Number(count);
}

function answersOf({ gateway }: Chain, status: number): number {
  return gateway.lines.filter((line) => line["door"] === "alerts" && line["status"] === status).length;
}

const now = () => new Date(systemClock.now());

const firing = (name: string) => `🔥 告警 · ${name}

#### 🔥 告警

【告警名称】${name}
【级别】critical
【详情】[shop-1：${name}](https://prometheus.example.com/graph) [静默](${silencePage(name)})
【查看详情】[点击查看](https://alerts.example.com/#/alerts?receiver=dingtalk)`;

const silencePage = (name: string) =>
  `https://alerts.example.com/#/silences/new?filter=${encodeURIComponent(`{alertname="${name}"}`)}`;

const resolved = (name: string) => `✅ 已恢复 · ${name}

#### ✅ 已恢复

【告警名称】${name}
【级别】critical
【详情】[shop-1：${name}](https://prometheus.example.com/graph)
【查看详情】[点击查看](https://alerts.example.com/#/alerts?receiver=dingtalk)`;

it("loses nothing of Alertmanager's while the door's token is missing: 503 makes it come again", async () => {
  const chain = await startChain();
  const { gateway, mock } = chain;
  const [one, other] = ["接口延迟过高", "磁盘将满"];
  const told = () => mock.messages().map(groupText);
  const startsAt = now();
  await alert(chain, one, { startsAt });
  // More than the first try of each.
  await expect.poll(() => answersOf(chain, 503), POLL).toBeGreaterThanOrEqual(2);
  await alert(chain, other, { startsAt });
  await expect.poll(() => answersOf(chain, 503), POLL).toBeGreaterThanOrEqual(5);
  expect([told(), (await gateway.accounts())["accepted"], await givenUp(chain)]).toEqual([[], 0, 0]);

  gateway.env["ALERTS_TOKEN"] = DOOR_TOKEN;
  await expect.poll(() => told().toSorted(), POLL).toEqual([firing(one), firing(other)].toSorted());

  await alert(chain, one, { startsAt, endsAt: now() });
  await expect.poll(() => told().slice(2), POLL).toEqual([resolved(one)]);
  await alert(chain, other, { startsAt, endsAt: now() });
  await expect.poll(() => told().slice(2), POLL).toEqual([resolved(one), resolved(other)]);

  const accounts = { accepted: 4, delivered: 4, superseded: 0, overflowed: 0, parked: 0, waiting: 0 };
  await expect.poll(() => gateway.accounts(), POLL).toEqual(accounts);
  expect(await gateway.deliveries()).toMatchObject(
    Array.from({ length: 4 }, () => ({ status: "delivered", origin: { door: "alerts" } })),
  );
  expect([answersOf(chain, 202), await givenUp(chain)]).toEqual([4, 0]);
});
