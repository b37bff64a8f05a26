export { failureOf } from "./answer.ts";
export { type Budget, defaultLimits, type Limits, mute, nextSlot, stamp } from "./budget.ts";
export {
  type AccessConfig,
  type AccessRight,
  type ButtonConfig,
  type Config,
  createDefaultConfig,
  type DoorConfig,
  type MentionConfig,
  type OnWord,
  onWords,
  type PersonConfig,
  type ProviderConfig,
  parseMobile,
  type Resolve,
  type RobotConfig,
  type RobotFallback,
  type RobotLimits,
  type RuleConfig,
  resolveReference,
} from "./config/config.ts";
export { configJsonSchema } from "./config/config-json-schema.ts";
export { parseConfig } from "./config/parse-config.ts";
export { type ContentField, type ContentOptions, contentFields, contentOf, defaultContent, urlOf } from "./content.ts";
export { type Delivery, type FitForRobotOptions, fitForRobot } from "./delivery.ts";
export {
  DingpipeError,
  type ErrorCode,
  type ErrorDetails,
  type Issue,
  type IssueCode,
  type KnownError,
} from "./error.ts";
export { escapeMarkdown, escapeText, link, type OpenLinksIn, safeUrl } from "./escape.ts";
export {
  type Alert,
  type AlertEvent,
  type ArtifactAction,
  type ArtifactEvent,
  artifactActions,
  type Change,
  type ChangeAction,
  type ChangeEvent,
  type Commit,
  changeActions,
  type DeploymentEvent,
  type Event,
  type EventKind,
  type EventSource,
  eventKinds,
  type FailedTask,
  isInGroup,
  type Person,
  type PipelineEvent,
  type PipelineEventInput,
  type Ref,
  type Repository,
  type State,
  type StateGroup,
  stateGroups,
  states,
  type TriggerType,
  triggerTypes,
} from "./event.ts";
export { fallbackOf, fallbacks } from "./fallback.ts";
export { compileFilter, type Filter, type FilterConditions, type FilterResult, type FilterScope } from "./filter.ts";
export { type FitOptions, fit } from "./fit.ts";
export { type Locale, locales, type Texts, textsOf } from "./locales/catalog.ts";
export { describeError, describeIssue } from "./locales/describe.ts";
export { formatDuration, formatTime } from "./locales/format.ts";
export { compileMarkdown } from "./markdown.ts";
export { type Mentions, withMentions } from "./mention.ts";
export {
  type ActionCardButton,
  type ActionCardMessage,
  type At,
  bodyBytes,
  encodeMessage,
  type FeedCardMessage,
  type LinkMessage,
  MAX_BODY_BYTES,
  type MarkdownMessage,
  type Message,
  type MessageType,
  messageTypes,
  type TextMessage,
  withKeyword,
} from "./message.ts";
export { nearest } from "./nearest.ts";
export {
  createNotifier,
  type DeliverOptions,
  type DeliveryResult,
  type Notifier,
  type NotifierOptions,
  type Plan,
  type PlanOptions,
  type RuleReason,
  type RuleReport,
} from "./notifier.ts";
export type { Outcome, OutcomeClass, OutcomeReason, OutcomeScope } from "./outcome.ts";
export { eventJsonSchema, parseEvent } from "./parse-event.ts";
export { messageJsonSchema, parseMessage } from "./parse-message.ts";
export { createPipelineEvent } from "./pipeline-event.ts";
export { createPost, type Fetch, type Post, type PostOptions } from "./post.ts";
export { createRobot, type Robot, type RobotOptions, type SendOptions } from "./robot.ts";
export { parseRobotUrl, type RobotUrl } from "./robot-url.ts";
export type { PlanWarning } from "./rule.ts";
export { sign } from "./sign.ts";
export { compileTemplate, type Template, type TemplateScope } from "./template/template.ts";
export { titleOf } from "./title.ts";
export type { Transition, UnstableAs } from "./transition.ts";
export { isVerdict, isVerdictState, stateKey, transitionOf, transitions, unstableOf } from "./transition.ts";
export { listVariables, type Variable } from "./variables.ts";
