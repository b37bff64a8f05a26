// A gateway on Node, as its own process: the configuration, the folder and the port come as arguments.
import { setTimeout as sleep } from "node:timers/promises";
import { startGateway } from "../../apps/edge/src/node.ts";
import { configOf } from "../bundle-worker.ts";

const [config = "{}", data = "", port = "0"] = process.argv.slice(2);
const gateway = await startGateway({
  config: await configOf(JSON.parse(config) as object),
  data,
  port: Number(port),
  host: "127.0.0.1",
  trustProxy: false,
  resolve: (name) => process.env[name],
  fetch,
  now: Date.now,
  wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
  log: ({ level, event, ...fields }) => {
    if (level === "error") process.stderr.write(`${event} ${JSON.stringify(fields)}\n`);
  },
});
process.stdout.write(`${gateway.url}\n`);
process.on("SIGTERM", () => void gateway.stop().then(() => process.exit(0)));
