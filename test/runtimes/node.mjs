// `node node.mjs BUNDLE TASK`: runs the bundle in a plain Node and prints what it gave.
import { pathToFileURL } from "node:url";

const [, , bundle, task] = process.argv;
const { run } = await import(pathToFileURL(bundle).href);
process.stdout.write(JSON.stringify(await run(JSON.parse(task))));
