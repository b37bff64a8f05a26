// The schema of messages: loaded only by a run that reads one.
export { parseMessage } from "@dingpipe/core";
