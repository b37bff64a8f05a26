import type { CiSource } from "../source.ts";
import { giteeFields, readGitee } from "./gitee.ts";

const fields = giteeFields(["GITEE_PULL_ID", "GITEE_PULL_REQUEST_ID"]);

/**
 * Gitee Go, the pipelines of gitee.com's community.
 *
 * @see https://help.gitee.com/gitee-go/pipeline/parameter
 */
export const giteeGo: CiSource = {
  id: "gitee-go",
  fields,
  read: (env, options) => readGitee(fields, env, options),
};
