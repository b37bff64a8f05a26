import type { CiTexts } from "../source.ts";

export const texts: CiTexts = {
  names: { "zh-CN": "Travis CI", en: "Travis CI" },
  statusOptions: {
    "zh-CN":
      "Travis 只在 `after_success`、`after_failure`、`after_script` 里给出结果 `TRAVIS_TEST_RESULT`，dingpipe 会自动读取。请把 `dingpipe notify` 放进 `after_script`；或用 `dingpipe exec -- 命令` 运行命令。",
    en: "Travis tells the result (`TRAVIS_TEST_RESULT`) in `after_success`, `after_failure` and `after_script` alone; dingpipe reads it there. Put `dingpipe notify` into `after_script`; or run the command as `dingpipe exec -- COMMAND`.",
  },
};
