import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { forgejoWords } from "../states.ts";
import { actionsSource } from "./actions.ts";

/**
 * Forgejo Actions; a runner before version 7 looks like Gitea's.
 *
 * @see https://forgejo.org/docs/latest/user/actions/reference/
 */
export const forgejo: CiSource = actionsSource({
  id: "forgejo",
  words: forgejoWords,
  prefixes: ["FORGEJO_", "GITHUB_"],
  sharedHosts: [],
  changePath: "pulls",
  shaIsHead: true,
  runPathOf: ["RUN_NUMBER", "RUN_ID"],
  runPath: (env, { runUrlBy = "number" }) => {
    const name = runUrlBy === "id" ? "RUN_ID" : "RUN_NUMBER";
    const run = nameIn(env, `FORGEJO_${name}`, `GITHUB_${name}`);
    return run === undefined ? undefined : `/actions/runs/${encodeURIComponent(run)}`;
  },
  workflowPath: (file) => `/actions?workflow=${file}`,
});
