import { nearest } from "@dingpipe/core";
import {
  type CiSource,
  type CiTexts,
  credentialsOf,
  loadCiSources,
  loadSource,
  loadSourceTexts,
  sourceTypes,
  type WebhookSource,
  type WebhookTexts,
} from "@dingpipe/sources";
import { exitCodes } from "../exit-code.ts";
import { type Session, usage } from "../session.ts";
import { paint, printable, printableJson, takesColour } from "../terminal.ts";

/** Lists the senders that are known; with a name, says how that one is set up. */
export async function sources(session: Session, name: string | undefined): Promise<number> {
  const known = await knownSources();
  if (name === undefined) {
    showAll(session, known);
    return exitCodes.ok;
  }
  const id = name.trim().toLowerCase();
  const found = {
    ci: known.ci.find((source) => source.id === id),
    webhook: known.webhooks.find((source) => source.id === id),
  };
  if (found.ci === undefined && found.webhook === undefined) {
    const ids = [...new Set([...known.ci, ...known.webhooks].map((source) => source.id))].sort();
    throw usage("source_unknown", session.words.texts.unknownSource(name, ids.join(" "), nearest(id, ids) ?? ""));
  }
  showOne(session, found);
  return exitCodes.ok;
}

interface KnownSources {
  readonly ci: readonly CiAndTexts[];
  readonly webhooks: readonly WebhookAndTexts[];
}

type CiAndTexts = CiSource & CiTexts;
type WebhookAndTexts = WebhookSource & WebhookTexts;

async function knownSources(): Promise<KnownSources> {
  const webhooks = await Promise.all(
    sourceTypes.map(async (type) => ({ source: await loadSource(type), texts: await loadSourceTexts(type) })),
  );
  return {
    ci: await loadCiSources(),
    webhooks: webhooks.flatMap(({ source, texts }) => (source && texts ? [{ ...source, ...texts }] : [])),
  };
}

function showAll({ context, settings, words }: Session, { ci, webhooks }: KnownSources): void {
  if (settings.flag("json")) {
    const json = {
      ci: ci.map(({ id, names }) => ({ id, name: names[words.locale] })),
      webhooks: webhooks.map((source) => ({
        id: source.id,
        name: source.names[words.locale],
        credentials: credentialsOf(source.verification),
      })),
    };
    context.stdout.write(`${printableJson(json)}\n`);
    return;
  }
  const width = Math.max(...[...ci, ...webhooks].map(({ id }) => id.length));
  const lines = (title: string, rows: readonly (readonly [string, string])[]) => {
    context.stdout.write(`${paint(title, "bold", takesColour(context.stdout, context.env))}\n`);
    for (const [id, said] of rows) context.stdout.write(`  ${printable(`${id.padEnd(width)}  ${said}`)}\n`);
  };
  lines(
    words.texts.ciEnvironments(),
    ci.map(({ id, names }) => [id, names[words.locale]]),
  );
  lines(
    words.texts.webhookSenders(),
    webhooks.map((source) => [
      source.id,
      `${source.names[words.locale]} (${credentialsOf(source.verification).join(" ")})`,
    ]),
  );
  words.note(words.texts.sourcesHint());
}

function showOne(
  { context, words }: Session,
  { ci, webhook }: { readonly ci: CiAndTexts | undefined; readonly webhook: WebhookAndTexts | undefined },
): void {
  const { locale, texts } = words;
  const say = (label: string, text: string | undefined) => {
    if (text === undefined) return;
    context.stdout.write(`${paint(label, "bold", takesColour(context.stdout, context.env))}\n`);
    for (const line of text.split("\n")) context.stdout.write(`  ${printable(line)}\n`);
  };
  say(texts.statusInJob(), ci?.statusOptions[locale]);
  say(texts.webhookSetup(), webhook?.setup[locale]);
  if (webhook !== undefined) say(texts.webhookCredentials(), credentialsOf(webhook.verification).join(" "));
  say(texts.webhookLacks(), webhook?.lacks?.[locale]);
}
