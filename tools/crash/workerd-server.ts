// A gateway in workerd, as its own process group: the bundle's file, the folder of its objects and the port come as arguments.
import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
import { workerOptions } from "../bundle-worker.ts";

const [bundle = "", persist = "", port = "0"] = process.argv.slice(2);
const bindings = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    /^(?:WEBHOOK_|HOOK_SECRET|API_TOKEN)/.test(name) && value !== undefined ? [[name, value]] : [],
  ),
);
const worker = new Miniflare({
  ...workerOptions(readFileSync(bundle, "utf8"), bindings, {
    persist,
    onLog: (text) => {
      if (text.includes('"level":"error"')) process.stderr.write(text);
    },
  }),
  port: Number(port),
  host: "127.0.0.1",
});
const url = await worker.ready;
process.stdout.write(`${url.origin}\n`);
process.on("SIGTERM", () => void worker.dispose().then(() => process.exit(0)));
