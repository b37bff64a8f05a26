import { bodyBytes, fitForRobot, type Message, type Plan, withMentions } from "@dingpipe/core";
import { readJob } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { readMessage } from "../message-input.ts";
import { parseMentions } from "../overrides.ts";
import { show } from "../report.ts";
import { type Session, usage } from "../session.ts";
import { carryOut, hasRobot, type Prepared, prepare } from "../tell.ts";
import { Refusal } from "../words.ts";

const MAX_KEY = 64;

/** Sends one message, without rules. Gives the exit code. */
export async function send(session: Session, argument: string | undefined): Promise<number> {
  const { words } = session;
  const key = session.settings.text("idempotency-key");
  if (key !== undefined && key.length > MAX_KEY) {
    throw usage("key_too_long", words.texts.keyTooLong(session.settings.placeOf("idempotency-key"), String(MAX_KEY)));
  }
  const prepared = await prepare(session);
  const message = withMentioned(await readMessage(session, argument), session);
  const isPullRequest = (await readJob(session, prepared.config.provider))?.isPullRequest ?? false;
  if (!(await hasRobot(session, prepared, isPullRequest))) {
    if (!isPullRequest) throw new Refusal(exitCodes.config, "no_webhook", words.texts.noWebhook());
    words.warn(words.texts.pullRequestWithoutSecret("DINGTALK_WEBHOOK"));
    return exitCodes.ok;
  }
  const plan = await planMessage(session, prepared, message);
  const notifier = await prepared.notifier((config) => ({ ...config, rules: [] }));
  const report = await carryOut(session, notifier, plan, isPullRequest);
  show(session, report);
  return report.exitCode;
}

async function planMessage(session: Session, { config }: Prepared, message: Message): Promise<Plan> {
  const key = session.settings.text("idempotency-key");
  const deliveries: Plan["deliveries"][number][] = [];
  for (const robot of robotsOf(session, config)) {
    const { openLinksIn = "browser" } = config.robots[robot] ?? {};
    const parts = await fitForRobot(await compiled(message, openLinksIn, session), {
      robot,
      config,
      overflow: "split",
    });
    for (const [index, part] of parts.entries()) {
      const partKey = key === undefined ? undefined : await keyOfPart(key, index + 1, parts.length);
      const sent = partKey === undefined ? part : { ...part, msgUuid: partKey };
      deliveries.push({
        robot,
        rule: "send",
        message: sent,
        part: index + 1,
        parts: parts.length,
        bytes: bodyBytes(sent),
      });
    }
  }
  return { deliveries, rules: [], warnings: [] };
}

// DingTalk takes 64 characters; a hash has as many, and room was kept for no wider ones.
async function keyOfPart(key: string, part: number, parts: number): Promise<string> {
  if (parts === 1 && /^[\w.:/-]*$/.test(key)) return key;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([key, part, parts])));
  return Buffer.from(digest).toString("hex");
}

async function compiled(message: Message, openLinksIn: "browser" | "panel", { words }: Session): Promise<Message> {
  if (message.msgtype !== "markdown" && message.msgtype !== "actionCard") return message;
  const { compileMarkdown } = await import("../markdown.ts");
  const compile = (text: string) => {
    const whole = compileMarkdown(text, { openLinksIn });
    // Nothing but a comment, say.
    if (whole.trim() === "") throw usage("no_message", words.texts.noMessage());
    return whole;
  };
  if (message.msgtype === "markdown") {
    return { ...message, markdown: { ...message.markdown, text: compile(message.markdown.text) } };
  }
  return { ...message, actionCard: { ...message.actionCard, text: compile(message.actionCard.text) } };
}

function withMentioned(message: Message, session: Session): Message {
  const list = session.settings.list("mention");
  if (list.length === 0) return message;
  const mention = parseMentions(list, session);
  const word = mention.author ? "author" : mention.actor ? "actor" : undefined;
  if (word !== undefined) throw usage("not_a_mention", session.words.texts.mentionNeedsEvent(word));
  return withMentions(message, mention);
}

function robotsOf({ settings, words }: Session, config: Prepared["config"]): readonly string[] {
  const chosen = settings.list("robot");
  const known = Object.keys(config.robots);
  if (chosen.length > 0) return chosen;
  if (known.length === 1) return known;
  throw new Refusal(exitCodes.config, "robot_needed", words.texts.robotNeeded(known.join(words.texts.listGap)));
}
