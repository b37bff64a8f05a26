// A part of `npm run bench`: what a GitHub push of 25 KB costs from the request's bytes to Events and to a plan, beside the bare minimum
// (WebCrypto's verify and JSON.parse, its key imported once) and beside @octokit/webhooks, in one interleaved run.
import { createHmac } from "node:crypto";
import { createNotifier, parseConfig } from "@dingpipe/core";
import { type Received, receive, sourceTypes } from "@dingpipe/sources";
import { Webhooks } from "@octokit/webhooks";
import { github } from "../../packages/sources/src/webhooks/github.ts";
import { median, ratioOfMedians } from "./statistics.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const now = Date.UTC(2026, 10, 20);

/** What GitHub writes beside whatever it names. */
function links(count: number, address: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`link_${index}_url`, `${address}/link_${index}{/sha}`]),
  );
}

/** A push whose JSON has some 25 KB, as GitHub writes it: 34 commits, and what is the same in each push. */
function pushBody(): string {
  const commit = (index: number) => ({
    id: index.toString(16).padStart(40, "a"),
    tree_id: index.toString(16).padStart(40, "b"),
    distinct: true,
    message: `fix: 修复第 ${index} 个问题\n\n详细说明在这里，给评审的人看`,
    timestamp: "2026-11-20T16:00:00+08:00",
    url: `https://github.com/acme/shop/commit/${index}`,
    author: { name: "张三", email: "zhangsan@example.com", username: "zhangsan" },
    committer: { name: "GitHub", email: "noreply@github.com", username: "web-flow" },
    added: [`src/added-${index}.ts`],
    removed: [],
    modified: [`src/modified-${index}.ts`, "README.md"],
  });
  const repository = {
    id: 1,
    name: "shop",
    full_name: "acme/shop",
    html_url: "https://github.com/acme/shop",
    owner: { name: "acme", login: "acme" },
    ...links(60, "https://api.github.com/repos/acme/shop"),
  };
  const commits = Array.from({ length: 34 }, (_, index) => commit(index + 1));
  return JSON.stringify({
    ref: "refs/heads/main",
    before: "c".repeat(40),
    after: commits.at(-1)?.id,
    created: false,
    deleted: false,
    forced: false,
    compare: "https://github.com/acme/shop/compare/c...d",
    commits,
    head_commit: commits.at(-1),
    repository,
    pusher: { name: "zhangsan", email: "zhangsan@example.com" },
    organization: { login: "acme", id: 1, ...links(9, "https://api.github.com/orgs/acme") },
    sender: { login: "zhangsan", id: 1001, ...links(12, "https://api.github.com/users/zhangsan") },
  });
}

const config = `robots: { ops: { webhook: "\${DINGTALK_WEBHOOK}" } }
rules:
  - kinds: [change]
    when: event.ref.branch == "main" || event.repository.name.startsWith("deploy")
    text: |
      **{{ event.repository.fullName }}** 由 {{ event.actor.name | default: "?" }} 推送
      {% if event.ref.branch == "main" %}主干：{{ event.commits[0].title | truncate: 40 }}{% endif %}
`;

/** Prints the ratios. */
export async function benchWebhook(runs: number): Promise<void> {
  const text = pushBody();
  const bytes = new TextEncoder().encode(text);
  const hex = createHmac("sha256", SECRET).update(bytes).digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-github-event": "push",
    "x-github-delivery": "00000000-0000-4000-8000-000000000001",
    "x-hub-signature-256": `sha256=${hex}`,
  };
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(SECRET),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const parsed = await parseConfig(config, { sourceTypes });
  const notifier = await createNotifier(parsed, {
    resolve: () => undefined,
    fetch: () => Promise.reject(new Error("nothing is sent here")),
    now: () => now,
    wait: async () => undefined,
    random: () => 0.5,
  });
  const octokit = new Webhooks({ secret: SECRET });
  octokit.onAny(() => undefined);
  const door = { secret: [SECRET] };
  const request = () => new Request("https://gateway.example/hooks/github", { method: "POST", headers, body: bytes });
  const received = async (): Promise<Extract<Received, { readonly verdict: "events" }>> => {
    const result = await receive(github, request(), { door, now });
    if (result.verdict !== "events" || result.events.length === 0) throw new Error(JSON.stringify(result));
    return result;
  };

  const contestants = {
    "bare: read, subtle.verify, JSON.parse": async () => {
      const delivery = request();
      const body = await delivery.arrayBuffer();
      const said = delivery.headers.get("x-hub-signature-256") ?? "";
      const signature = Uint8Array.from(Buffer.from(said.slice("sha256=".length), "hex"));
      if (!(await crypto.subtle.verify("HMAC", key, signature, body))) throw new Error("not verified");
      JSON.parse(new TextDecoder().decode(body));
    },
    "dingpipe: verify and parse": async () => {
      await received();
    },
    "dingpipe: verify, parse and plan (CEL, Liquid)": async () => {
      const { events } = await received();
      for (const event of events) {
        // As the gateway's intake plans: its outbox makes the keys.
        const plan = await notifier.plan(event, { hasStore: true, tolerant: true, unkeyed: true });
        if (plan.deliveries.length === 0) throw new Error("nothing was planned");
      }
    },
    "@octokit/webhooks: verifyAndReceive": async () => {
      const body = await request().text();
      await octokit.verifyAndReceive({
        id: "1",
        name: "push",
        payload: body,
        signature: headers["x-hub-signature-256"],
      });
    },
  } as const satisfies Record<string, () => Promise<void>>;

  console.log(`\nA GitHub push of ${bytes.length} bytes, milliseconds each`);
  // WebCrypto verifies on a thread that falls asleep between two calls, and the longer it slept the longer it takes to wake (55 µs against
  // 120). Deliveries come apart; back to back, whoever is quicker finds it awake.
  await compare("one by one, in random order", contestants, { rounds: 10 * runs, calls: 1 });
  await compare("back to back, 20 at a time", contestants, { rounds: runs, calls: 20 });
}

/** Prints how long each contestant takes, and that beside the first one. */
async function compare(
  title: string,
  contestants: Readonly<Record<string, () => Promise<void>>>,
  { rounds, calls }: { readonly rounds: number; readonly calls: number },
): Promise<void> {
  const all = Object.entries(contestants).map(([name, run]) => ({ name, run, times: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    // Whoever comes next pays for what the one before left to collect.
    for (const { run, times } of shuffled(all)) {
      const startedAt = performance.now();
      for (let call = 0; call < calls; call += 1) await run();
      times.push((performance.now() - startedAt) / calls);
    }
  }
  console.log(`${title}, ${rounds} rounds`);
  // The first half warms up.
  const [base = [], ...others] = all.map(({ times }) => times.slice(Math.ceil(rounds / 2)));
  for (const [index, measured] of [base, ...others].entries()) {
    const { ratio, low, high } = ratioOfMedians(measured, base, Math.random);
    console.log(
      `  ${all[index]?.name.padEnd(48)} ${median(measured).toFixed(3).padStart(7)}  ${ratio.toFixed(2)} (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`,
    );
  }
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

if (import.meta.main) await benchWebhook(Number(process.argv[2] ?? 100));
