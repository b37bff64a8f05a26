import type { Environment } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { aliyunFlow } from "./aliyun-flow.ts";
import { azure } from "./azure.ts";
import { bitbucket } from "./bitbucket.ts";
import { bkCi } from "./bk-ci.ts";
import { buildkite } from "./buildkite.ts";
import { circleci } from "./circleci.ts";
import { cnb } from "./cnb.ts";
import { coding } from "./coding.ts";
import { drone } from "./drone.ts";
import { forgejo } from "./forgejo.ts";
import { generic } from "./generic.ts";
import { gitea } from "./gitea.ts";
import { giteeEnterprise } from "./gitee-enterprise.ts";
import { giteeGo } from "./gitee-go.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { jenkins } from "./jenkins.ts";
import { qci } from "./qci.ts";
import { sourcecraft } from "./sourcecraft.ts";
import { teamcity } from "./teamcity.ts";
import { tekton } from "./tekton.ts";
import { travis } from "./travis.ts";
import { volcengine } from "./volcengine.ts";
import { woodpecker } from "./woodpecker.ts";

/** Every CI that can be read, in the order in which they are asked: some look like another with more. */
export const ciSources: readonly CiSource[] = [
  forgejo,
  gitea,
  github,
  cnb,
  coding,
  giteeEnterprise,
  giteeGo,
  bkCi,
  qci,
  sourcecraft,
  gitlab,
  woodpecker,
  drone,
  circleci,
  buildkite,
  travis,
  bitbucket,
  teamcity,
  azure,
  volcengine,
  aliyunFlow,
  jenkins,
  tekton,
  generic,
];

/** What `--provider` takes, for "did you mean". */
export const ciProviders: readonly string[] = ["gitee", ...ciSources.map((source) => source.id)];

/** The CI that this is the environment of; `generic` where none is known. Never throws. */
export function detectCi(env: Environment): CiSource {
  return ciSources.find((source) => source.detect(env)) ?? generic;
}

/** The CI of that id, in any case; `gitee` is that one of Gitee's which fits the environment. `undefined` for no known id. */
export function findCi(provider: string, env: Environment = {}): CiSource | undefined {
  const id = provider.trim().toLowerCase();
  if (id === "gitee") return giteeEnterprise.detect(env) ? giteeEnterprise : giteeGo;
  return ciSources.find((source) => source.id === id);
}
