import type { Context } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import type { NamedProxy } from "./proxy-problem.ts";
import type { Session } from "./session.ts";
import { Refusal } from "./words.ts";

/** A proxy or a file of certificates from the environment can't be used. `name` is the variable; its value may hold a password and is not kept. */
interface NetworkProblem {
  readonly name: string;
  readonly problem: "proxy_invalid" | "certificates_unreadable";
}

/** What the environment asks of outgoing connections. */
export interface NetworkSettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  /** More certificate authorities, PEM. */
  readonly certificates: readonly string[];
}

/** Whether a host is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i.test(hostname);
}

/**
 * The `fetch` for this environment: the one that was handed in, unless a proxy or more certificates are set; then undici's,
 * which is loaded by the first request that needs it. Loopback never goes through a proxy.
 */
async function networkFetch({
  context,
  words,
  network,
}: Session): Promise<{ readonly fetch: typeof fetch } | { readonly problem: NetworkProblem }> {
  const settings = await readSettings(context);
  if ("problem" in settings) return settings;
  if (settings.httpProxy === undefined && settings.httpsProxy === undefined && settings.certificates.length === 0) {
    return { fetch: context.fetch };
  }
  let proxied: typeof fetch | undefined;
  return {
    fetch: async (input, init) => {
      if (needsNeither(input, settings)) return context.fetch(input, init);
      proxied ??= (await import("./proxy-fetch.ts")).createProxyFetch(settings, context.fetch);
      network.proxyProblem = undefined;
      try {
        return await proxied(input, init);
      } catch (error) {
        const target = new URL(input instanceof Request ? input.url : input);
        const proxy = target.protocol === "http:" ? settings.proxies.http : settings.proxies.https;
        if (proxy !== undefined) {
          const { proxyProblem } = await import("./proxy-problem.ts");
          network.proxyProblem = proxyProblem(error, proxy, target, words.texts);
        }
        throw error;
      }
    },
  };
}

/** The same for a command; refuses a proxy or a file of certificates that can't be used. */
export async function networkFetchOf(session: Session): Promise<typeof fetch> {
  const { words } = session;
  const made = await networkFetch(session);
  if (!("problem" in made)) return made.fetch;
  const { name, problem } = made.problem;
  const text = problem === "proxy_invalid" ? words.texts.proxyInvalid(name) : words.texts.certificatesUnreadable(name);
  throw new Refusal(exitCodes.config, problem, text);
}

function needsNeither(input: string | URL | Request, { certificates }: NetworkSettings): boolean {
  const { protocol, hostname } = new URL(input instanceof Request ? input.url : input);
  return isLoopback(hostname) && (protocol === "http:" || certificates.length === 0);
}

async function readSettings(
  context: Context,
): Promise<
  | (NetworkSettings & { readonly proxies: { readonly http?: NamedProxy; readonly https?: NamedProxy } })
  | { readonly problem: NetworkProblem }
> {
  const httpProxy = proxyVariable(context.env, ["http_proxy", "HTTP_PROXY"]);
  const httpsProxy = proxyVariable(context.env, ["https_proxy", "HTTPS_PROXY"]) ?? httpProxy;
  for (const proxy of [httpProxy, httpsProxy]) {
    if (proxy !== undefined && !isProxyUrl(proxy.value))
      return { problem: { name: proxy.name, problem: "proxy_invalid" } };
  }
  const noProxy = context.env["no_proxy"] || context.env["NO_PROXY"];
  const certificates = await readCertificates(context);
  if (!Array.isArray(certificates)) return { problem: certificates };
  return {
    ...(httpProxy === undefined ? {} : { httpProxy: httpProxy.value }),
    ...(httpsProxy === undefined ? {} : { httpsProxy: httpsProxy.value }),
    ...(noProxy ? { noProxy } : {}),
    certificates,
    proxies: { ...(httpProxy && { http: httpProxy }), ...(httpsProxy && { https: httpsProxy }) },
  };
}

async function readCertificates(context: Context): Promise<string[] | NetworkProblem> {
  const certificates: string[] = [];
  for (const name of ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"]) {
    const path = context.env[name];
    if (!path) continue;
    const text = await context.files.read(path).catch(() => undefined);
    // Node itself warns of its own variable, and goes on.
    if (text === undefined && name === "SSL_CERT_FILE") return { name, problem: "certificates_unreadable" };
    if (text !== undefined) certificates.push(text);
  }
  // Node trusts the file of its own variable without us.
  const { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: own } = context.env;
  return file && file !== own ? certificates : [];
}

function proxyVariable(env: Context["env"], names: readonly string[]): NamedProxy | undefined {
  for (const name of names) {
    const value = env[name];
    if (value) return { name, value: /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}` };
  }
  return undefined;
}

function isProxyUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return (protocol === "http:" || protocol === "https:") && hostname !== "";
}
