// Another program's readings of the same environments, as an outside oracle. They are third-party data and are not kept here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusFolder } from "../../../../tools/corpus/read-corpus.ts";
import type { Environment } from "../environment.ts";
import { gitUrl } from "../git-url.ts";
import { findCi } from "./detect.ts";
import { readVariables } from "./read-environment.fixture.ts";

type Tags = Readonly<Record<string, string>>;
type Reading = ReturnType<typeof readVariables>;

/** Their names of providers that have another with us. */
const PROVIDERS: Readonly<Record<string, string>> = { azurepipelines: "azure", travisci: "travis" };

/** What they call a pipeline is a run, and what they call a job is a task. */
const FIELDS: Readonly<Record<string, (event: Reading) => string | undefined>> = {
  "ci.pipeline.id": ({ run }) => run?.id,
  "ci.pipeline.name": ({ pipeline }) => pipeline?.name,
  "ci.pipeline.number": ({ run }) => run?.number,
  "ci.pipeline.url": ({ run }) => run?.url,
  "ci.stage.name": ({ stage }) => stage?.name,
  "ci.job.id": ({ task }) => task?.id,
  "ci.job.name": ({ task }) => task?.name,
  "ci.job.url": ({ task }) => task?.url,
  "git.branch": ({ ref }) => ref?.branch,
  "git.tag": ({ ref }) => ref?.tag,
  "git.commit.sha": ({ commit }) => commit?.sha,
  "git.commit.message": ({ commit }) => commit?.message,
  "git.commit.author.name": ({ commit }) => commit?.author?.name,
  "git.commit.author.email": ({ commit }) => commit?.author?.email,
  "git.repository_url": ({ repository }) => repository?.url,
  "git.pull_request.base_branch": ({ change }) => change?.targetBranch,
  "pr.number": ({ change }) => change?.number,
};
// Where the job runs, what is sent to their service, and facts that an event has no place for.
const NOT_OURS =
  /^(?:_dd\.|ci\.(?:node|provider|workspace)|git\.commit\.(?:committer|author\.date|head)|.*_branch(?:_head)?_sha$)/;

interface Deviation {
  readonly files: readonly string[];
  readonly tags: readonly string[];
  readonly argument: string;
}

const TASK = ["ci.job.id", "ci.job.url"];
const DEVIATIONS: readonly Deviation[] = [
  {
    files: ["azurepipelines", "bitbucket", "buildkite", "circleci", "jenkins"],
    tags: ["git.repository_url"],
    argument:
      "An @ behind the host may end a password, as in https://user:pa/ss@host: such an address gives no page at all.",
  },
  {
    files: ["azurepipelines"],
    tags: TASK,
    argument: "These jobs have an id and no name; an event's task has a name, and Azure always gives one.",
  },
  {
    files: ["azurepipelines"],
    tags: ["git.commit.author.name", "git.commit.author.email"],
    argument: "BUILD_REQUESTEDFOR is who started the run, our actor; the author is BUILD_SOURCEVERSIONAUTHOR.",
  },
  {
    files: ["azurepipelines"],
    tags: ["git.commit.message"],
    argument: "In a pull request BUILD_SOURCEVERSIONMESSAGE is that of the merge which Azure tries, not of its head.",
  },
  {
    files: ["azurepipelines"],
    tags: ["git.repository_url"],
    argument: "The repository is the pipeline's, also where a pull request comes from a fork.",
  },
  {
    files: ["bitbucket"],
    tags: ["ci.job.url"],
    argument: "A step has no name here, and this page is the run's, which run.url has.",
  },
  {
    files: ["bitbucket"],
    tags: ["git.repository_url"],
    argument: "Of two addresses that of the web is the repository's page.",
  },
  {
    files: ["buildkite"],
    tags: TASK,
    argument: "These jobs have neither label nor key; their command may hold a secret and is no name.",
  },
  {
    files: ["circleci"],
    tags: ["ci.pipeline.url"],
    argument: "CIRCLE_BUILD_URL is a company's own server, whose runs have no page on app.circleci.com.",
  },
  {
    files: ["drone"],
    tags: ["git.branch"],
    argument: "A tag has no branch; in a pull request DRONE_BRANCH is where it goes to.",
  },
  {
    files: ["drone"],
    tags: ["git.tag"],
    argument: "A run of a pull request is none of a tag: Drone never sets both.",
  },
  {
    files: ["drone"],
    tags: ["git.commit.message"],
    argument: "Drone's server puts the description of a pull request there.",
  },
  {
    files: ["github"],
    tags: TASK,
    argument: "JOB_CHECK_RUN_ID is no variable of GitHub's: Datadog's users set it for Datadog.",
  },
  {
    files: ["github"],
    tags: ["git.commit.sha"],
    argument: "In a pull request GITHUB_SHA is a merge that only GitHub has made; the head stands in the event's file.",
  },
  {
    files: ["github"],
    tags: ["git.pull_request.base_branch"],
    argument: "GitHub sets GITHUB_BASE_REF only beside GITHUB_HEAD_REF, and here it stands alone.",
  },
  {
    files: ["gitlab"],
    tags: ["git.repository_url"],
    argument: "CI_REPOSITORY_URL holds the job's token and is not read: CI_PROJECT_URL is the page.",
  },
  { files: ["gitlab"], tags: ["git.branch"], argument: "A tag has no branch." },
  {
    files: ["travisci"],
    tags: ["ci.job.url"],
    argument: "These jobs have neither name nor number; Travis gives every job a number.",
  },
  {
    files: ["travisci"],
    tags: ["git.repository_url"],
    argument: "travisci.com is none of Travis's hosts: a company's own Travis has the company's own forge.",
  },
  {
    files: ["travisci"],
    tags: ["git.branch"],
    argument: "TRAVIS_PULL_REQUEST says false: the branch is TRAVIS_BRANCH.",
  },
  {
    files: ["travisci"],
    tags: ["git.commit.message"],
    argument: "In a pull request TRAVIS_COMMIT_MESSAGE is that of the merge which Travis tries, not of its head.",
  },
];
/** Files of CIs that dingpipe does not read; `usersupplied` is of no CI but of Datadog's own variables. */
const NO_SOURCE = ["appveyor", "awscodepipeline", "bitrise", "buddy", "codefresh", "usersupplied"];

const parent = corpusFolder();
const folder = parent === undefined ? undefined : join(parent, "ci-env", "datadog-ci");
if (folder === undefined || !existsSync(folder)) {
  it("finds no environments here: set DINGPIPE_CORPUS to a folder of payloads", () => {
    expect(folder === undefined || !existsSync(folder)).toBe(true);
  });
} else {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length));
  const known = files.filter((file) => !NO_SOURCE.includes(file));

  describe("the environments of datadog-ci", () => {
    it("are all looked at", () => {
      expect(files.filter((file) => findCi(providerOf(file)) === undefined).sort()).toEqual(NO_SOURCE);
      expect(known.length).toBeGreaterThan(8);
    });

    it.for(known)("say of %s what they say there, but for what is argued", (file) => {
      const argued = DEVIATIONS.filter(({ files: named }) => named.includes(file)).flatMap(({ tags }) => tags);
      const found = readPairs(folder, file).flatMap((pair) => differences(pair, file));
      expect(found.filter(({ tag }) => !argued.includes(tag))).toEqual([]);
      // An argument that nothing needs any more would hide the next mistake.
      expect(argued.filter((tag) => !found.some((difference) => difference.tag === tag))).toEqual([]);
    });

    it.for(NO_SOURCE)("are of nobody that dingpipe knows in %s, and are read all the same", (file) => {
      for (const [env] of readPairs(folder, file)) expect(readVariables(env).source.provider).toBe("generic");
    });
  });
}

function providerOf(file: string): string {
  return PROVIDERS[file] ?? file;
}

function readPairs(path: string, file: string): readonly (readonly [Environment, Tags])[] {
  return JSON.parse(readFileSync(join(path, `${file}.json`), "utf8")) as readonly (readonly [Environment, Tags])[];
}

function differences([env, tags]: readonly [Environment, Tags], file: string) {
  const event = readVariables(env, { provider: providerOf(file) });
  // The head of a pull request is named apart from the merge that is tried.
  const all = { ...tags, "git.commit.sha": tags["git.commit.head.sha"] ?? tags["git.commit.sha"] };
  return Object.entries(all)
    .filter(([tag]) => !NOT_OURS.test(tag) && !isOverridden(env, tag))
    .map(([tag, value]) => ({ tag, theirs: normal(tag, value), ours: normal(tag, FIELDS[tag]?.(event)) }))
    .filter(({ theirs, ours }) => theirs !== ours);
}

/** What Datadog's own variables say instead of the CI's: `DD_GIT_BRANCH`. */
function isOverridden(env: Environment, tag: string): boolean {
  const variable = `DD_${tag.replaceAll(".", "_").toUpperCase()}`;
  return env[variable] !== undefined || (tag === "git.branch" && env["DD_GIT_TAG"] !== undefined);
}

function normal(tag: string, value: string | undefined): string | undefined {
  if (tag === "git.repository_url") return gitUrl(value) ?? value;
  return value !== undefined && tag.endsWith(".url") && URL.canParse(value) ? new URL(value).href : value;
}
