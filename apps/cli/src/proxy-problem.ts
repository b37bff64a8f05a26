import type { Texts } from "./texts/catalog.ts";

/** A proxy and the variable that names it. */
export interface NamedProxy {
  readonly name: string;
  readonly value: string;
}

/** Why a proxy did not lead to a host, with the cure; nothing where the failure is not known to be the proxy's own. */
export function proxyProblem(
  error: unknown,
  { name, value }: NamedProxy,
  target: URL,
  texts: Texts,
): string | undefined {
  const proxy = new URL(value);
  const { host } = proxy;
  let current = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth += 1) {
    const at = current as Readonly<Record<"cause" | "errors" | "message" | "hostname" | "port", unknown>>;
    // The only place where undici says it.
    const status = /^Proxy response \((\d{3})\)/.exec(String(at.message))?.[1];
    if (status === "407") return texts.proxyWantsLogin(name, host);
    if (status !== undefined) return texts.proxyRefuses(name, host, target.host, status);
    if (at.hostname === proxy.hostname) return texts.proxyUnresolved(name, host);
    // Where both have one port it could be either.
    if (at.port === portOf(proxy) && portOf(proxy) !== portOf(target)) return texts.proxyUnreachable(name, host);
    // One host, several addresses: an AggregateError.
    current = at.cause ?? (Array.isArray(at.errors) ? at.errors[0] : undefined);
  }
  return undefined;
}

function portOf({ port, protocol }: URL): number {
  return Number(port || (protocol === "https:" ? 443 : 80));
}
