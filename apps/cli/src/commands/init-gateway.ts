import { exitCodes } from "../exit-code.ts";
import { gatewayFiles, gatewaySecrets } from "../gateway-files.ts";
import { messageLocale, parseLocale } from "../locale.ts";
import { parseOn } from "../overrides.ts";
import { type Session, usage } from "../session.ts";
import { refuseWhatIsThere, writeFiles } from "../write-files.ts";

const DEFAULT_FOLDER = "dingpipe-gateway";
// A name with a dot, as it stands in DNS.
const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;

/** Writes a folder that deploys a gateway by itself; never over what is there, never a secret. */
export async function initGateway(session: Session, [asked = ""]: readonly string[]): Promise<number> {
  const { context, settings, words } = session;
  const folder = asked === "" ? DEFAULT_FOLDER : asked;
  if (settings.given("ci")) throw usage("option_alone", words.texts.ciOrGateway());
  const keywords = settings.list("keyword");
  const domain = settings.text("domain")?.trim().toLowerCase();
  if (domain !== undefined && !DOMAIN.test(domain)) throw usage("domain_invalid", words.texts.domainInvalid(domain));
  const files = gatewayFiles({
    version: context.version,
    locale: messageLocale(parseLocale(settings.text("locale")), words.locale),
    keywords,
    ...(settings.given("on") ? { on: parseOn(settings.list("on"), session) } : {}),
    ...(domain === undefined ? {} : { domain }),
  });
  await (await import("../parse-config.ts")).parseConfig(files["dingpipe.yaml"]);
  await refuseWhatIsThere(session, folder, Object.keys(files));
  await writeFiles(session, folder, files);
  if (domain === undefined) words.warn(words.texts.initDomain());
  words.note(words.texts.initDone(folder));
  const place = folder.startsWith("-") ? `./${folder}` : folder;
  const steps = [
    `cd ${/^[\w./-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`}`,
    "npm install",
    ...gatewaySecrets(keywords).map((name) => `npx wrangler secret put ${name}`),
    "npm run deploy",
  ];
  context.stdout.write(`${steps.join("\n")}\n`);
  return exitCodes.ok;
}
