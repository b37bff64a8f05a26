import { changeNumberIn, type Environment, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { type CiFields, readFields, UNNUMBERED } from "./fields.ts";

const AUTHOR = /^(.*?) *<?([^\s<>]+@[^\s<>]+)>?$/s;
const NUMBER = "SOURCECRAFT_PR_SLUG";
const TARGET = "SOURCECRAFT_BASE_REF";

const fields: CiFields = {
  "run.id": ["SOURCECRAFT_RUN_ID"],
  "repository.url": ["SOURCECRAFT_REPO_URL"],
  "commit.sha": ["SOURCECRAFT_COMMIT_SHA"],
  "commit.shortSha": ["SOURCECRAFT_COMMIT_SHORT_SHA"],
  "commit.message": ["SOURCECRAFT_COMMIT_MESSAGE"],
  "commit.author.name": { of: ["SOURCECRAFT_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[1] },
  "commit.author.email": { of: ["SOURCECRAFT_COMMIT_AUTHOR"], read: (env) => authorIn(env)?.[2] },
  ref: ["SOURCECRAFT_COMMIT_REF"],
  branch: ["SOURCECRAFT_COMMIT_REF_NAME"],
  // Only a pull request has somewhere to go.
  "change.number": {
    of: [NUMBER, TARGET],
    read: (env) => changeNumberIn(env, NUMBER) ?? (nameIn(env, TARGET) === undefined ? undefined : UNNUMBERED),
  },
  "change.sourceBranch": {
    of: ["SOURCECRAFT_COMMIT_REF_NAME", TARGET],
    read: (env) => {
      const branch = nameIn(env, "SOURCECRAFT_COMMIT_REF_NAME");
      return branch === nameIn(env, TARGET) ? undefined : branch;
    },
  },
  "change.targetBranch": [TARGET],
  trigger: ["SOURCECRAFT_EVENT"],
};

/**
 * SourceCraft, the forge of Yandex. Of the names of its workflow and its tasks, and of who started them, its variables say
 * nothing.
 *
 * @see https://sourcecraft.dev/portal/docs/en/sourcecraft/ci-cd-ref/predefined-variables
 */
export const sourcecraft: CiSource = {
  id: "sourcecraft",
  fields,
  read: (env, options) => readFields({}, fields, env, options),
};

function authorIn(env: Environment): RegExpMatchArray | null | undefined {
  return nameIn(env, "SOURCECRAFT_COMMIT_AUTHOR")?.match(AUTHOR);
}
