import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import { parseUrl } from "../git-url.ts";
import type { CiSource } from "../source.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";
import { githubPage } from "./github-page.ts";

const SHARED = ["travis-ci.com", "app.travis-ci.com", "travis-ci.org", "www.travis-ci.com"];
// The path of a build's page begins with the forge where there are several.
const FORGES: Readonly<Record<string, string>> = { bitbucket: "bitbucket.org", gitlab: "gitlab.com" };

const fields: CiFields = {
  "pipeline.name": ["TRAVIS_REPO_SLUG"],
  "run.id": ["TRAVIS_BUILD_ID"],
  "run.number": ["TRAVIS_BUILD_NUMBER"],
  "run.url": ["TRAVIS_BUILD_WEB_URL"],
  stage: ["TRAVIS_BUILD_STAGE_NAME"],
  "task.id": ["TRAVIS_JOB_ID"],
  "task.name": ["TRAVIS_JOB_NAME", "TRAVIS_JOB_NUMBER"],
  "task.url": ["TRAVIS_JOB_WEB_URL"],
  exitCode: ["TRAVIS_TEST_RESULT"],
  repository: ["TRAVIS_REPO_SLUG"],
  "repository.url": { of: ["TRAVIS_REPO_SLUG", "TRAVIS_BUILD_WEB_URL"], read: repositoryPage },
  "commit.sha": ["TRAVIS_COMMIT"],
  "commit.url": {
    of: ["TRAVIS_REPO_SLUG", "TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT"],
    read: (env) => githubPage(repositoryPage(env), "commit", nameIn(env, "TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT")),
  },
  "commit.message": ["TRAVIS_COMMIT_MESSAGE"],
  branch: ["TRAVIS_BRANCH"],
  tag: ["TRAVIS_TAG"],
  "change.number": ["TRAVIS_PULL_REQUEST"],
  "change.url": {
    of: ["TRAVIS_REPO_SLUG", "TRAVIS_PULL_REQUEST"],
    read: (env) => githubPage(repositoryPage(env), "pull", changeNumberIn(env, "TRAVIS_PULL_REQUEST")),
  },
  "change.sourceBranch": ["TRAVIS_PULL_REQUEST_BRANCH"],
  "change.targetBranch": ["TRAVIS_BRANCH"],
  "change.sha": ["TRAVIS_PULL_REQUEST_SHA"],
  trigger: ["TRAVIS_EVENT_TYPE"],
  instance: { of: ["TRAVIS_BUILD_WEB_URL"], read: (env) => ownHost(nameIn(env, "TRAVIS_BUILD_WEB_URL"), ...SHARED) },
};

/**
 * Travis CI.
 *
 * @see https://docs.travis-ci.com/user/environment-variables/#default-environment-variables
 */
export const travis: CiSource = {
  id: "travis",
  fields,
  read: (env, options) => readFields({}, fields, env, options),
};

/** A company's own Travis has the company's own forge. */
function repositoryPage(env: Environment): string | undefined {
  const [slug, build] = [nameIn(env, "TRAVIS_REPO_SLUG"), messageIn(env, "TRAVIS_BUILD_WEB_URL")];
  if (ownHost(build, ...SHARED) !== undefined) return undefined;
  const forge = parseUrl(build ?? "")?.pathname.split("/")[1] ?? "";
  const host = Object.hasOwn(FORGES, forge) ? FORGES[forge] : "github.com";
  return slug === undefined ? undefined : `https://${host}/${slug}`;
}
