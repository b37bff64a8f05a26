import { type Environment, nameIn } from "../environment.ts";
import type { CiSource, CiTexts } from "../source.ts";

/** A CI and how its jobs are known; how it is read is loaded when one is found, and what is told of it when somebody asks. */
export interface CiEntry {
  /** As in `--provider`, `event.source.provider` and a rule's `sources`. */
  readonly id: string;
  /** The environment is that of a job of this CI. Never throws. */
  readonly detect: (env: Environment) => boolean;
  readonly load: () => Promise<CiSource>;
  readonly loadTexts: () => Promise<{ readonly texts: CiTexts }>;
}

const has = (env: Environment, ...variables: readonly string[]) => nameIn(env, ...variables) !== undefined;
const isTrue = (env: Environment, variable: string) => nameIn(env, variable) === "true";
const isGitee = (env: Environment) => has(env, "GITEE_PIPELINE_NAME", "GITEE_PIPELINE_BUILD_NUMBER");

/** Every CI that can be read, in the order in which they are asked: some look like another with more. */
export const ciEntries: readonly CiEntry[] = [
  {
    id: "forgejo",
    detect: (env) => isTrue(env, "FORGEJO_ACTIONS"),
    load: async () => (await import("./forgejo.ts")).forgejo,
    loadTexts: () => import("./forgejo.texts.ts"),
  },
  {
    id: "gitea",
    detect: (env) => isTrue(env, "GITEA_ACTIONS"),
    load: async () => (await import("./gitea.ts")).gitea,
    loadTexts: () => import("./gitea.texts.ts"),
  },
  {
    id: "github",
    detect: (env) => isTrue(env, "GITHUB_ACTIONS"),
    load: async () => (await import("./github.ts")).github,
    loadTexts: () => import("./github.texts.ts"),
  },
  {
    id: "cnb",
    detect: (env) => isTrue(env, "CNB"),
    load: async () => (await import("./cnb.ts")).cnb,
    loadTexts: () => import("./cnb.texts.ts"),
  },
  {
    id: "coding",
    detect: (env) => isTrue(env, "CODING") || has(env, "CCI_CURRENT_TEAM"),
    load: async () => (await import("./coding.ts")).coding,
    loadTexts: () => import("./coding.texts.ts"),
  },
  {
    id: "gitee-enterprise",
    detect: (env) => isGitee(env) && has(env, "GITEE_COMPANY"),
    load: async () => (await import("./gitee-enterprise.ts")).giteeEnterprise,
    loadTexts: () => import("./gitee-enterprise.texts.ts"),
  },
  {
    id: "gitee-go",
    detect: isGitee,
    load: async () => (await import("./gitee-go.ts")).giteeGo,
    loadTexts: () => import("./gitee-go.texts.ts"),
  },
  {
    id: "bk-ci",
    detect: (env) => has(env, "BK_CI_PIPELINE_NAME", "BK_CI_PIPELINE_ID"),
    load: async () => (await import("./bk-ci.ts")).bkCi,
    loadTexts: () => import("./bk-ci.texts.ts"),
  },
  {
    id: "qci",
    detect: (env) => has(env, "QCI_JOB_NAME", "QCI_JOB_ID"),
    load: async () => (await import("./qci.ts")).qci,
    loadTexts: () => import("./qci.texts.ts"),
  },
  {
    id: "sourcecraft",
    detect: (env) => isTrue(env, "SOURCECRAFT_CI"),
    load: async () => (await import("./sourcecraft.ts")).sourcecraft,
    loadTexts: () => import("./sourcecraft.texts.ts"),
  },
  {
    id: "gitlab",
    detect: (env) => isTrue(env, "GITLAB_CI"),
    load: async () => (await import("./gitlab.ts")).gitlab,
    loadTexts: () => import("./gitlab.texts.ts"),
  },
  {
    id: "woodpecker",
    detect: (env) => nameIn(env, "CI") === "woodpecker",
    load: async () => (await import("./woodpecker.ts")).woodpecker,
    loadTexts: () => import("./woodpecker.texts.ts"),
  },
  {
    id: "drone",
    detect: (env) => isTrue(env, "DRONE"),
    load: async () => (await import("./drone.ts")).drone,
    loadTexts: () => import("./drone.texts.ts"),
  },
  {
    id: "circleci",
    detect: (env) => isTrue(env, "CIRCLECI"),
    load: async () => (await import("./circleci.ts")).circleci,
    loadTexts: () => import("./circleci.texts.ts"),
  },
  {
    id: "buildkite",
    detect: (env) => isTrue(env, "BUILDKITE"),
    load: async () => (await import("./buildkite.ts")).buildkite,
    loadTexts: () => import("./buildkite.texts.ts"),
  },
  {
    id: "travis",
    detect: (env) => isTrue(env, "TRAVIS"),
    load: async () => (await import("./travis.ts")).travis,
    loadTexts: () => import("./travis.texts.ts"),
  },
  {
    id: "bitbucket",
    detect: (env) => has(env, "BITBUCKET_BUILD_NUMBER"),
    load: async () => (await import("./bitbucket.ts")).bitbucket,
    loadTexts: () => import("./bitbucket.texts.ts"),
  },
  {
    id: "teamcity",
    detect: (env) => has(env, "TEAMCITY_VERSION"),
    load: async () => (await import("./teamcity.ts")).teamcity,
    loadTexts: () => import("./teamcity.texts.ts"),
  },
  {
    id: "azure",
    detect: (env) => nameIn(env, "TF_BUILD")?.toLowerCase() === "true",
    load: async () => (await import("./azure.ts")).azure,
    loadTexts: () => import("./azure.texts.ts"),
  },
  {
    id: "volcengine",
    detect: (env) => has(env, "CP_WORKSPACE") && has(env, "PIPELINE_ID"),
    load: async () => (await import("./volcengine.ts")).volcengine,
    loadTexts: () => import("./volcengine.texts.ts"),
  },
  // It has no variable of its own, and its CI_COMMIT_… are GitLab's names.
  {
    id: "aliyun-flow",
    detect: (env) =>
      has(env, "PIPELINE_ID") && has(env, "PIPELINE_NAME") && has(env, "BUILD_EXECUTOR", "BUILD_MESSAGE"),
    load: async () => (await import("./aliyun-flow.ts")).aliyunFlow,
    loadTexts: () => import("./aliyun-flow.texts.ts"),
  },
  // The address is missing where nobody has told Jenkins its own.
  {
    id: "jenkins",
    detect: (env) => has(env, "JENKINS_URL") || (has(env, "JENKINS_HOME") && has(env, "BUILD_TAG")),
    load: async () => (await import("./jenkins.ts")).jenkins,
    loadTexts: () => import("./jenkins.texts.ts"),
  },
  // Its containers have no variables of a run.
  {
    id: "tekton",
    detect: () => false,
    load: async () => (await import("./tekton.ts")).tekton,
    loadTexts: () => import("./tekton.texts.ts"),
  },
  {
    id: "generic",
    detect: () => true,
    load: async () => (await import("./generic.ts")).generic,
    loadTexts: () => import("./generic.texts.ts"),
  },
];

/** What `--provider` takes, for "did you mean". */
export const ciProviders: readonly string[] = ["gitee", ...ciEntries.map(({ id }) => id)];

/** The CI that this is the environment of; `generic` where none is known. Never throws. */
export function detectCi(env: Environment): CiEntry {
  return ciEntries.find((entry) => entry.detect(env)) ?? entryOf("generic");
}

/** The CI of that id, in any case; `gitee` is that one of Gitee's which fits the environment. `undefined` for no known id. */
export function findCi(provider: string, env: Environment = {}): CiEntry | undefined {
  const id = provider.trim().toLowerCase();
  if (id !== "gitee") return ciEntries.find((entry) => entry.id === id);
  const enterprise = entryOf("gitee-enterprise");
  return enterprise.detect(env) ? enterprise : entryOf("gitee-go");
}

function entryOf(id: "generic" | "gitee-enterprise" | "gitee-go"): CiEntry {
  const entry = ciEntries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new TypeError(id);
  return entry;
}
