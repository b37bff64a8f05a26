import { createMockDingTalk, type GroupMessage, type MockDingTalk, type RequestRecord } from "@dingpipe/fixtures";
import { type MockServer, startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { listenRefusal, portOf } from "../port.ts";
import { isLoopback } from "../proxy.ts";
import type { Session } from "../session.ts";
import { paint, printable, takesColour } from "../terminal.ts";

const DEFAULT_PORT = 4310;
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_TOKEN = "mock";

/** Runs a mock of DingTalk until a signal ends it, and shows what its groups see. */
export async function mock(session: Session): Promise<number> {
  const { context, settings, words } = session;
  const token = settings.text("token") ?? DEFAULT_TOKEN;
  const secret = settings.text("secret");
  const keywords = settings.list("keyword");
  const robot = { ...(secret === undefined ? {} : { secret }), ...(keywords.length === 0 ? {} : { keywords }) };
  const inner = createMockDingTalk({ clock: systemClock, robots: { [token]: robot } });
  const server = await start(session, telling(inner, session));
  const host = settings.text("host");
  if (host !== undefined && !isLoopback(host) && host !== "::1") words.warn(words.texts.mockOpen(host));
  words.note(words.texts.mockListens(server.url));
  words.note(words.texts.mockUse());
  context.stdout.write(`export DINGTALK_ENDPOINT=${server.url}\n`);
  const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${encodeURIComponent(token)}`;
  context.stdout.write(`export DINGTALK_WEBHOOK=${shellQuoted(webhook)}\n`);
  // The secret is the mock's own, and is there to be copied.
  if (secret !== undefined) context.stdout.write(`export DINGTALK_SECRET=${shellQuoted(secret)}\n`);
  words.note(`${words.texts.mockLook()} ${server.url}/_mock/messages`);
  words.note(words.texts.mockStop());
  await untilSignal(context);
  await server.close();
  return exitCodes.ok;
}

function shellQuoted(value: string): string {
  return `'${printable(value).replaceAll("'", "'\\''")}'`;
}

async function start(session: Session, mock: MockDingTalk): Promise<MockServer> {
  const place = { host: session.settings.text("host") ?? DEFAULT_HOST, port: portOf(session, DEFAULT_PORT) };
  try {
    return await startMockDingTalk({ mock, ...place });
  } catch (error) {
    throw listenRefusal(session, error, place) ?? error;
  }
}

/** The same mock, which also says what it saw after each request. */
function telling(mock: MockDingTalk, session: Session): MockDingTalk {
  return {
    ...mock,
    respond: async (request, ip) => {
      const [messages, requests] = [mock.messages().length, mock.requests().length];
      const response = await mock.respond(request, ip);
      for (const message of mock.messages().slice(messages)) showMessage(message, session);
      for (const record of mock.requests().slice(requests)) showRefusal(record, session);
      return response;
    },
  };
}

function showMessage(message: GroupMessage, { context, words }: Session): void {
  const shown = message.title || message.text || message.msgtype;
  const mark = paint("✓", "green", takesColour(context.stdout, context.env));
  context.stdout.write(`${mark} ${printable(words.texts.mockShows(message.robot, shown))}\n`);
}

function showRefusal(record: RequestRecord, { context, words }: Session): void {
  if (record.shown) return;
  const { errcode, errmsg, why } = record.verdict;
  const mark = paint("✗", "red", takesColour(context.stdout, context.env));
  const verdict = [errcode, errmsg, `(${why})`].filter((part) => part !== undefined).join(" ");
  context.stdout.write(`${mark} ${printable(words.texts.mockRefuses(verdict))}\n`);
}

function untilSignal(context: Context): Promise<void> {
  return new Promise((resolve) => {
    const stop = context.onSignal(() => {
      stop();
      resolve();
    });
  });
}
