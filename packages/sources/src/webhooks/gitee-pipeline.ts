import { commitOf, type EventDraft, filled, listed, named, paramsOf, refOf, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, jsonAt, listAt, nameAt, pageAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { giteeWords, stateOf } from "../states.ts";

/**
 * The webhook notice of a task in one of Gitee's pipelines: the only thing that Gitee tells of a pipeline to a machine.
 *
 * @see https://help.gitee.com/enterprise/pipeline/notice/webhook
 */
export const giteePipeline: WebhookSource = {
  id: "gitee-pipeline",
  verification: {},
  parse: ({ body }) => {
    const job = at(body, "job");
    if (nameAt(job, "statusCode") === undefined) return { invalid: "job.statusCode" };
    if (said(job, "pipelineName") === undefined) return { invalid: "job.pipelineName" };
    return { events: [taskEvent(body, job)] };
  },
};

function taskEvent(body: unknown, job: unknown): EventDraft {
  const statusRaw = nameAt(job, "statusCode");
  const sources = listAt(body, "sources");
  const code = sources.find((source) => said(source, "repoPath") !== undefined);
  const artifacts = sources.flatMap((source) => artifactOf(source) ?? []);
  const stage = said(job, "stageName");
  const path = said(code, "repoPath");
  const page = pageAt(job, "pipelineUrl");
  const own = ownOrigin(page);
  return {
    kind: "pipeline",
    source: { event: "task", action: statusRaw, instance: own?.host },
    pipeline: named(said(job, "pipelineName"), { id: said(job, "pipelineId") }),
    run: filled({ number: said(job, "buildNumber") }),
    stage: named(stage),
    task: named(said(job, "jobName"), { url: page }),
    state: stateOf(giteeWords, statusRaw),
    statusRaw,
    repository: repositoryOf(
      path,
      path?.includes("/") === true ? `${own?.origin ?? "https://gitee.com"}/${path}` : undefined,
    ),
    ref: refOf(said(code, "branch")),
    commit: commitOf(said(code, "commitId"), {}),
    artifacts: listed(artifacts),
    params: paramsOf([
      ...sources.flatMap((source) => pairsIn(jsonAt(source, "upParams"))),
      ...pairsIn(at(body, "globalParams")),
    ]),
    url: page,
  };
}

/** Where a Gitee that a company runs itself is: the page of the task is all that tells it from gitee.com, whose pages are e.gitee.com's. */
function ownOrigin(page: string | undefined): URL | undefined {
  const url = parseUrl(page ?? "");
  return url === undefined || /^(?:.+\.)?gitee\.com$/.test(url.hostname) ? undefined : url;
}

/** A value that Gitee had none for arrives as its own reference, `${GITEE_BRANCH}`. */
function said(value: unknown, key: string): string | undefined {
  const text = nameAt(value, key);
  return text !== undefined && /^\$\{[^{}]*\}$/.test(text) ? undefined : text;
}

function artifactOf(source: unknown): { readonly name: string } | undefined {
  const [repository, version] = [said(source, "artifactRepo"), said(source, "artifactVersion")];
  if (repository === undefined) return undefined;
  return { name: version === undefined ? repository : `${repository}:${version}` };
}

function pairsIn(list: unknown): readonly (readonly [string | undefined, string | undefined])[] {
  return listAt(list).map((pair) => [nameAt(pair, "key"), said(pair, "value")]);
}
