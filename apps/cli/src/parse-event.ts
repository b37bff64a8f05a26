// The schema of events: loaded only by a run that reads one.
export { parseEvent } from "@dingpipe/core";
