import { rootCertificates } from "node:tls";
import { failureOf } from "@dingpipe/core";
import { Agent, type Dispatcher, EnvHttpProxyAgent, errors, Pool, fetch as undiciFetch } from "undici";
import { isLoopback, type NetworkSettings } from "./proxy.ts";

/** A `fetch` that goes through these proxies and trusts these certificates; `direct` is what loopback is called with. */
export function createProxyFetch(settings: NetworkSettings, direct: typeof fetch): typeof fetch {
  // An explicit list of authorities takes the place of Node's own, so these are named again.
  const tls = settings.certificates.length === 0 ? {} : { ca: [...rootCertificates, ...settings.certificates] };
  const hasProxy = settings.httpProxy !== undefined || settings.httpsProxy !== undefined;
  const createDispatcher = (hostname: string, signal: AbortSignal): Dispatcher =>
    isLoopback(hostname) || !hasProxy
      ? new Agent({ connect: tls })
      : new EnvHttpProxyAgent({
          httpProxy: settings.httpProxy ?? "",
          httpsProxy: settings.httpsProxy ?? "",
          noProxy: settings.noProxy ?? "",
          connect: tls,
          requestTls: tls,
          proxyTls: tls,
          clientFactory: (proxy, options) => createTunnelPool(proxy, options, signal),
        });
  const proxied = async (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (isLoopback(url.hostname) && settings.certificates.length === 0) return direct(input, init);
    const over = new AbortController();
    // One for each request: undici waits five minutes for a tunnel that nobody wants any more, unless its dispatcher is destroyed.
    const dispatcher = createDispatcher(url.hostname, over.signal);
    const hangUp = () => {
      over.abort();
      void dispatcher.destroy();
    };
    init?.signal?.addEventListener("abort", hangUp, { once: true });
    try {
      const response = await undiciFetch(url, { ...(init as Parameters<typeof undiciFetch>[1]), dispatcher });
      // Done once the body is read. It rejects where it is hung up before that.
      dispatcher.close().catch(() => undefined);
      return response as unknown as Response;
    } catch (error) {
      hangUp();
      throw error;
    }
  };
  return proxied;
}

/**
 * What asks a proxy for tunnels. Where there was none, nothing was sent, however the proxy failed. Where it only closes the connection,
 * undici would ask again at once, and without end.
 *
 * @see https://github.com/nodejs/undici/issues/3897
 */
function createTunnelPool(proxy: URL, options: object, signal: AbortSignal): Pool {
  const pool = new Pool(proxy, options);
  const ask = pool.connect.bind(pool);
  const connect = async (request: Dispatcher.ConnectOptions<null>) => {
    try {
      const tunnel = await ask(request);
      // A TLS handshake inside it would go on for ten seconds.
      signal.addEventListener("abort", () => tunnel.socket.destroy(), { once: true });
      return tunnel;
    } catch (error) {
      // What undici says where a proxy refuses.
      throw failureOf(error) === "connection_lost" ? new errors.RequestAbortedError() : error;
    }
  };
  return Object.assign(pool, { connect });
}
