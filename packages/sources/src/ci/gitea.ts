import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { giteaWords } from "../states.ts";
import { actionsSource } from "./actions.ts";

/**
 * Gitea Actions. Before 1.26 a run's page goes by its number: `provider.runUrlBy: number`.
 *
 * @see https://docs.gitea.com/usage/actions/actions-variables
 */
export const gitea: CiSource = actionsSource({
  id: "gitea",
  words: giteaWords,
  prefixes: ["GITHUB_"],
  sharedHosts: ["gitea.com"],
  changePath: "pulls",
  shaIsHead: true,
  runPathOf: ["RUN_ID", "RUN_NUMBER"],
  // Up to 1.25 a run's page has its number, from 1.26 its id; nothing in the environment tells the version.
  runPath: (env, { runUrlBy = "id" }) => {
    const run = nameIn(env, runUrlBy === "id" ? "GITHUB_RUN_ID" : "GITHUB_RUN_NUMBER");
    return run === undefined ? undefined : `/actions/runs/${encodeURIComponent(run)}`;
  },
  workflowPath: (file) => `/actions?workflow=${file}`,
});
