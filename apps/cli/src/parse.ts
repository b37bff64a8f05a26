// What needs a parser of schemas or of YAML: loaded only by a run that has a file, an event or a message to read.
export { configJsonSchema, parseConfig, parseEvent, parseMessage } from "@dingpipe/core";
