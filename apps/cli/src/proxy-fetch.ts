import { rootCertificates } from "node:tls";
import { Agent, EnvHttpProxyAgent, fetch as undiciFetch } from "undici";
import { isLoopback, type NetworkSettings } from "./proxy.ts";

/** A `fetch` that goes through these proxies and trusts these certificates; `direct` is what loopback is called with. */
export function createProxyFetch(settings: NetworkSettings, direct: typeof fetch): typeof fetch {
  // An explicit list of authorities takes the place of Node's own, so these are named again.
  const tls = settings.certificates.length === 0 ? {} : { ca: [...rootCertificates, ...settings.certificates] };
  const dispatcher =
    settings.httpProxy === undefined && settings.httpsProxy === undefined
      ? new Agent({ connect: tls })
      : new EnvHttpProxyAgent({
          httpProxy: settings.httpProxy ?? "",
          httpsProxy: settings.httpsProxy ?? "",
          noProxy: settings.noProxy ?? "",
          connect: tls,
          requestTls: tls,
          proxyTls: tls,
        });
  const proxied = (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (isLoopback(url.hostname) && settings.certificates.length === 0) return direct(input, init);
    const target = isLoopback(url.hostname) ? new Agent({ connect: tls }) : dispatcher;
    return undiciFetch(url, {
      ...(init as Parameters<typeof undiciFetch>[1]),
      dispatcher: target,
    }) as unknown as Promise<Response>;
  };
  return proxied;
}
