import { commitOf, type EventDraft, filled, named, paramsOf, refOf, repositoryOf } from "../draft.ts";
import { at, jsonAt, listAt, nameAt, pageAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { parseState } from "../status.ts";

/**
 * The webhook notice of a task in one of Gitee's pipelines: the only thing that Gitee tells of a pipeline to a machine.
 *
 * @see https://help.gitee.com/enterprise/pipeline/notice/webhook
 */
export const giteePipeline: WebhookSource = {
  id: "gitee-pipeline",
  names: { "zh-CN": "Gitee 流水线通知", en: "Gitee pipeline notice" },
  setup: {
    "zh-CN":
      "流水线 → 编辑任务 → 通知及高级配置 → 添加 → Webhook：URL 填 `https://网关/hooks/名称/token`，通知事件勾选任务成功、任务失败、任务取消、任务跳过中需要的几项。按任务设置，每个要通知的任务都要加。",
    en: "Pipeline → edit a task → notices and advanced settings (通知及高级配置) → add (添加) → Webhook: `https://GATEWAY/hooks/NAME/TOKEN` as URL, and the events that are wanted: 任务成功 success, 任务失败 failure, 任务取消 canceled, 任务跳过 skipped. Each task that is to be told of has a notice of its own.",
  },
  lacks: {
    "zh-CN":
      "没有触发人、提交说明、时间，也没有整条流水线结束的通知，所以按任务逐条通知。请求可选“密钥”，但 Gitee 没有公布签名算法，这里用路径里的 token 校验。",
    en: "It names nobody, has no commit message and no time, and there is no notice of a whole pipeline's end: tasks are told one by one. It can be given a key (密钥), but how it signs is not documented: the token in the path is what is checked.",
  },
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
  return {
    kind: "pipeline",
    source: { event: "task", action: statusRaw },
    pipeline: named(said(job, "pipelineName"), { id: said(job, "pipelineId") }),
    run: filled({ number: said(job, "buildNumber") }),
    stage: stage === undefined ? undefined : { name: stage },
    task: named(said(job, "jobName"), { url: pageAt(job, "pipelineUrl") }),
    state: parseState("gitee-pipeline", statusRaw ?? ""),
    statusRaw,
    repository: repositoryOf(path, path?.includes("/") === true ? `https://gitee.com/${path}` : undefined),
    ref: refOf(said(code, "branch")),
    commit: commitOf(said(code, "commitId"), {}),
    artifacts: artifacts.length === 0 ? undefined : artifacts,
    params: paramsOf([
      ...sources.flatMap((source) => pairsIn(jsonAt(source, "upParams"))),
      ...pairsIn(at(body, "globalParams")),
    ]),
    url: pageAt(job, "pipelineUrl"),
  };
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
