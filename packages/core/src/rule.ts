import { type ButtonConfig, type Config, type PersonConfig, parseMobile, type RuleConfig } from "./config/config.ts";
import { contentOf, defaultContent, urlOf } from "./content.ts";
import type { ErrorCode } from "./error.ts";
import { escapeText, MAX_URL_LENGTH, safeUrl, targetOf } from "./escape.ts";
import type { Event, Person } from "./event.ts";
import { compileFilter, type Filter, type FilterScope, fitsOn, kindsOf } from "./filter.ts";
import { textsOf } from "./locales/catalog.ts";
import { compileSimpleMarkdown } from "./markdown-simple.ts";
import { cutMentions, isEmpty, type Mentions, noMentions, withMentions } from "./mention.ts";
import type { ActionCardButton, Message } from "./message.ts";
import type { Template, TemplateScope } from "./template/template.ts";
import { titleOf } from "./title.ts";
import type { Transition } from "./transition.ts";
import { truncate } from "./truncate.ts";

/** What a plan wants its reader to know, though it stopped nothing. */
export type PlanWarning =
  | { readonly code: "variable_unset"; readonly rule: string; readonly name: string }
  | { readonly code: "person_unknown"; readonly rule: string; readonly who: "author" | "actor"; readonly name: string }
  /** The event has no such person, and the message mentions nobody. */
  | { readonly code: "person_absent"; readonly rule: string; readonly who: "author" | "actor" }
  | { readonly code: "mobile_unset" | "mobile_invalid"; readonly rule: string; readonly name: string }
  /** How many people more than DingTalk takes are not mentioned. */
  | { readonly code: "mentions_cut"; readonly rule: string; readonly cut: number }
  | {
      readonly code: "button_dropped";
      readonly rule: string;
      readonly title: string;
      readonly reason: "url_invalid" | "url_too_long" | "no_title";
    }
  | { readonly code: "previous_unknown"; readonly rule: string }
  | { readonly code: "absent"; readonly rule: string; readonly path: string }
  | { readonly code: "rule_failed"; readonly rule: string; readonly error: ErrorCode | "bug" };

/** What a message is made for. */
export interface RuleScope {
  /** It has a `transition` only where the past is known, and only then is one said. */
  readonly event: Event;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What changed, where an unknown past counts as passed. */
  readonly transition?: Transition;
  readonly openLinksIn: "browser" | "panel";
  /** The value of a reference to a mobile. */
  readonly resolveMobile: (reference: string) => Promise<string | undefined>;
  readonly warn: (warning: PlanWarning) => void;
}

/** A rule, checked once: its conditions and what it says. */
export interface Rule {
  readonly config: RuleConfig;
  readonly filter: Filter;
  /** Whether the words of `mention.on` fit. */
  isMentioning(event: Event, scope: FilterScope): boolean;
  /** The messages for one robot, before they are fitted; the second is the mention of `mentionAs: extraText`. */
  compose(scope: RuleScope): Promise<readonly Message[]>;
}

interface Templates {
  readonly title?: Template;
  readonly text?: Template;
  readonly buttons: readonly { readonly title: Template; readonly url: Template }[];
}

const MAX_TITLE = 200;

/** Compiles a rule. The libraries of templates and of `when` are loaded only where the rule has one. */
export async function compileRule(rule: RuleConfig, config: Config, defaultOn: RuleConfig["on"]): Promise<Rule> {
  const conditions = { ...rule, on: rule.on ?? defaultOn, kinds: rule.kinds ?? kindsOf(rule.on) };
  const filter = await compileFilter(conditions, rule.name);
  const templates = await compileTemplates(rule);
  const { on: mentionOn } = rule.mention;
  const isMentioning: Rule["isMentioning"] = (event, { transition }) =>
    mentionOn === undefined || fitsOn(mentionOn, event, { transition, unstable: rule.unstable });
  return {
    config: rule,
    filter,
    isMentioning,
    async compose(scope) {
      const message = await messageOf(rule, templates, config, scope);
      const mentions = isMentioning(scope.event, filterScope(scope))
        ? await mentionsOf(rule, config.people, scope)
        : noMentions;
      if (rule.mentionAs === "inline" || isEmpty(mentions)) return [withMentions(message, mentions)];
      return [message, withMentions(mentionText(scope, config), mentions)];
    },
  };
}

/** The variables and the transition as filters want them. */
export function filterScope(scope: Pick<RuleScope, "variables" | "transition">): FilterScope {
  const env = Object.fromEntries(
    Object.entries(scope.variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { env, ...(scope.transition === undefined ? {} : { transition: scope.transition }) };
}

async function compileTemplates(rule: RuleConfig): Promise<Templates> {
  if (rule.title === undefined && rule.text === undefined && rule.buttons.length === 0) return { buttons: [] };
  const { compileTemplate } = await import("./template/template.ts");
  return {
    ...(rule.title === undefined ? {} : { title: compileTemplate(rule.title) }),
    ...(rule.text === undefined ? {} : { text: compileTemplate(rule.text) }),
    buttons: rule.buttons.map(({ title, url }: ButtonConfig) => ({
      title: compileTemplate(title),
      url: compileTemplate(url),
    })),
  };
}

async function messageOf(rule: RuleConfig, templates: Templates, config: Config, scope: RuleScope): Promise<Message> {
  const title = titleText(rule, templates, config, scope);
  const text = await bodyText(rule, templates, config, scope);
  if (rule.type === "text") return { msgtype: "text", text: { content: text } };
  const buttons = rule.type === "actionCard" ? buttonsOf(rule, templates, config, scope) : [];
  const [only] = buttons;
  if (only === undefined) return { msgtype: "markdown", markdown: { title, text } };
  if (buttons.length === 1) {
    return { msgtype: "actionCard", actionCard: { title, text, singleTitle: only.title, singleURL: only.actionURL } };
  }
  return { msgtype: "actionCard", actionCard: { title, text, btns: buttons } };
}

function titleText(rule: RuleConfig, templates: Templates, config: Config, scope: RuleScope): string {
  const written = templates.title === undefined ? "" : render(templates.title, "text", rule, config, scope).trim();
  return truncate(escapeText(written), MAX_TITLE) || titleOf(scope.event, contentOptions(config, scope));
}

// `content` alone: its lines; `text` alone: that; both: the lines, then the text; neither, or a text that came out empty: the default message.
async function bodyText(rule: RuleConfig, templates: Templates, config: Config, scope: RuleScope): Promise<string> {
  const as = rule.type === "text" ? "text" : "markdown";
  const options = { ...contentOptions(config, scope), as } as const;
  const defaultBody = () => contentOf(scope.event, defaultContent[scope.event.kind], options);
  const lines = rule.content === undefined ? "" : contentOf(scope.event, rule.content, options);
  if (templates.text === undefined) return rule.content === undefined ? defaultBody() : lines;
  const written = render(templates.text, as, rule, config, scope);
  const body = as === "text" ? written.trim() : await compiled(written, scope);
  return [lines, body].filter(Boolean).join("\n\n") || defaultBody();
}

// Most messages need no parser: it is loaded, and its millisecond is spent, only for the others.
async function compiled(markdown: string, { openLinksIn }: RuleScope): Promise<string> {
  const simple = compileSimpleMarkdown(markdown, { openLinksIn });
  if (simple !== undefined) return simple;
  const { compileMarkdown } = await import("./markdown.ts");
  return compileMarkdown(markdown, { openLinksIn });
}

function buttonsOf(
  rule: RuleConfig,
  templates: Templates,
  config: Config,
  scope: RuleScope,
): readonly ActionCardButton[] {
  if (templates.buttons.length === 0) {
    const url = urlOf(scope.event);
    return url === undefined
      ? []
      : [{ title: textsOf(config.locale).view, actionURL: targetOf(url, scope.openLinksIn) }];
  }
  return templates.buttons.flatMap((button) => {
    const title = escapeText(render(button.title, "text", rule, config, scope).trim());
    const url = render(button.url, "url", rule, config, scope).trim();
    const target = safeUrl(url);
    if (target !== undefined && title !== "") return [{ title, actionURL: targetOf(target, scope.openLinksIn) }];
    const reason = title === "" ? "no_title" : url.length > MAX_URL_LENGTH ? "url_too_long" : "url_invalid";
    scope.warn({ code: "button_dropped", rule: rule.name, title, reason });
    return [];
  });
}

function render(
  template: Template,
  as: TemplateScope["escape"],
  rule: RuleConfig,
  config: Config,
  scope: RuleScope,
): string {
  const { text, warnings } = template.render({
    event: scope.event,
    variables: scope.variables,
    escape: as,
    locale: config.locale,
    timeZone: config.timezone,
    openLinksIn: scope.openLinksIn,
  });
  for (const warning of warnings) scope.warn({ ...warning, rule: rule.name });
  return text;
}

function contentOptions(config: Config, { event, openLinksIn }: RuleScope) {
  const transition = "transition" in event ? event.transition : undefined;
  return {
    locale: config.locale,
    timeZone: config.timezone,
    openLinksIn,
    ...(transition && { transition }),
  };
}

function mentionText(scope: RuleScope, config: Config): Message {
  const title = titleOf(scope.event, contentOptions(config, scope));
  return { msgtype: "text", text: { content: `${title}\n${textsOf(config.locale).mentioned}` } };
}

async function mentionsOf(rule: RuleConfig, people: readonly PersonConfig[], scope: RuleScope): Promise<Mentions> {
  const { mention } = rule;
  const mobiles: string[] = [];
  const userIds: string[] = [...mention.userIds];
  const add = async (reference: string, userId?: string): Promise<void> => {
    const written = await scope.resolveMobile(reference);
    const mobile = parseMobile(written ?? "");
    if (mobile !== undefined) mobiles.push(mobile);
    else if (userId !== undefined) userIds.push(userId);
    else {
      const code = written === undefined ? "mobile_unset" : "mobile_invalid";
      scope.warn({ code, rule: rule.name, name: reference });
    }
  };
  for (const reference of mention.mobiles) await add(reference);
  const absent: ("author" | "actor")[] = [];
  for (const who of ["author", "actor"] as const) {
    if (!mention[who]) continue;
    const person = who === "author" ? authorOf(scope.event) : scope.event.actor;
    const known = person && entryOf(people, person);
    if (person === undefined) absent.push(who);
    else if (known?.mobile !== undefined) await add(known.mobile, known.userId);
    else if (known?.userId !== undefined) userIds.push(known.userId);
    else scope.warn({ code: "person_unknown", rule: rule.name, who, name: nameOf(person) });
  }
  const { mentions, cut } = cutMentions({ mobiles, userIds, all: mention.all });
  if (cut > 0) scope.warn({ code: "mentions_cut", rule: rule.name, cut });
  if (!isEmpty(mentions)) return mentions;
  for (const who of absent) if (mayHave(scope.event, who)) scope.warn({ code: "person_absent", rule: rule.name, who });
  return noMentions;
}

// Nobody makes an alert, writes an artifact or starts what a schedule starts.
function mayHave(event: Event, who: "author" | "actor"): boolean {
  if (event.kind === "alert" || (event.kind === "artifact" && who === "author")) return false;
  return who === "author" || !("trigger" in event && event.trigger?.type === "schedule");
}

function authorOf(event: Event): Person | undefined {
  if (event.kind === "change") return event.commits[0]?.author;
  return "commit" in event ? event.commit?.author : undefined;
}

// Whatever a commit says of its author, only an entry of `people` can come of it. A display name, which anybody may share, decides last,
// and only where one entry alone is known by it.
function entryOf(people: readonly PersonConfig[], { username, email, name }: Person): PersonConfig | undefined {
  const having = (...given: readonly (string | undefined)[]) => {
    const words = given.flatMap((word) => word?.toLowerCase() ?? []);
    return people.filter((entry) => knownBy(entry).some((word) => words.includes(word.toLowerCase())));
  };
  const named = having(name);
  return having(username, email)[0] ?? (named.length === 1 ? named[0] : undefined);
}

function knownBy({ logins, name }: PersonConfig): readonly string[] {
  return logins.length > 0 || name === undefined ? logins : [name];
}

function nameOf({ username, name, email }: Person): string {
  return escapeText(username ?? name ?? email ?? "");
}
