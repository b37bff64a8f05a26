import { nearest, transitions } from "@dingpipe/core";
import { configNames } from "../config-discovery.ts";
import { pathFrom } from "../event-input.ts";
import { exitCodes } from "../exit-code.ts";
import { firstRobot, robotSecrets } from "../first-robot.ts";
import { messageLocale, parseLocale } from "../locale.ts";
import { parseOn } from "../overrides.ts";
import { type Recipe, recipes } from "../recipes.ts";
import { openSession, type Session, usage } from "../session.ts";
import { pathIn, refuseWhatIsThere, writeFiles } from "../write-files.ts";

const CONFIG = "dingpipe.yaml";
const STATES = ["failed", "canceled", "success"];
const NO = /^(n|no|否|不)$/i;

interface Answers {
  readonly ci: string;
  readonly recipe: Recipe;
  readonly on: readonly string[];
  readonly keywords: readonly string[];
}

/**
 * Writes a first dingpipe.yaml and the file of a CI, or the folder of a gateway; never over what is there, never a secret. Asks for what
 * no option says, where somebody can answer.
 */
export async function init(session: Session, positionals: readonly string[]): Promise<number> {
  const { context, settings, words } = session;
  if (settings.given("gateway")) {
    const { initGateway } = await import("./init-gateway.ts");
    return initGateway(session, positionals);
  }
  if (settings.given("domain")) throw usage("option_alone", words.texts.domainAlone());
  const [folder = "."] = positionals;
  const { texts, locale } = words;
  const answers = await ask(session, folder);
  const { recipe } = answers;
  await refuseWhatIsThere(session, folder, configNames);

  const config = configOf(answers, session);
  // A keyword that can't be is a mistake now, and not in the first run.
  await (await import("../parse-config.ts")).parseConfig(config);

  const added: string[] = [];
  for (const [path, text] of Object.entries(recipe.files)) {
    if (await context.files.exists(pathFrom(context.cwd, pathIn(folder, path)))) {
      words.warn(texts.initAdd(pathIn(folder, path)));
      context.stdout.write(`${text}\n`);
    } else added.push(path);
  }
  // The configuration last: where it is, init starts no second time.
  await writeFiles(session, folder, {
    ...Object.fromEntries(added.map((path) => [path, recipe.files[path] ?? ""])),
    [CONFIG]: config,
  });
  words.note(texts.initWritten([CONFIG, ...added].map((path) => pathIn(folder, path)).join(texts.listGap)));
  words.note(
    texts.initSecrets(recipe.title[locale], recipe.secrets[locale], robotSecrets(answers.keywords).join(texts.listGap)),
  );
  if (answers.on.some((word) => (transitions as readonly string[]).includes(word))) words.note(texts.initPast());
  const withSecret = added.filter((path) => namesSecret(recipe.files[path] ?? ""));
  if (answers.keywords.length > 0 && withSecret.length > 0)
    words.note(texts.initWithoutSecret(withSecret.map((path) => pathIn(folder, path)).join(texts.listGap)));
  return offerTest(session, answers);
}

async function ask(session: Session, folder: string): Promise<Answers> {
  const { context, settings, words } = session;
  const { texts } = words;
  const canAsk = context.stdin.isTerminal && context.stderr.isTerminal;
  const question = async (text: string, otherwise: string) =>
    (canAsk && (await context.stdin.ask(`${text}${otherwise === "" ? "" : ` [${otherwise}]`} `)).trim()) || otherwise;

  const found = await detect(session, folder);
  const ci = settings.text("ci") ?? (canAsk ? await question(texts.askCi(names().join(" ")), found ?? "") : found);
  if (ci === undefined || ci === "") throw usage("ci_needed", texts.initCi(names().join(" ")));
  const recipe = recipes[ci];
  if (recipe === undefined || !Object.hasOwn(recipes, ci))
    throw usage("not_a_choice", texts.notAChoice("--ci", ci, names().join(" "), nearest(ci, names()) ?? ""));

  const on = parseOn(
    settings.given("on") ? settings.list("on") : listOf(await question(texts.askOn(), STATES.join(","))),
    session,
  );
  const keywords = settings.given("keyword")
    ? settings.list("keyword")
    : canAsk
      ? listOf((await context.stdin.ask(`${texts.askKeywords()} `)).trim())
      : [];
  return { ci, recipe, on, keywords };
}

/** Not in a comment alone. */
function namesSecret(text: string): boolean {
  return /^(?!\s*[#/]).*DINGTALK_SECRET/m.test(text);
}

function names(): readonly string[] {
  return Object.keys(recipes);
}

function listOf(text: string): readonly string[] {
  return text.split(/[,，\s]+/).filter((word) => word !== "");
}

/** The CI whose file is here, if it is the only one. */
async function detect({ context }: Session, folder: string): Promise<string | undefined> {
  const found: string[] = [];
  for (const [name, { files }] of Object.entries(recipes)) {
    const [first = ""] = Object.keys(files);
    if (await context.files.exists(pathFrom(context.cwd, pathIn(folder, first)))) found.push(name);
  }
  return found.length === 1 ? found[0] : undefined;
}

function configOf({ on, keywords }: Answers, { settings, words }: Session): string {
  const text = words.texts.initConfig;
  return [
    "# yaml-language-server: $schema=https://unpkg.com/dingpipe/schema.json",
    `# ${text.secrets()}`,
    `locale: ${messageLocale(parseLocale(settings.text("locale")), words.locale)}`,
    firstRobot("group", keywords),
    "rules:",
    `  - name: ${text.rule()}`,
    `    # ${text.on()}`,
    `    on: [${on.join(", ")}]`,
    "",
  ].join("\n");
}

/** Sends a first message at once where the robot is known here and somebody agrees; else says how. */
async function offerTest({ context, settings, words, mask }: Session, { keywords }: Answers): Promise<number> {
  const { texts } = words;
  const isKnown = robotSecrets(keywords).every((name) => (context.env[name] ?? "") !== "");
  const isAsked = isKnown && context.stdin.isTerminal && context.stderr.isTerminal;
  if (!isAsked || NO.test((await context.stdin.ask(`${texts.askTest()} [Y/n] `)).trim())) {
    words.note(texts.initTry(keywords.length === 0));
    return exitCodes.ok;
  }
  const { send } = await import("./send.ts");
  const { session } = await openSession(context, "send", settings.text("locale") ? { locale: words.locale } : {}, mask);
  return send(session, texts.testMessage());
}
