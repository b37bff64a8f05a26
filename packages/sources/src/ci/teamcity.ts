import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiOptions, CiSource } from "../source.ts";
import { teamcityWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";
import { githubPage } from "./github-page.ts";
import { namedFile } from "./named-file.ts";

const CONFIGURATION_FILE = "teamcity.configuration.properties.file";
// With the id of its root of version control behind it.
const FULL_BRANCH = "teamcity.build.vcs.branch";
// A file of properties holds passwords too: nothing else is taken out of it.
const PROPERTIES: ReadonlySet<string> = new Set([
  CONFIGURATION_FILE,
  "build.number",
  "build.vcs.number",
  "teamcity.build.branch",
  "teamcity.build.id",
  "teamcity.build.triggeredBy",
  "teamcity.build.triggeredBy.username",
  "teamcity.buildConfName",
  "teamcity.buildType.id",
  "teamcity.projectName",
  "teamcity.pullRequest.number",
  "teamcity.pullRequest.source.branch",
  "teamcity.pullRequest.target.branch",
  "teamcity.pullRequest.title",
  "teamcity.serverUrl",
  "vcsroot.branch",
  "vcsroot.url",
]);
// `key=value` as Java writes it, every special character behind a backslash.
const PROPERTY = /^\s*((?:\\.|[^\\=:\s#!])(?:\\.|[^\\=:\s])*)\s*[=:\s]\s*(.*)$/s;
const ESCAPED = /\\(?:u([\da-f]{4})|(.))/gis;
const NUMBER = ["TEAMCITY_PULLREQUEST_NUMBER", "teamcity.pullRequest.number"];
const BUILD = ["BUILD_URL", "teamcity.serverUrl", "teamcity.build.id"];

// A project is a pipeline of builds, each of a configuration of its own.
const fields: CiFields = {
  "pipeline.name": ["TEAMCITY_PROJECT_NAME", "teamcity.projectName"],
  "run.id": ["teamcity.build.id"],
  "run.number": ["BUILD_NUMBER", "build.number"],
  "run.url": { of: BUILD, read: buildPage },
  "task.id": ["teamcity.buildType.id"],
  "task.name": ["TEAMCITY_BUILDCONF_NAME", "teamcity.buildConfName"],
  "task.url": { of: BUILD, read: buildPage },
  "repository.url": ["vcsroot.url"],
  "commit.sha": ["BUILD_VCS_NUMBER", "build.vcs.number"],
  "commit.url": {
    of: ["vcsroot.url", "BUILD_VCS_NUMBER", "build.vcs.number"],
    read: (env) =>
      githubPage(messageIn(env, "vcsroot.url"), "commit", nameIn(env, "BUILD_VCS_NUMBER", "build.vcs.number")),
  },
  ref: [FULL_BRANCH],
  branch: {
    of: ["teamcity.build.branch", "vcsroot.branch"],
    read: (env) => {
      const branch = nameIn(env, "teamcity.build.branch");
      return branch === undefined || branch === "<default>" ? nameIn(env, "vcsroot.branch") : branch;
    },
  },
  "change.number": NUMBER,
  "change.title": ["TEAMCITY_PULLREQUEST_TITLE", "teamcity.pullRequest.title"],
  "change.url": {
    of: ["vcsroot.url", ...NUMBER],
    read: (env) => githubPage(messageIn(env, "vcsroot.url"), "pull", changeNumberIn(env, ...NUMBER)),
  },
  "change.sourceBranch": ["TEAMCITY_PULLREQUEST_SOURCE_BRANCH", "teamcity.pullRequest.source.branch"],
  "change.targetBranch": ["TEAMCITY_PULLREQUEST_TARGET_BRANCH", "teamcity.pullRequest.target.branch"],
  // Without a user it is the name of a trigger: "Git", "Schedule Trigger".
  "actor.name": {
    of: ["teamcity.build.triggeredBy"],
    read: (env) =>
      nameIn(env, "teamcity.build.triggeredBy.username") === undefined
        ? undefined
        : nameIn(env, "teamcity.build.triggeredBy"),
  },
  "actor.username": ["teamcity.build.triggeredBy.username"],
  instance: {
    of: BUILD,
    read: (env) => {
      const host = ownHost(buildPage(env));
      return host?.endsWith(".teamcity.com") === true ? undefined : host;
    },
  },
};

/**
 * TeamCity. What its variables don't say stands in two files, of which the first names the second.
 *
 * @see https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html
 */
export const teamcity: CiSource = {
  id: "teamcity",
  fields,
  read: (env, options) => readFields(teamcityWords, fields, withProperties(env, options), options),
};

/** The variables with the properties of both files beside them. */
function withProperties(env: Environment, options: CiOptions): Environment {
  const ofBuild = parseProperties(namedFile(env, options, "TEAMCITY_BUILD_PROPERTIES_FILE"));
  const ofConfiguration = parseProperties(namedFile(ofBuild, options, CONFIGURATION_FILE));
  return { ...ofConfiguration, ...ofBuild, ...env };
}

function parseProperties(text: string | undefined): Environment {
  const properties: Record<string, string> = {};
  for (const line of (text ?? "").split(/\r?\n|\r/)) {
    const [, rawName = "", rawValue = ""] = line.match(PROPERTY) ?? [];
    const name = unescaped(rawName);
    const known = name.startsWith(`${FULL_BRANCH}.`) ? FULL_BRANCH : name;
    if (known === FULL_BRANCH || PROPERTIES.has(known)) properties[known] ??= unescaped(rawValue);
  }
  return properties;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f" };
  return text.replace(ESCAPED, (_, code: string | undefined, letter = "") =>
    code === undefined ? (letters[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function buildPage(env: Environment): string | undefined {
  const [server, id] = [messageIn(env, "teamcity.serverUrl")?.replace(/\/+$/, ""), nameIn(env, "teamcity.build.id")];
  const page =
    server === undefined || id === undefined ? undefined : `${server}/viewLog.html?buildId=${encodeURIComponent(id)}`;
  return messageIn(env, "BUILD_URL") ?? page;
}
