import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "GitHub Actions", en: "GitHub Actions" },
  statusOptions: {
    "zh-CN":
      '环境变量里没有状态，只有表达式里有。请在通知步骤写上 `if: always()`，并执行 `dingpipe notify --status "${{ job.status }}"`；单独的通知任务用 `needs: build`，并执行 `dingpipe notify --status "${{ needs.build.result }}"`。也可以在 `env:` 里写 `DINGPIPE_STATUS: ${{ job.status }}`。由 `workflow_run` 触发的工作流里，不给状态时通知的是触发它的那次运行（例如来自 fork 的 PR），用 Action 时写 `status: ""`；给了状态时通知的是任务自己，分支和提交取自那次运行。',
    en: 'The status is in no variable, only in an expression. Give the notifying step `if: always()` and run `dingpipe notify --status "${{ job.status }}"`; a notifying job of its own has `needs: build` and runs `dingpipe notify --status "${{ needs.build.result }}"`. Or set `DINGPIPE_STATUS: ${{ job.status }}` under `env:`. In a workflow that `workflow_run` starts, the message is about the run that started it (of a fork\'s pull request, say) where no status is given, by the Action with `status: ""`; with a status it is about the job itself, for the branch and commit of that run.',
  },
};
