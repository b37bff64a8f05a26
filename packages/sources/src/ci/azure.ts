import { changeNumberIn, type Environment, messageIn, nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { azureWords } from "../states.ts";
import { type CiFields, ownHost, readFields, UNNUMBERED } from "./fields.ts";

const NUMBER = ["SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID"];
// What Azure calls the stage and the job of a pipeline that has neither.
const NAMELESS = "__default";
const HEAD = "SYSTEM_PULLREQUEST_SOURCECOMMITID";
const SOURCE = "SYSTEM_PULLREQUEST_SOURCEBRANCH";
const SERVER = ["SYSTEM_TEAMFOUNDATIONSERVERURI", "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"];
const FORGE_PATHS: Readonly<Record<string, Readonly<Record<"change" | "commit", string>>>> = {
  tfsgit: { change: "pullrequest", commit: "commit" },
  github: { change: "pull", commit: "commit" },
  githubenterprise: { change: "pull", commit: "commit" },
  bitbucket: { change: "pull-requests", commit: "commits" },
};
const PROJECT = ["SYSTEM_TEAMPROJECTID", "SYSTEM_TEAMPROJECT"];

const fields: CiFields = {
  "pipeline.id": ["SYSTEM_DEFINITIONID"],
  "pipeline.name": ["BUILD_DEFINITIONNAME"],
  "pipeline.url": {
    of: [...SERVER, ...PROJECT, "SYSTEM_DEFINITIONID"],
    read: (env) => pageOf(env, "/_build?definitionId=", nameIn(env, "SYSTEM_DEFINITIONID")),
  },
  "run.id": ["BUILD_BUILDID"],
  "run.number": ["BUILD_BUILDNUMBER", "BUILD_BUILDID"],
  "run.url": { of: [...SERVER, ...PROJECT, "BUILD_BUILDID"], read: runPage },
  stage: named("SYSTEM_STAGEDISPLAYNAME", "SYSTEM_STAGENAME"),
  "task.id": ["SYSTEM_JOBID"],
  "task.name": named("SYSTEM_JOBDISPLAYNAME", "SYSTEM_JOBNAME"),
  "task.url": {
    of: [...SERVER, ...PROJECT, "BUILD_BUILDID", "SYSTEM_JOBID", "SYSTEM_TASKINSTANCEID"],
    read: taskPage,
  },
  "environment.name": ["ENVIRONMENT_NAME"],
  status: ["AGENT_JOBSTATUS"],
  startedAt: ["SYSTEM_PIPELINESTARTTIME"],
  repository: ["BUILD_REPOSITORY_NAME"],
  "repository.url": ["BUILD_REPOSITORY_URI"],
  "commit.sha": ["BUILD_SOURCEVERSION"],
  "commit.message": ["BUILD_SOURCEVERSIONMESSAGE"],
  "commit.url": {
    of: ["BUILD_REPOSITORY_PROVIDER", "BUILD_REPOSITORY_URI", HEAD, "BUILD_SOURCEVERSION"],
    read: (env) => pageOfForge(env, "commit", nameIn(env, HEAD, "BUILD_SOURCEVERSION")),
  },
  "commit.author.name": ["BUILD_SOURCEVERSIONAUTHOR"],
  ref: ["BUILD_SOURCEBRANCH"],
  // The last part of the branch's name: it stands for the whole only where there is no other.
  branch: ["BUILD_SOURCEBRANCHNAME"],
  "change.number": {
    of: [...NUMBER, SOURCE, HEAD],
    read: (env) => changeNumberIn(env, ...NUMBER) ?? (nameIn(env, SOURCE, HEAD) === undefined ? undefined : UNNUMBERED),
  },
  "change.url": {
    of: ["BUILD_REPOSITORY_PROVIDER", "BUILD_REPOSITORY_URI", ...NUMBER],
    read: (env) => pageOfForge(env, "change", changeNumberIn(env, ...NUMBER)),
  },
  "change.sourceBranch": [SOURCE],
  "change.targetBranch": ["SYSTEM_PULLREQUEST_TARGETBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCHNAME"],
  "change.sha": [HEAD],
  "actor.name": ["BUILD_REQUESTEDFOR"],
  "actor.email": ["BUILD_REQUESTEDFOREMAIL"],
  trigger: ["BUILD_REASON"],
  instance: { of: SERVER, read: instanceOf },
};

/**
 * Azure Pipelines, in the cloud or on a company's own server.
 *
 * @see https://learn.microsoft.com/azure/devops/pipelines/build/variables
 */
export const azure: CiSource = {
  id: "azure",
  fields,
  read: (env, options) => readFields(azureWords, fields, env, options),
};

function named(...variables: readonly string[]) {
  return {
    of: variables,
    read: (env: Environment) =>
      variables.map((variable) => nameIn(env, variable)).find((name) => name !== undefined && name !== NAMELESS),
  };
}

function pageOf(env: Environment, path: string, id: string | undefined): string | undefined {
  const [server, project] = [nameIn(env, ...SERVER)?.replace(/\/+$/, ""), nameIn(env, ...PROJECT)];
  return server === undefined || project === undefined || id === undefined
    ? undefined
    : `${server}/${encodeURIComponent(project)}${path}${encodeURIComponent(id)}`;
}

function runPage(env: Environment): string | undefined {
  return pageOf(env, "/_build/results?buildId=", nameIn(env, "BUILD_BUILDID"));
}

function taskPage(env: Environment): string | undefined {
  const [run, job, task] = [runPage(env), nameIn(env, "SYSTEM_JOBID"), nameIn(env, "SYSTEM_TASKINSTANCEID")];
  if (run === undefined || job === undefined) return undefined;
  const step = task === undefined ? "" : `&t=${encodeURIComponent(task)}`;
  return `${run}&view=logs&j=${encodeURIComponent(job)}${step}`;
}

/** The page of a pull request, or of a commit: each forge has its own path, and without its name there is none. */
function pageOfForge(env: Environment, kind: "change" | "commit", id: string | undefined): string | undefined {
  const provider = nameIn(env, "BUILD_REPOSITORY_PROVIDER")?.toLowerCase() ?? "";
  const repository = messageIn(env, "BUILD_REPOSITORY_URI")?.replace(/(?:\.git)?\/*$/, "");
  const path = Object.hasOwn(FORGE_PATHS, provider) ? FORGE_PATHS[provider]?.[kind] : undefined;
  return repository === undefined || path === undefined || id === undefined
    ? undefined
    : `${repository}/${path}/${encodeURIComponent(id)}`;
}

function instanceOf(env: Environment): string | undefined {
  const host = ownHost(nameIn(env, ...SERVER), "dev.azure.com");
  return host?.endsWith(".visualstudio.com") === true ? undefined : host;
}
