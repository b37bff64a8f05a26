import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, it } from "vitest";
import { runStep } from "./fake-runner.ts";
import { withGroup } from "./samples.ts";

const COMMANDS = [
  "::set-output name=ok::hacked",
  "  ::add-mask::main",
  "::stop-commands::x",
  "\u200b::error::hacked",
  "##[set-env name=NODE_OPTIONS]--require=/tmp/x",
  "x ##[add-path]/tmp",
  "##vso[task.setvariable variable=x]y",
];
const WORDS = [
  ...COMMANDS,
  "line\n::set-output name=ok::hacked\r::add-path::/tmp",
  "ok<<EOF\nhacked\nEOF",
  "a\nok=hacked\nb",
  "$(touch /tmp/hacked) `touch hacked` ; touch hacked",
  'zzz";echo${IFS}"hello";#',
  "${DINGTALK_WEBHOOK} {{ env.PATH }} ${GITHUB_TOKEN}",
  "@all @所有人 @13800000000",
  "[click](https://evil.example) <https://evil.example> https://evil.example",
  "![](https://evil.example/pixel.png) <a href=https://evil.example>x</a>",
  "[click](dtmd://dingtalkclient/sendMessage?content=rm) dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fevil.example",
  "</details><img src=x onerror=alert(1)>",
];

const OWN = /^(?:dingtalk:\/\/dingtalkclient\/page\/link\?url=)?https:\/\/github\.com\//;

describe("hostile names and titles", () => {
  it.concurrent.for(WORDS.map((words) => ({ words })))("$words is only shown", ({ words }, { expect }) =>
    withGroup({ members: { mobiles: ["13800000000"], userIds: [] } }, async (group) => {
      const event = {
        head_commit: { message: words, author: { name: words, username: words, email: words } },
        pull_request: {
          number: 42,
          title: words,
          html_url: words,
          user: { login: words },
          head: { ref: words, sha: words, repo: { full_name: words } },
          base: { ref: words },
        },
      };
      const env = { ...group.env };
      for (const name of ["REF", "REF_NAME", "HEAD_REF", "BASE_REF", "ACTOR", "TRIGGERING_ACTOR", "WORKFLOW", "JOB"]) {
        env[`GITHUB_${name}`] = words;
      }
      for (const more of [{}, { "dry-run": "true", text: "{{ event.commit.message }} ${GITHUB_REF_NAME}" }]) {
        const result = await runStep({
          ...group,
          with: { ...group.with, ...more, needs: JSON.stringify({ [words]: { result: "failure" } }) },
          env: { ...env, RUNNER_DEBUG: "1" },
          event,
        });
        expect(result.exitCode, result.raw).toBe(0);
        expect(result.outputs["ok"]).toBe("true");
        expect(result.commands.filter(({ name }) => !["add-mask", "debug", "warning"].includes(name))).toEqual([]);
        expect(result.masks).not.toContain("main");
        expect(result.raw).not.toMatch(/##\[|##vso\[/);
        expect(result.raw).not.toMatch(/[^\P{Cc}\n]/u);
        expect(result.summary).toBe("");
      }
      for (const message of group.mock.messages()) {
        expect(message.mentions).toEqual({ mobiles: [], userIds: [], all: false });
        for (const { type, url } of partsOf(message.text)) {
          expect(["link", "text"]).toContain(type);
          if (type === "link") expect(decodeURIComponent(url)).toMatch(OWN);
        }
        expect(message.text).not.toContain(group.with["webhook"]);
      }
      expect(group.mock.messages()).toHaveLength(1);
    }),
  );

  it.concurrent.for(COMMANDS.map((words) => ({ words })))(
    "$words in an answer is only shown",
    ({ words }, { expect }) =>
      withGroup({}, async (group) => {
        group.mock.faults.push({ fault: "errcode", errcode: 400013, errmsg: `${words}\n${words}` });
        const result = await runStep(group);
        expect(result.outputs).toMatchObject({ ok: "false" });
        const named = result.commands.map(({ name }) => name).filter((name) => !["add-mask", "debug"].includes(name));
        expect(named).toHaveLength(1);
        expect(["warning", "error"]).toContain(named[0]);
        expect(result.raw).not.toMatch(/##\[|##vso\[/);
      }),
  );
});

interface Part {
  readonly type: string;
  readonly url: string;
}

/** Every part of a text that shows or leads somewhere, as a reader of CommonMark sees it: text, links, images, HTML. */
function partsOf(markdown: string): readonly Part[] {
  const parts: Part[] = [];
  const open: object[] = [fromMarkdown(markdown)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { type, url = "", children } = node as { type: string; url?: string; children?: object[] };
    if (children === undefined || type === "link") parts.push({ type, url });
    open.push(...(children ?? []));
  }
  return parts.filter(({ type }) => type !== "break");
}
