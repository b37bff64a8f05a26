import { type Message, type MessageType, textsOf } from "@dingpipe/core";
import { pathFrom } from "./event-input.ts";
import { parseJsonText } from "./json-text.ts";
import { messageLocale, parseLocale } from "./locale.ts";
import type { OptionName } from "./options.ts";
import { type Session, usage } from "./session.ts";

const FIELDS = ["type", "title", "text", "url", "picture", "button"] as const satisfies readonly OptionName[];

// What DingTalk shows of a title in the list of conversations.
const MAX_TITLE = 60;

/** What each type can't have. */
const FOREIGN = {
  text: ["title", "url", "picture", "button"],
  markdown: ["url", "picture", "button"],
  link: ["button"],
  actionCard: ["picture"],
  feedCard: ["title", "text", "url"],
} as const satisfies Record<MessageType, readonly OptionName[]>;

/** The message of `send`: from `--file` as DingTalk has it, else from the other flags, the argument and standard input. */
export async function readMessage(session: Session, argument: string | undefined): Promise<Message> {
  const { settings, words } = session;
  const file = settings.text("file");
  if (argument !== undefined && hasNoPlaceForText(session)) {
    throw usage("extra_argument", words.texts.extraArgument(argument, ""));
  }
  if (file === undefined) return composed(session, await textOf(session, argument));
  const field = FIELDS.find((name) => settings.given(name));
  if (field !== undefined) throw usage("file_with_fields", words.texts.fileWithFields(settings.placeOf(field)));
  return readMessageFile(session, file);
}

function hasNoPlaceForText(session: Session): boolean {
  const { settings } = session;
  const isText = settings.given("text") && settings.placeOf("text") === "--text";
  return isText || settings.given("file") || typeOf(session) === "feedCard";
}

async function readMessageFile({ context, words }: Session, path: string): Promise<Message> {
  const read =
    path === "-" ? context.stdin.read() : context.files.read(pathFrom(context.cwd, path)).catch(() => undefined);
  const text = await read;
  if (text === undefined) throw usage("file_missing", words.texts.fileMissing("--file", path));
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    throw usage("file_not_json", words.texts.fileNotJson("--file", path));
  }
  const { parseMessage } = await import("./parse-message.ts");
  return parseMessage(value);
}

async function textOf(session: Session, argument: string | undefined): Promise<string> {
  const { context, settings, words } = session;
  const text = argument ?? settings.text("text");
  const usesInput = settings.flag("webhook-stdin") || settings.flag("secret-stdin");
  if (text !== undefined && text !== "-") return text;
  if (text === "-" && usesInput) throw usage("stdin_twice", words.texts.bothStdin());
  if (text === undefined && (usesInput || context.stdin.isTerminal || typeOf(session) === "feedCard")) return "";
  return (await context.stdin.read()).replace(/\s+$/, "");
}

function typeOf({ settings }: Session): MessageType {
  const type = settings.text("type") as MessageType | undefined;
  if (type !== undefined) return type;
  if (settings.given("button")) return "actionCard";
  return settings.given("title") ? "markdown" : "text";
}

function composed(session: Session, text: string): Message {
  const { settings, words } = session;
  const type = typeOf(session);
  const foreign = FOREIGN[type].find((name: OptionName) => settings.given(name));
  if (foreign !== undefined)
    throw usage("option_not_for_type", words.texts.optionNotForType(settings.placeOf(foreign), type));
  if (text.trim() === "" && type !== "feedCard") throw usage("no_message", words.texts.noMessage());
  const title = settings.text("title") ?? firstLine(text);
  switch (type) {
    case "text":
      return { msgtype: "text", text: { content: text } };
    case "markdown":
      return { msgtype: "markdown", markdown: { title, text } };
    case "link": {
      const url = needed("url", type, session);
      const picture = settings.text("picture");
      return {
        msgtype: "link",
        link: { title, text, messageUrl: url, ...(picture === undefined ? {} : { picUrl: picture }) },
      };
    }
    case "actionCard":
      return actionCard(title, text, session);
    case "feedCard": {
      if (!settings.given("button")) throw usage("field_needed", words.texts.fieldNeeded(type, "--button TITLE=URL"));
      const picURL = needed("picture", type, session);
      const links = settings.pairs("button").map(([name, url]) => ({ title: name, messageURL: url, picURL }));
      return { msgtype: "feedCard", feedCard: { links } };
    }
    default:
      return type satisfies never;
  }
}

function actionCard(title: string, text: string, session: Session): Message {
  const { settings, words } = session;
  const buttons = settings.pairs("button").map(([name, url]) => ({ title: name, actionURL: url }));
  const url = settings.text("url");
  const [only] = buttons;
  if (only === undefined && url === undefined) {
    throw usage("field_needed", words.texts.fieldNeeded("actionCard", "--button TITLE=URL"));
  }
  if (buttons.length > 1) return { msgtype: "actionCard", actionCard: { title, text, btns: buttons } };
  const view = textsOf(messageLocale(parseLocale(settings.text("locale")), undefined)).view;
  const single = only ?? { title: view, actionURL: url ?? "" };
  return { msgtype: "actionCard", actionCard: { title, text, singleTitle: single.title, singleURL: single.actionURL } };
}

function needed(name: "url" | "picture", type: MessageType, { settings, words }: Session): string {
  const value = settings.text(name);
  if (value === undefined) throw usage("field_needed", words.texts.fieldNeeded(type, `--${name}`));
  return value;
}

/** The first line that has more than marks of Markdown. */
function firstLine(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^[#>*\s-]+/, "").trim());
  return [...(lines.find((line) => line !== "") ?? text.trim())].slice(0, MAX_TITLE).join("");
}
