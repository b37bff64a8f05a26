import type { GroupMessage } from "@dingpipe/fixtures";
import { expect } from "vitest";

const PAGE = /dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&)]*)&pc_slide=false/g;

/**
 * A message as the group reads it: its title, its text, and the page behind each link. Every link leads to one in a browser, and a line
 * that another follows ends in the two blanks without which DingTalk joins them.
 */
export function groupText({ title, text }: GroupMessage): string {
  const shown = text.replaceAll(PAGE, (_, url: string) => decodeURIComponent(url));
  expect(shown).not.toContain("dingtalk:");
  expect(shown).not.toMatch(/(?<!\n| {2})\n(?!\n)/);
  return `${title}\n\n${shown.replaceAll(/ +$/gm, "")}`;
}
