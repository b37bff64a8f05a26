export { type SourceType, sourceTypes } from "./catalog.ts";
export { ciProviders, ciSources, detectCi, findCi } from "./ci/detect.ts";
export { readCi, statusHint } from "./ci/read.ts";
export type { Environment } from "./environment.ts";
export { gitUrl } from "./git-url.ts";
export type { CiFacts, CiOptions, CiReading, CiSource, Words } from "./source.ts";
export { knownStatusWords, parseState, parseStatus, stateOfExitCode } from "./status.ts";
