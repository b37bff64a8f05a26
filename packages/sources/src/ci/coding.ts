import { type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { codingWords } from "../states.ts";
import { cnbFields } from "./cnb-fields.ts";
import { type CiField, type CiFields, type CiValue, ownHost, readFields } from "./fields.ts";

/** Cloud Native Build of CODING, whose variables became CNB's. */
const isNewer = (env: Environment) => nameIn(env, "CODING") === "true";

const newer = cnbFields({ prefix: "CODING", change: "MERGE_REQUEST", failed: "FAILED", shared: "coding.net" });

// Jenkins beneath, with CODING's own variables beside it.
const older: CiFields = {
  "pipeline.id": ["JOB_ID"],
  "pipeline.name": ["CCI_JOB_NAME", "JOB_NAME"],
  "pipeline.url": {
    of: ["PROJECT_WEB_URL", "JOB_ID"],
    read: (env) => pageIn(env, "ci", "job", nameIn(env, "JOB_ID")),
  },
  "run.number": ["CI_BUILD_NUMBER", "BUILD_NUMBER"],
  "run.url": {
    of: ["PROJECT_WEB_URL", "JOB_ID", "CI_BUILD_NUMBER"],
    read: (env) => pageIn(env, "ci", "job", nameIn(env, "JOB_ID"), "build", nameIn(env, "CI_BUILD_NUMBER"), "pipeline"),
  },
  stage: ["STAGE_NAME"],
  repository: ["DEPOT_NAME"],
  // GIT_HTTP_URL is an address for git alone; the pages are the project's.
  "repository.url": {
    of: ["PROJECT_WEB_URL", "DEPOT_NAME", "GIT_HTTP_URL", "GIT_REPO_URL", "GIT_URL"],
    read: (env) =>
      pageIn(env, "d", nameIn(env, "DEPOT_NAME"), "git") ?? messageIn(env, "GIT_HTTP_URL", "GIT_REPO_URL", "GIT_URL"),
  },
  "commit.sha": ["GIT_COMMIT"],
  "commit.shortSha": ["GIT_COMMIT_SHORT"],
  "commit.url": {
    of: ["PROJECT_WEB_URL", "DEPOT_NAME", "MR_SOURCE_SHA", "GIT_COMMIT"],
    read: (env) => pageIn(env, "d", nameIn(env, "DEPOT_NAME"), "git", "commit", headOrCommit(env)),
  },
  // Unlike Jenkins's own these two are the author of the last commit.
  "commit.author.name": ["GIT_AUTHOR_NAME"],
  "commit.author.email": ["GIT_AUTHOR_EMAIL"],
  branch: ["BRANCH_NAME", "GIT_LOCAL_BRANCH", "GIT_BRANCH", "REF"],
  tag: ["GIT_TAG", "TAG_NAME"],
  "change.number": ["MR_RESOURCE_ID"],
  "change.sourceBranch": ["MR_SOURCE_BRANCH"],
  "change.targetBranch": ["MR_TARGET_BRANCH"],
  "change.sha": ["MR_SOURCE_SHA"],
  instance: {
    of: ["CCI_CURRENT_DOMAIN"],
    read: (env) => ownHost(nameIn(env, "CCI_CURRENT_DOMAIN"), "coding.net"),
  },
};

const fields = either(older, newer);

/**
 * CODING's two kinds of continuous integration.
 *
 * @see https://coding.net/help/docs/ci/configuration/env.html
 * @see https://ci.coding.net/docs/env.html
 */
export const coding: CiSource = {
  id: "coding",
  fields,
  read: (env, options) => readFields(codingWords, fields, env, options),
};

/** Each field as the one or the other kind says it. */
function either(old: CiFields, recent: CiFields): CiFields {
  const names = new Set([...Object.keys(old), ...Object.keys(recent)] as readonly CiField[]);
  return Object.fromEntries([...names].map((name) => [name, oneOf(old[name], recent[name])]));
}

function oneOf(old: CiValue | undefined, recent: CiValue | undefined): CiValue {
  return {
    of: [...variablesOf(old), ...variablesOf(recent)],
    read: (env, options) => {
      const value = isNewer(env) ? recent : old;
      if (value === undefined) return undefined;
      return "of" in value ? value.read(env, options) : messageIn(env, ...value);
    },
  };
}

function variablesOf(value: CiValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return "of" in value ? value.of : value;
}

/** A page of the project; none where a part of its path is not known. */
function pageIn(env: Environment, ...path: readonly (string | undefined)[]): string | undefined {
  const project = messageIn(env, "PROJECT_WEB_URL")?.replace(/\/+$/, "");
  const parts = path.flatMap((part) => (part === undefined ? [] : [encodeURIComponent(part)]));
  return project === undefined || parts.length < path.length ? undefined : [project, ...parts].join("/");
}

function headOrCommit(env: Environment): string | undefined {
  const isChange = nameIn(env, "MR_RESOURCE_ID") !== undefined;
  return nameIn(env, ...(isChange ? ["MR_SOURCE_SHA"] : []), "GIT_COMMIT");
}
