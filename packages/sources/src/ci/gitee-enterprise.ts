import type { CiSource } from "../source.ts";
import { giteeFields, readGitee } from "./gitee.ts";

const fields = giteeFields(["GITEE_PULL_REQUEST_ID", "GITEE_PULL_ID"]);

/**
 * The pipelines of Gitee's enterprise edition, on gitee.com or on a company's own host.
 *
 * @see https://help.gitee.com/enterprise/pipeline/variable/system
 */
export const giteeEnterprise: CiSource = {
  id: "gitee-enterprise",
  fields,
  read: (env, options) => readGitee(fields, env, options),
};
