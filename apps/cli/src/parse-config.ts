// YAML and the schema of the configuration: loaded only by a run that has a file.
export { parseConfig } from "@dingpipe/core";
