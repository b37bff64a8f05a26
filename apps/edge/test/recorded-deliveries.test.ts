// What GitHub and Gitee really sent is third-party data and is not kept here: where the folder of it is, each delivery is replayed over
// HTTP into a gateway that listens.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusFolder, readCorpus } from "../../../tools/corpus/read-corpus.ts";
import { corpusFile } from "../../../tools/corpus/requests.ts";
import { allDelivered, doorSecrets, openDoors } from "./doors.ts";
import { groupText } from "./group-text.ts";
import { githubWebhook } from "./webhook-sender.ts";

const folder = corpusFolder();

if (folder === undefined) {
  it("has no recorded deliveries here: set DINGPIPE_CORPUS to a folder of payloads", () =>
    expect(folder).toBeUndefined());
} else {
  const recorded = (await readCorpus(folder)).filter(({ path }) => path.endsWith(".json"));
  const bytesOf = (path: string) => readFileSync(join(folder, path), "utf8");
  const bodyOf = (path: string) => JSON.parse(bytesOf(path)) as Body;
  const headersOf = (path: string) => {
    const file = corpusFile(path, bodyOf(path), bodyOf);
    return file.kind === "webhook" ? file.headers : {};
  };
  const of = (sender: string) => recorded.filter((result) => result.sender === sender);
  /** What each of them has to come to: its own message, or none, with the reason. */
  const expected = (sender: string) =>
    of(sender).map(({ path, events, reason }) => ({
      path,
      status: events.length > 0 ? 202 : 200,
      messages: reason === undefined ? events.length : 0,
    }));

  describe("what was recorded", () => {
    it("of Gitee, with the signatures that Gitee made, is told delivery by delivery", async () => {
      const vectors = JSON.parse(bytesOf("signatures/vectors.json")) as readonly { scheme: string; secret: string }[];
      const secret = vectors.find(({ scheme }) => scheme === "gitee")?.secret ?? "";
      const paths = of("gitee").map(({ path }) => path);
      const sentAt = (path: string) => Number(bodyOf(path)["timestamp"]);
      const start = Math.min(...paths.map(sentAt));
      const { gateway, mock, clock, deliver } = await openDoors({ start, env: { GITEE_SECRET: secret } });
      const results = new Map<string, object>();
      const texts = new Map<string, string>();
      for (const path of paths.toSorted((one, other) => sentAt(one) - sentAt(other))) {
        await clock.advance(Math.max(0, sentAt(path) - clock.now()));
        const before = mock.messages().length;
        const { timestamp, sign } = bodyOf(path);
        const headers = { ...headersOf(path), "content-type": "application/json" };
        const signed = { ...headers, "x-gitee-timestamp": String(timestamp), "x-gitee-token": String(sign) };
        const { status } = await deliver("gitee", { body: bytesOf(path), headers: signed });
        const [first, ...more] = mock.messages().slice(before);
        results.set(path, { path, status, messages: first === undefined ? 0 : 1 + more.length });
        if (first !== undefined) texts.set(path, groupText(first));
      }
      expect(paths.map((path) => results.get(path))).toEqual(expected("gitee"));
      expect(paths.length).toBeGreaterThanOrEqual(17);
      expect(await gateway.accounts()).toEqual(allDelivered(mock.messages().length));
      expect(texts.get("gitee/go-scm/push.json")).toBe(pushText(bodyOf("gitee/go-scm/push.json")));
      expect(texts.get("gitee/go-scm/pr_open.json")).toBe(pullText("📝 新建", bodyOf("gitee/go-scm/pr_open.json")));
      expect(texts.get("gitee/go-scm/pr_merge.json")).toBe(pullText("🎉 合入", bodyOf("gitee/go-scm/pr_merge.json")));
    });

    it("of GitHub is told delivery by delivery", async () => {
      const { gateway, mock, deliver } = await openDoors();
      const results: object[] = [];
      const texts = new Map<string, string>();
      for (const { path } of of("github")) {
        const before = mock.messages().length;
        const headers = { ...headersOf(path), "x-github-delivery": path };
        const webhook = githubWebhook({ body: bytesOf(path), headers }, { secret: doorSecrets.GITHUB_SECRET });
        const { status } = await deliver("github", webhook);
        const [first, ...more] = mock.messages().slice(before);
        results.push({ path, status, messages: first === undefined ? 0 : 1 + more.length });
        if (first !== undefined) texts.set(path, groupText(first));
      }
      expect(results).toEqual(expected("github"));
      expect(results.length).toBeGreaterThanOrEqual(173);
      const accounts = await gateway.accounts();
      expect(accounts).toEqual(allDelivered(accounts["accepted"] ?? 0));
      const opened = "github/octokit/pull_request/00.opened.json";
      expect(texts.get(opened)).toBe(pullText("📝 新建", bodyOf(opened)));
    });
  });
}

type Body = Readonly<Record<string, unknown>>;

/** The whole text of one pushed commit, from what its payload says. */
function pushText(body: Body): string {
  const { ref, compare, commits, repository, sender } = body as {
    readonly ref: string;
    readonly compare: string;
    readonly commits: readonly { readonly id: string; readonly url: string; readonly message: string }[];
    readonly repository: { readonly full_name: string; readonly html_url: string };
    readonly sender: { readonly name: string };
  };
  const branch = ref.replace("refs/heads/", "");
  const [commit = { id: "", url: "", message: "" }] = commits;
  return `📝 推送了代码 · ${repository.full_name} · ${branch}

#### 📝 推送了代码

【仓库】[${repository.full_name}](${repository.html_url})
【分支】${branch}
【触发人】${sender.name}
【提交】[${commit.id.slice(0, 7)}](${commit.url}) ${commit.message.trim()}
【查看详情】[点击查看](${compare})`;
}

/** The whole text of a pull request, from what its payload says. */
function pullText(did: string, body: Body): string {
  const { pull_request: pull, repository, sender } = body as Record<"pull_request" | "repository" | "sender", Body>;
  const branchOf = (end: unknown) => (end as Body)["ref"];
  return `${did}了合并请求 · ${pull?.["title"]} · #${pull?.["number"]}

#### ${did}了合并请求

【仓库】[${repository?.["full_name"]}](${repository?.["html_url"]})
【合并请求】[\\#${pull?.["number"]} ${pull?.["title"]}](${pull?.["html_url"]}) (${branchOf(pull?.["head"])} → ${branchOf(pull?.["base"])})
【触发人】${sender?.["login"]}
【查看详情】[点击查看](${pull?.["html_url"]})`;
}
