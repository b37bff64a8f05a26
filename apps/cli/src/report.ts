import type { Delivery, DeliveryResult, Event, Message, Outcome, Plan, PlanWarning, RuleReport } from "@dingpipe/core";
import type { Output, Signal } from "./context.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { failOnOf } from "./fail-on.ts";
import { describeFailure } from "./failure.ts";
import { isSecretName } from "./mask.ts";
import type { Session } from "./session.ts";
import { paint, printable, printableJson, printableLines, takesColour } from "./terminal.ts";

export type ReportedResult = DeliveryResult & {
  /** Before `--fail-on`. */
  readonly exitCode: ExitCode;
  /** No failure, though nothing was sent: a pull request's build has no secrets. */
  readonly isExcused: boolean;
};

/** What became of an event. */
export interface Report {
  /** Absent for a message of `send`, which tells of none. */
  readonly event?: Event;
  readonly plan: Plan;
  readonly isDryRun: boolean;
  /** What became of each rule was shown already. */
  readonly isExplained?: boolean;
  /** Empty under `--dry-run`, and where a signal came before an answer. */
  readonly results: readonly ReportedResult[];
  /** After `--fail-on`. */
  readonly exitCode: number;
  /** What ended the run before an answer came. */
  readonly signal?: Signal;
}

/** Shows a report: results on `output`, words on standard error; one line of JSON instead under `--json`. */
export function show(session: Session, report: Report, output: Output = session.context.stdout): void {
  const { settings, words } = session;
  for (const warning of report.plan.warnings) words.warn(warningText(warning, session));
  if (settings.flag("json")) {
    output.write(`${printableJson(jsonReport(session, report))}\n`);
    return;
  }
  const { isExplained = false } = report;
  if (report.plan.deliveries.length === 0) showNothing(session, report.plan.rules, isExplained);
  for (const rule of report.plan.rules) {
    if (!rule.matched && !isExplained) words.detail(words.texts.ruleSkipped(rule.rule, reasonText(rule, session)));
  }
  if (report.signal !== undefined) words.error(words.texts.interrupted(report.signal));
  if (report.isDryRun) for (const delivery of report.plan.deliveries) showPlanned(session, delivery, output);
  for (const result of report.results) showResult(session, result, output);
  if (report.exitCode === exitCodes.ok && report.results.some(({ exitCode }) => exitCode !== exitCodes.ok)) {
    words.note(words.texts.tolerated(failOnOf(session)));
  }
}

/** What machines read. Keys are only ever added; what is not known is null. */
function jsonReport(session: Session, { event, plan, isDryRun, results, exitCode, signal }: Report): object {
  return {
    ok: exitCode === exitCodes.ok && results.every((result) => result.exitCode === exitCodes.ok),
    exitCode,
    dryRun: isDryRun,
    ...(signal === undefined ? {} : { signal }),
    ...(event === undefined ? {} : { event: eventJson(event, plan) }),
    deliveries: isDryRun
      ? plan.deliveries.map((delivery) => ({ ...deliveryJson(delivery), message: delivery.message }))
      : results.map((result) => ({ ...deliveryJson(result.delivery), ...resultJson(result, session) })),
    rules: plan.rules,
    warnings: plan.warnings,
  };
}

function eventJson(event: Event, plan: Plan): object {
  const state = "state" in event ? event.state : null;
  return { id: event.id, kind: event.kind, state, transition: plan.transition ?? null };
}

function deliveryJson({ robot, rule, part, parts, bytes }: Delivery): object {
  return { robot, rule, part, parts, bytes };
}

function resultJson(result: ReportedResult, session: Session): object {
  if ("error" in result) {
    const fix = describeFailure(result.error, session);
    return { class: "not_tried", reason: result.error.code, errcode: null, errmsg: null, fix, attempts: 0 };
  }
  const { class: outcomeClass, reason, errcode, errmsg, attempts } = result.outcome;
  const cure = outcomeClass === "delivered" ? null : cureOf(result.outcome, session);
  return { class: outcomeClass, reason, errcode: errcode ?? null, errmsg: errmsg ?? null, fix: cure, attempts };
}

function showNothing({ words, settings }: Session, rules: readonly RuleReport[], isExplained: boolean): void {
  const isTold = isExplained || settings.flag("verbose");
  words.note(rules.length === 0 ? words.texts.noRules() : words.texts.nothingToSend(isTold));
}

function showResult(session: Session, result: ReportedResult, output: Output): void {
  const { words, settings, context } = session;
  const { robot, part, parts } = result.delivery;
  const place = parts === 1 ? "" : words.texts.part(part, parts);
  if ("error" in result) {
    if (result.isExcused) {
      const name = result.error.code === "reference_unresolved" ? result.error.details.name : robot;
      words.notice(words.texts.pullRequestWithoutSecret(name));
    } else {
      words.error(words.texts.notDelivered(robot, place, describeFailure(result.error, session)));
    }
    return;
  }
  const { outcome } = result;
  if (outcome.class === "delivered") {
    if (!settings.flag("quiet")) {
      const mark = paint("✓", "green", takesColour(output, context.env));
      output.write(`${mark} ${printable(words.texts.delivered(robot, place))}\n`);
    }
    return;
  }
  words.error(words.texts.notDelivered(robot, place, outcomeText(outcome, session)));
}

/** A refusal in words: the cure, what DingTalk said, how often it was tried. */
function outcomeText(outcome: Outcome, session: Session): string {
  const { errcode, errmsg, attempts } = outcome;
  const { words } = session;
  const answer = errcode === undefined ? "" : words.texts.answer(String(errcode), errmsg ?? "");
  return `${cureOf(outcome, session)}${answer}${attempts > 1 ? words.texts.attempts(attempts) : ""}`;
}

/** The outcome's own, unless it is known that the proxy is in the way: then "set HTTPS_PROXY" is no cure. */
function cureOf({ reason, fix }: Outcome, { network }: Session): string {
  const isUnconnected = reason === "connection_failed" || reason === "dns_failed";
  return isUnconnected ? (network.proxyProblem ?? fix) : fix;
}

function showPlanned({ words, context }: Session, { robot, rule, bytes, message }: Delivery, output: Output): void {
  const colour = takesColour(output, context.env);
  output.write(`${paint(printable(words.texts.wouldSend(robot, rule, bytes)), "bold", colour)}\n`);
  showMessage(message, output);
  const { atMobiles = [], atUserIds = [], isAtAll = false } = "at" in message ? (message.at ?? {}) : {};
  const who = [...(isAtAll ? [words.texts.everybody] : []), ...atMobiles, ...atUserIds];
  if (who.length > 0) output.write(`${printable(words.texts.wouldMention(who.join(words.texts.listGap)))}\n`);
}

/** A message as text: its title, then its lines, each made harmless. */
function showMessage(message: Message, output: Output): void {
  for (const line of messageLines(message)) output.write(`  ${line}\n`);
}

function messageLines(message: Message): readonly string[] {
  switch (message.msgtype) {
    case "text":
      return printableLines(message.text.content);
    case "markdown":
      return [printable(message.markdown.title), "", ...printableLines(message.markdown.text)];
    case "link":
      return [
        printable(message.link.title),
        "",
        ...printableLines(message.link.text),
        printable(message.link.messageUrl),
      ];
    case "actionCard": {
      const card = message.actionCard;
      const buttons = "btns" in card ? card.btns : [{ title: card.singleTitle, actionURL: card.singleURL }];
      const shown = buttons.map(({ title, actionURL }) => printable(`[${title}] ${actionURL}`));
      return [printable(card.title), "", ...printableLines(card.text), ...shown];
    }
    case "feedCard":
      return message.feedCard.links.map(({ title, messageURL }) => printable(`${title} ${messageURL}`));
    default:
      return message satisfies never;
  }
}

function warningText(warning: PlanWarning, { words: { texts } }: Session): string {
  switch (warning.code) {
    case "variable_unset":
      return isSecretName(warning.name)
        ? texts.variableSecret(warning.rule, warning.name)
        : texts.variableUnset(warning.rule, warning.name);
    case "person_unknown":
      return texts.personUnknown(warning.rule, warning.name);
    case "person_absent":
      return texts.personAbsent[warning.who](warning.rule);
    case "mobile_unset":
      return texts.mobileUnset(warning.rule, warning.name);
    case "mobile_invalid":
      return texts.mobileInvalid(warning.rule, warning.name);
    case "mentions_cut":
      return texts.mentionsCut(warning.rule, warning.cut);
    case "button_dropped":
      return texts.buttonDropped[warning.reason](warning.rule, warning.title);
    case "previous_unknown":
      return texts.previousUnknown(warning.rule);
    case "absent":
      return texts.fieldAbsent(warning.rule, warning.path);
    case "rule_failed":
      return texts.ruleFailed(warning.rule, warning.error);
    default:
      return warning satisfies never;
  }
}

/** Why a rule does not apply. */
export function reasonText({ rule, reason }: RuleReport, { words: { texts } }: Session): string {
  if (reason === undefined) return texts.noRobotLeft();
  if ("code" in reason) return texts.ruleFailed(rule, reason.code);
  if ("told" in reason) {
    return reason.told.map(({ robot, by }) => texts.alreadyTold(robot, by)).join(texts.listGap) || texts.noRobotLeft();
  }
  return reason.absent === undefined
    ? texts.conditionFailed(reason.condition, reason.expected, reason.actual)
    : texts.conditionAbsent(reason.condition, reason.expected, reason.absent);
}
