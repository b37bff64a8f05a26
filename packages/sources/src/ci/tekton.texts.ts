import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Tekton", en: "Tekton" },
  statusOptions: {
    "zh-CN":
      '在 `finally` 任务里用 params 传入：`status` 取 `$(tasks.status)`，`pipeline` 取 `$(context.pipeline.name)`，`run` 取 `$(context.pipelineRun.name)`，然后执行 `dingpipe notify --provider tekton --status "$(params.status)" --pipeline "$(params.pipeline)" --url "https://你的 Dashboard/#/namespaces/$(context.taskRun.namespace)/pipelineruns/$(params.run)"`。也可以传入某个任务的 `$(tasks.任务名.status)`。',
    en: 'Hand them to a task in `finally` as params: `status` from `$(tasks.status)`, `pipeline` from `$(context.pipeline.name)`, `run` from `$(context.pipelineRun.name)`, and run `dingpipe notify --provider tekton --status "$(params.status)" --pipeline "$(params.pipeline)" --url "https://YOUR-DASHBOARD/#/namespaces/$(context.taskRun.namespace)/pipelineruns/$(params.run)"`. The status of one task is `$(tasks.NAME.status)`.',
  },
};
