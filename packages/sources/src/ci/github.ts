import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { githubWords } from "../states.ts";
import { actionsSource } from "./actions.ts";

/**
 * GitHub Actions, on github.com or on a company's own host.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export const github: CiSource = actionsSource({
  id: "github",
  words: githubWords,
  prefixes: ["GITHUB_"],
  sharedHosts: ["github.com"],
  changePath: "pull",
  shaIsHead: false,
  runPathOf: ["RUN_ID", "RUN_ATTEMPT"],
  runPath: (env) => {
    const [id, attempt] = [nameIn(env, "GITHUB_RUN_ID"), nameIn(env, "GITHUB_RUN_ATTEMPT")];
    if (id === undefined) return undefined;
    return `/actions/runs/${encodeURIComponent(id)}${attempt === undefined ? "" : `/attempts/${encodeURIComponent(attempt)}`}`;
  },
  workflowPath: (file) => `/actions/workflows/${file}`,
});
