import { type Event, listVariables } from "@dingpipe/core";
import { readEvent } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { withoutSecrets } from "../mask.ts";
import { reasonText, show } from "../report.ts";
import type { Session } from "../session.ts";
import { prepare, worthSaying } from "../tell.ts";
import { paint, printable, printableJson, takesColour } from "../terminal.ts";
import { readWebhook } from "../webhook-input.ts";

/** Shows what was understood of an event, what it lacks, and what each rule makes of it. Sends nothing. */
export async function explain(session: Session): Promise<number> {
  const { settings, words } = session;
  const prepared = await prepare(session);
  const type = settings.text("source");
  const webhook = type === undefined ? undefined : await readWebhook(session, type);
  const events = webhook?.events ?? [(await readEvent(session, prepared.config.provider)).event];
  if (webhook !== undefined && "ignored" in webhook) words.note(words.texts.ignoredEvent(webhook.ignored));
  if (webhook !== undefined && "untold" in webhook) words.note(words.texts.untoldEvent(webhook.untold ?? ""));
  const notifier = await prepared.notifier();
  const { rules, sources } = prepared.config;
  // A gateway remembers how the last run ended.
  const isGateway = Object.keys(sources).length > 0;
  const byDefault = rules.filter(({ on }) => on === undefined).map(({ name }) => name);
  for (const event of events) {
    const absent = absentPaths(event);
    const plan = await notifier.plan(event, { variables: withoutSecrets(session.context.env), hasStore: false });
    if (settings.flag("json")) {
      session.context.stdout.write(`${printableJson({ event, absent, rules: plan.rules })}\n`);
      continue;
    }
    showEvent(session, event, absent);
    for (const rule of plan.rules) {
      words.note(
        rule.matched
          ? words.texts.ruleApplies(rule.rule)
          : words.texts.ruleSkipped(rule.rule, reasonText(rule, session)),
      );
    }
    show(session, {
      event,
      plan: {
        ...plan,
        warnings: worthSaying(session, plan.warnings).filter(({ code }) => !isGateway || code !== "previous_unknown"),
      },
      isDryRun: true,
      isExplained: true,
      results: [],
      exitCode: exitCodes.ok,
    });
  }
  if (isGateway && byDefault.length > 0) words.note(words.texts.gatewayDefault(byDefault.join(words.texts.listGap)));
  return exitCodes.ok;
}

function showEvent({ context, words }: Session, event: Event, absent: readonly string[]): void {
  const colour = takesColour(context.stdout, context.env);
  const known = leavesOf(event, "event");
  const width = Math.max(...known.map(([path]) => path.length));
  for (const [path, value] of known) {
    context.stdout.write(`${paint(printable(path.padEnd(width)), "dim", colour)}  ${printable(value)}\n`);
  }
  if (absent.length > 0) context.stdout.write(`${printable(words.texts.absentPaths(absent.join(" ")))}\n\n`);
}

/** Every value with the path by which templates and filters name it. */
function leavesOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, field]) => leavesOf(field, `${path}.${name}`));
}

/** What an event of this kind could say and this one does not: the outermost path where a whole group is missing. */
function absentPaths(event: Event): readonly string[] {
  const present = new Set(["event", ...pathsOf(event, "event")]);
  return listVariables()
    .filter(({ path, kinds }) => kinds.includes(event.kind) && !/\[\]|\.\*/.test(path))
    .map(({ path }) => path)
    .filter((path) => !present.has(path) && present.has(path.slice(0, path.lastIndexOf("."))));
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => [`${path}.${name}`, ...pathsOf(field, `${path}.${name}`)]);
}
