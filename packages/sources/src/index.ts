export { loadSource, loadSourceTexts, type SourceType, sourceTypes } from "./catalog.ts";
export { type CiEntry, ciProviders, detectCi, findCi } from "./ci/detect.ts";
export { loadCiSources, readCi, statusHint } from "./ci/read.ts";
export type { EventDraft } from "./draft.ts";
export { type Environment, isUnresolved } from "./environment.ts";
export { gitUrl } from "./git-url.ts";
export { hmac } from "./hmac.ts";
export { isWithin } from "./payload.ts";
export {
  type Received,
  type ReceiveOptions,
  type ReceiveRefusal,
  readPayload,
  receive,
  type WebhookDoor,
} from "./receive.ts";
export {
  type CheckedScheme,
  credentialsOf,
  type DoorSecrets,
  type HmacScheme,
  isSameText,
  type Refusal,
} from "./signature.ts";
export type {
  CiFacts,
  CiOptions,
  CiReading,
  CiSource,
  CiTexts,
  IgnoredReason,
  Parsed,
  WebhookPayload,
  WebhookSource,
  WebhookTexts,
  WebhookVerification,
  Words,
} from "./source.ts";
export { knownStatusWords, parseState, parseStatus, stateOfExitCode } from "./status.ts";
