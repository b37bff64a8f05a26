// The Worker around the bundle: takes a task, answers what it gave.
import { run } from "./core.mjs";

// biome-ignore lint/style/noDefaultExport: a Worker's handlers are its module's default export.
export default {
  fetch: async (request) => Response.json(await run(await request.json())),
};
