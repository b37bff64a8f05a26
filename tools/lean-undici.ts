import { createRequire } from "node:module";
import type { Plugin } from "rolldown";

const ENTRY = "virtual:undici";
const NO_MODULE = "virtual:no-module";
const PARTS = {
  "default as Agent": "lib/dispatcher/agent.js",
  "default as EnvHttpProxyAgent": "lib/dispatcher/env-http-proxy-agent.js",
  "default as errors": "lib/core/errors.js",
  "default as Pool": "lib/dispatcher/pool.js",
  fetch: "lib/web/fetch/index.js",
};
const { resolve } = createRequire(new URL("../apps/cli/package.json", import.meta.url));

/**
 * undici with what our proxies and certificates need alone: of its whole, half is WebSocket, caches, mocks and a second copy of its
 * parser. That one, for processors with SIMD, is left out; undici takes the plain one where it does not load.
 */
export const leanUndici: Plugin = {
  name: "lean-undici",
  resolveId(id) {
    if (id === "undici") return ENTRY;
    if (id.endsWith("/llhttp_simd-wasm.js")) return NO_MODULE;
    return id === ENTRY || id === NO_MODULE ? id : null;
  },
  load(id) {
    if (id === NO_MODULE) return "module.exports = undefined;";
    if (id !== ENTRY) return null;
    const fileOf = (path: string) => JSON.stringify(resolve(`undici/${path}`));
    return [
      ...Object.entries(PARTS).map(([name, path]) => `export { ${name} } from ${fileOf(path)};`),
      // What its index gives to every dispatcher; a proxy is connected by it.
      `import Dispatcher from ${fileOf("lib/dispatcher/dispatcher.js")};`,
      `import connect from ${fileOf("lib/api/api-connect.js")};`,
      "Dispatcher.prototype.connect = connect;",
    ].join("\n");
  },
};
