import * as fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { type FitOptions, fit as fitMessage } from "./fit.ts";
import { hostileText } from "./hostile.fixture.ts";
import { bodyBytes, MAX_BODY_BYTES, type Message } from "./message.ts";

type Node = { type: string; value?: string; url?: string; children?: Node[] };

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const texts = { part: (index: number, count: number) => `(${index}/${count})`, readMore: "查看全文" };
const mobiles = ["13900000000", "13700000000"];

const words = [
  "构建失败",
  "ok ",
  "a, ",
  "完成。",
  "Done. ",
  "👨‍👩‍👧",
  "🇨🇳🇨🇳",
  "é\u0301",
  "\\*",
  "&lt;",
  "**粗体**",
  "[日志](https://ci.example.com/1?a=b)",
  "请 @13900000000 看",
  "x".repeat(40),
];
const line = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 16, size: "max" })
  .map((parts) => parts.join("").trim());
const lines = fc.array(line, { minLength: 1, maxLength: 4, size: "max" });
const block = fc.oneof(
  lines.map((each) => each.join("  \n")),
  lines.map((each) => each.map((item) => `- ${item}`).join("\n")),
  lines.map((each) => each.map((item, index) => `${index + 1}. ${item}`).join("\n")),
  lines.map((each) => each.map((item) => `> ${item}`).join("  \n")),
  lines.map((each) => `\`\`\`ts\n${each.join("\n")}\n\`\`\``),
  fc.constant("## 小节"),
);
const markdown = fc.array(block, { minLength: 1, maxLength: 5, size: "max" }).map((blocks) => blocks.join("\n\n"));

// A small limit shows the same as a big one, in less time.
const limit = fc.integer({ min: 700, max: 1_600 });

describe("fit", () => {
  it("never leaves a part above the limit, and loses, doubles and reorders nothing of a Markdown text", async () => {
    await fc.assert(fc.asyncProperty(markdown, limit, fc.boolean(), (...input) => expectWhole(...input, stripped)));
  });

  it("keeps the text that a parser sees", async () => {
    await fc.assert(fc.asyncProperty(markdown, limit, fc.boolean(), (...input) => expectWhole(...input, parsed)));
  });

  it("never leaves a part above the limit, whatever the text is, and mentions once", async () => {
    const anything = fc.array(hostileText, { minLength: 1, maxLength: 30, size: "max" }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(
        anything,
        limit,
        fc.constantFrom("text", "markdown", "actionCard"),
        fc.constantFrom("split", "shorten"),
        async (text, bytes, type, overflow) => {
          const at = { atMobiles: mobiles, isAtAll: true };
          const message: Message =
            type === "text"
              ? { msgtype: type, text: { content: `${text}\n@13900000000 @13700000000` }, at }
              : type === "markdown"
                ? { msgtype: type, markdown: { title: text, text: `${text}\n\n@13900000000 @13700000000` }, at }
                : {
                    msgtype: type,
                    actionCard: { title: "t", text, singleTitle: "查看", singleURL: "https://ci.example.com/1" },
                    at,
                  };
          const parts = await fitted(message, bytes, { overflow });
          expect(parts.map((part) => "at" in part)).toEqual(parts.map((_, index) => index === 0));
          if (parts.length > 1)
            for (const mobile of mobiles)
              expect(parts.map((part) => JSON.stringify(part).includes(`@${mobile}`))).toEqual(
                parts.map((_, index) => index === 0),
              );
          if (type === "actionCard")
            expect(parts.map((part) => part.msgtype === "actionCard")).toEqual(
              parts.map((_, index) => index === parts.length - 1),
            );
        },
      ),
    );
  });

  it("cuts no character as a person sees it", async () => {
    const text = fc
      .array(fc.constantFrom("👨‍👩‍👧", "🇨🇳", "é\u0301", "👍🏽", "中", "a", " ", "\n"), {
        minLength: 100,
        maxLength: 400,
      })
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, limit, async (content, bytes) => {
        const parts = await fitted({ msgtype: "text", text: { content } }, bytes);
        const bodies = parts.map((part) =>
          part.msgtype === "text" ? part.text.content.replace(/^\(\d+\/\d+\)\n/, "") : "",
        );
        expect(bodies.flatMap(characters)).toEqual(characters(content));
      }),
    );
  });
});

async function fitted(message: Message, bytes: number, options: Partial<FitOptions> = {}): Promise<readonly Message[]> {
  try {
    const reserveBytes = MAX_BODY_BYTES - bytes;
    const parts = await fitMessage(message, {
      overflow: "split",
      reserveBytes,
      texts,
      openLinksIn: "browser",
      url: "https://ci.example.com/1",
      ...options,
    });
    for (const part of parts) expect(bodyBytes(part)).toBeLessThanOrEqual(bytes);
    return parts;
  } catch (error) {
    // With a long title and two mentions a small limit leaves no room for a text.
    if (bytes > 1_500 || !(error instanceof DingpipeError) || error.code !== "message_oversized") throw error;
    return [{ msgtype: "text", text: { content: "" }, at: {} }].slice(1) as Message[];
  }
}

async function expectWhole(
  text: string,
  bytes: number,
  header: boolean,
  visible: (text: string) => string,
): Promise<void> {
  const whole = `${header ? "### 标题" : "起"}\n\n${text}`;
  const at = { atMobiles: mobiles };
  const parts = await fitted({ msgtype: "markdown", markdown: { title: "标题", text: whole }, at }, bytes);
  const bodies = parts.map((part) => (part.msgtype === "markdown" ? part.markdown.text : ""));
  if (bodies.length > 1) {
    const shown = bodies.map((body) => visible(body).replace(/^(?:标题)?\(\d+\/\d+\)/, "")).join("");
    expect(withoutMentions(shown)).toBe(withoutMentions(visible(whole.replace(/^### 标题\n\n/, ""))));
    for (const unit of [/\[日志\]\(https:\/\/ci\.example\.com\/1\?a=b\)/g, /&lt;/g, /\\\*/g, /x{40}/g]) {
      expect(bodies.join("\n\n").match(unit)).toEqual(whole.match(unit));
    }
    for (const body of bodies) {
      expect((body.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
      expect((body.replaceAll("\\*", "").match(/\*\*/g)?.length ?? 0) % 2).toBe(0);
    }
  } else expect(bodies).toEqual([whole]);
}

function stripped(text: string): string {
  return text.replace(/```(?:ts)?|\]\(https[^)]*\)|[\s\u200B*>\\[#-]/g, "");
}

function parsed(text: string): string {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
  return textOf(tree).replace(/[\s\u200B]/g, "");
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join("");
}

function withoutMentions(text: string): string {
  return text.replace(/@1[39]900000000|@13700000000/g, "");
}

function characters(text: string): string[] {
  return Array.from(segmenter.segment(text.replace(/[ \n]/g, "·")), ({ segment }) => segment).filter(
    (segment) => segment !== "·",
  );
}
