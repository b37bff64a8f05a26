import type { TriggerType } from "@dingpipe/core";

/** What CIs call the causes of a run, in lower case; `pull_request_target` is a `pull_request` with details behind it, like others. */
const words = {
  push: "push,ref_change,push hook,trigger_ci,individualci,batchedci,code_push,commit.add,branch.create,scmtrigger,web_hook,代码变更,code changes,change-merged,ref-updated",
  tag: "tag,tag_push,tag push hook,trigger_tag,create_tag",
  change:
    "pull_request,pullrequest,merge_request,external_pull_request_event,merge request hook,trigger_mr,patch,mr,pr,merge,mergeable,merged,patchset-created",
  schedule: "schedule,scheduled,cron,crontab,timer,time_trigger,trigger_timer,timertrigger,scheduleforced,定时,timing",
  manual:
    "workflow_dispatch,web,manual,custom,ui,trigger_manual,web_trigger,manualtrigger,useridcause,手动触发,页面手动触发,手动",
  api: "api,trigger,repository_dispatch,webide,chat,remote,openapi,service,api_trigger,远程触发,remote triggering,openapi启动,openapi start,第三方启动,third-party start",
  upstream:
    "pipeline,parent_pipeline,workflow_run,workflow_call,buildcompletion,resourcetrigger,upstream,trigger_job,upstreamtrigger,流水线",
  deployment: "deployment,deploy,promote,rollback,tag_deploy",
  release: "release",
  comment: "comment-added,issue_comment,note hook,note,comment,pull_request.comment",
} as const satisfies Partial<Record<TriggerType, string>>;

const types: ReadonlyMap<string, TriggerType> = new Map(
  Object.entries(words).flatMap(([type, list]) => list.split(",").map((word) => [word, type as TriggerType] as const)),
);

// Some CIs put the details behind the word: `pull_request.update`, `api_trigger_nightly`, `crontab: 0 9 * * *`.
const STEM = /^[a-z]+(?:_[a-z]+)?(?=[._:])/;

/** What started a run, from its CI's own word; a word that nobody knows is `unknown` and is kept. */
export function triggerOf(raw: string | undefined): { readonly type: TriggerType; readonly raw: string } | undefined {
  if (raw === undefined) return undefined;
  const word = raw.toLowerCase();
  return { type: types.get(word) ?? types.get(word.match(STEM)?.[0] ?? "") ?? "unknown", raw };
}
