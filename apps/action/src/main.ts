import { processContext } from "dingpipe/notify";
import manifest from "../package.json" with { type: "json" };
import { runAction } from "./action.ts";

runAction(processContext(manifest.version), (text) => void process.stdout.write(text)).then((exitCode) => {
  process.exitCode = exitCode;
});
