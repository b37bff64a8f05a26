import manifest from "../package.json" with { type: "json" };
import { processContext } from "./process-context.ts";
import { createProgram } from "./program.ts";

createProgram(processContext(manifest.version))
  .run(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
