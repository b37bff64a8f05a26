import type { Config, RuleConfig } from "./config/config.ts";
import { urlOf } from "./content.ts";
import type { Event } from "./event.ts";
import { fit } from "./fit.ts";
import { textsOf } from "./locales/catalog.ts";
import { bodyBytes, type Message, withKeyword } from "./message.ts";
import { sha256 } from "./sign.ts";

/** One message, bound for one robot. */
export interface Delivery {
  readonly robot: string;
  readonly rule: string;
  /** As it will go over the wire, its idempotency key `msgUuid` included, unless the plan was to be `unkeyed`. */
  readonly message: Message;
  /** 1-based: this is part `part` of `parts`. */
  readonly part: number;
  readonly parts: number;
  /** Of the body, at most 20,000. */
  readonly bytes: number;
}

export interface DeliveryContext {
  readonly event: Event;
  readonly rule: RuleConfig;
  readonly robot: string;
  readonly config: Config;
  readonly random: () => number;
  readonly unkeyed?: boolean;
}

export interface FitForRobotOptions {
  readonly robot: string;
  readonly config: Config;
  readonly overflow: "split" | "shorten";
  /** Where the whole is, for `shorten`. */
  readonly url?: string;
}

// `,"msgUuid":""` and 64 hexadecimal digits.
const UUID_BYTES = 78;

/** The messages of a rule, fitted to what DingTalk takes, each with the robot's keyword and its idempotency key. */
export async function createDeliveries(
  messages: readonly Message[],
  context: DeliveryContext,
): Promise<readonly Delivery[]> {
  const { event, rule, robot, config } = context;
  const url = urlOf(event);
  const parts: Message[] = [];
  for (const message of messages) {
    parts.push(...(await fitForRobot(message, { robot, config, overflow: rule.overflow, ...(url && { url }) })));
  }
  return Promise.all(
    parts.map(async (body, index) => {
      const message: Message =
        context.unkeyed === true
          ? body
          : { ...body, msgUuid: await idempotencyKey(body, index + 1, parts.length, context) };
      return { robot, rule: rule.name, message, part: index + 1, parts: parts.length, bytes: bodyBytes(message) };
    }),
  );
}

/** The message as one or more that this robot takes, its keyword in each; there is room for a `msgUuid` of 64 characters of ASCII. */
export async function fitForRobot(
  message: Message,
  { robot, config, overflow, url }: FitForRobotOptions,
): Promise<readonly Message[]> {
  const { keywords = [], openLinksIn = "browser" } = config.robots[robot] ?? {};
  const texts = textsOf(config.locale);
  const fitted = await fit(message, {
    overflow,
    reserveBytes: UUID_BYTES + keywordBytes(keywords),
    openLinksIn,
    texts: { part: texts.part, readMore: texts.readMore },
    ...(url === undefined ? {} : { url }),
  });
  return fitted.map((part) => withKeyword(part, keywords));
}

// A keyword is added after a space or a line break; JSON may escape each of its characters in six bytes.
function keywordBytes([keyword]: readonly string[]): number {
  return keyword === undefined ? 0 : new TextEncoder().encode(JSON.stringify(keyword)).length + 2;
}

// A step that is run again after a time-out makes the same key, and DingTalk drops the double. Where nothing tells two runs
// apart, or two tasks of a run, the key is random: two messages are better than none.
async function idempotencyKey(body: Message, part: number, parts: number, context: DeliveryContext): Promise<string> {
  const { event, rule, robot, random } = context;
  const run = event.kind === "pipeline" ? event.run : event.source.deliveryId;
  const place =
    event.kind === "pipeline"
      ? [event.pipeline?.id ?? event.pipeline?.name, event.task?.id, event.stage?.name, event.task?.name]
      : [event.id];
  const seed = [
    robot,
    event.source.provider,
    event.source.instance,
    event.repository?.fullName,
    isSingular(event) ? run : random(),
    ...place,
    rule.name,
    part,
    parts,
    body,
  ];
  return sha256(JSON.stringify(seed));
}

// An environment is always a job's own: without its name the next job's message would be taken for this one's double.
function isSingular(event: Event): boolean {
  if (event.kind !== "pipeline") return event.source.deliveryId !== undefined;
  const isRunKnown = event.run?.id !== undefined || event.run?.number !== undefined;
  return isRunKnown && (event.source.via !== "env" || event.task !== undefined);
}
