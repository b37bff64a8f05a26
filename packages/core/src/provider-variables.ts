import type { Event } from "./event.ts";

type Names = (event: Event) => Readonly<Record<string, string | undefined>>;

/**
 * The variables that a provider's own templates know, made from an event: a notice's `${GITEE_PIPELINE_NAME}` then means the
 * same in the gateway as in a job. Empty for a provider without such names; a value that the event lacks is left out.
 *
 * @see https://help.gitee.com/gitee-go/pipeline/parameter
 */
export function providerVariables(event: Event): Readonly<Record<string, string>> {
  const family = Object.keys(namesByFamily).find(
    (name) => event.source.provider === name || event.source.provider.startsWith(`${name}-`),
  );
  const names = family === undefined ? {} : (namesByFamily[family]?.(event) ?? {});
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(names)) if (value !== undefined) known[name] = value;
  return known;
}

// A row for each family of providers: `gitee` means every `gitee-*`.
const namesByFamily: Readonly<Record<string, Names>> = {
  gitee: (event) => {
    const { pipeline, run, stage, ref, change, commit, trigger } = event.kind === "pipeline" ? event : absent;
    return {
      // Gitee's NAME is the pipeline's unique id, DISPLAY_NAME what people read; where only one is known it stands for both.
      GITEE_PIPELINE_NAME: pipeline?.id ?? pipeline?.name,
      GITEE_PIPELINE_DISPLAY_NAME: pipeline?.name,
      GITEE_PIPELINE_BUILD_NUMBER: run?.number,
      GITEE_PIPELINE_TRIGGER_USER: event.actor?.username ?? event.actor?.name,
      GITEE_STAGE_NAME: stage?.name,
      GITEE_STAGE_DISPLAY_NAME: stage?.name,
      // In a pull request's run Gitee's BRANCH is the target, the sources have names of their own.
      GITEE_BRANCH: change?.targetBranch ?? ref?.branch,
      GITEE_COMMIT: change === undefined ? commit?.sha : undefined,
      GITEE_SHORT_COMMIT: change === undefined ? commit?.shortSha : undefined,
      GITEE_COMMIT_MESSAGE: change?.title ?? commit?.message ?? commit?.title,
      GITEE_SOURCE_BRANCH: change?.sourceBranch,
      GITEE_SOURCE_COMMIT: change === undefined ? undefined : commit?.sha,
      GITEE_PULL_ID: change?.number,
      GITEE_PULL_REQUEST_ID: change?.number,
      GITEE_PULL_REQUEST_TITLE: change?.title,
      GITEE_COMMENT: trigger?.type === "comment" ? trigger.raw : undefined,
      GITEE_REPO: event.repository?.fullName,
    };
  },
};

const absent: {
  readonly [Field in "pipeline" | "run" | "stage" | "ref" | "change" | "commit" | "trigger"]?: undefined;
} = {};
