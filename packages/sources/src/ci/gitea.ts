import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { giteaWords } from "../states.ts";
import { actionsFields, withEvent } from "./actions.ts";
import { readFields } from "./fields.ts";

const fields = actionsFields({
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

/**
 * Gitea Actions. Before 1.26 a run's page goes by its number: `provider.runUrlBy: number`.
 *
 * @see https://docs.gitea.com/usage/actions/actions-variables
 */
export const gitea: CiSource = {
  id: "gitea",
  fields,
  read: (env, options) => readFields(giteaWords, fields, withEvent(env, options, "GITHUB_EVENT_PATH"), options),
};
