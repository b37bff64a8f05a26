import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "GitHub Actions", en: "GitHub Actions" },
  statusOptions: {
    "zh-CN":
      '环境变量里没有状态，只有表达式里有。请在通知步骤写上 `if: always()`，并执行 `dingpipe notify --status "${{ job.status }}"`；单独的通知任务用 `needs: build`，并执行 `dingpipe notify --status "${{ needs.build.result }}"`。也可以在 `env:` 里写 `DINGPIPE_STATUS: ${{ job.status }}`。',
    en: 'The status is in no variable, only in an expression. Give the notifying step `if: always()` and run `dingpipe notify --status "${{ job.status }}"`; a notifying job of its own has `needs: build` and runs `dingpipe notify --status "${{ needs.build.result }}"`. Or set `DINGPIPE_STATUS: ${{ job.status }}` under `env:`.',
  },
};
