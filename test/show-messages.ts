import type { MockDingTalk } from "@dingpipe/fixtures";

/** Prints what the group saw, where somebody wants to read it: `SHOW_MESSAGES=1 npx vitest run examples`. */
export function showMessages(messages: ReturnType<MockDingTalk["messages"]>): void {
  if ((process.env["SHOW_MESSAGES"] ?? "") === "") return;
  for (const { title, text } of messages) process.stderr.write(`${title ?? ""}\n${text}\n\n`);
}
