import { nameIn } from "../environment.ts";
import type { CiSource } from "../source.ts";
import { actionsFields, withEvent } from "./actions.ts";
import { readFields } from "./fields.ts";

const fields = actionsFields({
  prefixes: ["GITHUB_"],
  sharedHosts: ["github.com"],
  changePath: "pull",
  shaIsHead: false,
  runPathOf: ["RUN_ID", "RUN_ATTEMPT"],
  runPath: (env) => {
    const [id, attempt] = [nameIn(env, "GITHUB_RUN_ID"), nameIn(env, "GITHUB_RUN_ATTEMPT")];
    if (id === undefined) return undefined;
    return `/actions/runs/${encodeURIComponent(id)}${attempt === undefined ? "" : `/attempts/${encodeURIComponent(attempt)}`}`;
  },
  workflowPath: (file) => `/actions/workflows/${file}`,
});

/**
 * GitHub Actions, on github.com or on a company's own host.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export const github: CiSource = {
  id: "github",
  names: { "zh-CN": "GitHub Actions", en: "GitHub Actions" },
  statusOptions: {
    "zh-CN":
      '环境变量里没有状态，只有表达式里有。请在通知步骤写上 `if: always()`，并执行 `dingpipe notify --status "${{ job.status }}"`；单独的通知任务用 `needs: build`，并执行 `dingpipe notify --status "${{ needs.build.result }}"`。也可以在 `env:` 里写 `DINGPIPE_STATUS: ${{ job.status }}`。',
    en: 'The status is in no variable, only in an expression. Give the notifying step `if: always()` and run `dingpipe notify --status "${{ job.status }}"`; a notifying job of its own has `needs: build` and runs `dingpipe notify --status "${{ needs.build.result }}"`. Or set `DINGPIPE_STATUS: ${{ job.status }}` under `env:`.',
  },
  fields,
  read: (env, options) => readFields("github", fields, withEvent(env, options, "GITHUB_EVENT_PATH"), options),
};
