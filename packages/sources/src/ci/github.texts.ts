import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "GitHub Actions", en: "GitHub Actions" },
  statusOptions: {
    "zh-CN":
      '环境变量里没有状态，只有表达式里有。请在通知步骤写上 `if: always()`，并执行 `dingpipe notify --status "${{ job.status }}"`；单独的通知任务用 `needs: build`，并执行 `dingpipe notify --status "${{ needs.build.result }}"`。也可以在 `env:` 里写 `DINGPIPE_STATUS: ${{ job.status }}`。由 `workflow_run` 触发的工作流，环境变量说的是它自己（默认分支）；要通知触发它的那次运行（例如 fork 的合并请求），请执行 `dingpipe notify --event "$GITHUB_EVENT_PATH" --source github --header X-GitHub-Event=workflow_run`。',
    en: 'The status is in no variable, only in an expression. Give the notifying step `if: always()` and run `dingpipe notify --status "${{ job.status }}"`; a notifying job of its own has `needs: build` and runs `dingpipe notify --status "${{ needs.build.result }}"`. Or set `DINGPIPE_STATUS: ${{ job.status }}` under `env:`. In a workflow that `workflow_run` starts the variables are its own, of the default branch: tell of the run that ended (of a pull request of a fork, say) by `dingpipe notify --event "$GITHUB_EVENT_PATH" --source github --header X-GitHub-Event=workflow_run`.',
  },
};
