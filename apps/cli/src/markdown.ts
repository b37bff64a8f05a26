// The parser of Markdown: loaded only by a message that is written in it.
export { compileMarkdown } from "@dingpipe/core";
