// What an attacker can choose (names, branches, messages, variables), through the whole of a plan: no message of it has a mention,
// a link or an image that neither the rule nor a URL field made.
import * as fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config/parse-config.ts";
import { hostileText } from "./hostile.fixture.ts";
import { createNotifier } from "./notifier.ts";
import { createPipelineEvent } from "./pipeline-event.ts";

interface Node {
  readonly type: string;
  readonly url?: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

const templates = [
  undefined,
  "${UNSET}",
  "{% if event.change %}x{% endif %}",
  "**${A}** ${B}${A} {{ event.commit.message }}",
  "on `${A}` and `{{ event.ref.branch }}`",
  "```\n${A}\n{{ event.pipeline.name }}\n```\n${B}",
  "- ${A}\n- {{ event.ref.branch | upcase }}{{ event.actor.name }}\n> ${B}",
  "{% capture x %}${A}{% endcapture %}{{ x | truncate: 12 }} {{ x | append: event.reason }}",
  "| a | b |\n|---|---|\n| ${A} | {{ event.commit.title }} |",
];

const hostile = fc.record({
  name: hostileText,
  branch: hostileText,
  message: hostileText,
  person: hostileText,
  a: hostileText,
  b: hostileText,
});

describe("a plan", async () => {
  const notifiers = await Promise.all(
    templates.map(async (text) =>
      createNotifier(
        await parseConfig({ robots: { ops: { webhook: "${W}" } }, rules: [text === undefined ? {} : { text }] }),
        { fetch, now: () => 0, wait: async () => undefined, random: () => 0.5 },
      ),
    ),
  );

  it("has no mention, link or image of an attacker's", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...notifiers),
        hostile,
        async (notifier, { name, branch, message, person, a, b }) => {
          const event = createPipelineEvent({
            time: "2026-11-24T10:00:00Z",
            source: { provider: "gitee-go", via: "env" },
            pipeline: { name },
            stage: { name },
            ref: { branch },
            commit: {
              sha: "9f8e7d6c5b",
              shortSha: "9f8e7d6",
              title: message,
              message,
              author: { name: person, email: person },
            },
            actor: { name: person },
            reason: message,
            state: "failure",
          });
          const { deliveries } = await notifier.plan(event, { variables: { A: a, B: b } });
          for (const { message: sent } of deliveries) {
            expect(sent).not.toHaveProperty("at");
            if (sent.msgtype !== "markdown") throw new Error(`a ${sent.msgtype} was planned`);
            const { title, text } = sent.markdown;
            expect(`${title}\n${text}`).not.toMatch(/@(?:all|所有人|1\d{10})/i);
            const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
            for (const node of flat(tree)) expect(isForeign(node) ? node : undefined).toBeUndefined();
          }
        },
      ),
    );
  });
});

function flat(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(flat)];
}

// A bare http(s) URL may link to itself, where the robot's setting opens it.
function isForeign(node: Node): boolean {
  if (node.type === "image" || node.type === "html" || node.type === "definition") return true;
  if (node.type !== "link") return false;
  const shown = flat(node)
    .map(({ value }) => value ?? "")
    .join("");
  const wrapped = /^dingtalk:\/\/dingtalkclient\/page\/link\?url=(.*)&pc_slide=false$/.exec(node.url ?? "")?.[1];
  const target = wrapped === undefined ? node.url : decodeURIComponent(wrapped);
  return !/^https?:\/\//i.test(shown) || comparable(target) !== comparable(shown);
}

// A wrapped URL has its own characters percent-encoded.
function comparable(url = ""): string {
  return new TextEncoder()
    .encode(url)
    .reduce((text, byte) => `${text}${String.fromCharCode(byte)}`, "")
    .replace(/%([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
