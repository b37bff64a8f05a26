import type { WordsLocale } from "../locale.ts";
import type { CommandName, OptionName } from "../options.ts";
import { helpEn } from "./help.en.ts";
import { helpZhCN } from "./help.zh-CN.ts";

type Shape = typeof helpZhCN;

/** What `--help` says. A language that misses a command or an option does not compile. */
export interface HelpTexts extends Omit<Shape, "options" | "commands"> {
  readonly options: Readonly<Record<OptionName, string>>;
  readonly commands: Readonly<Record<CommandName | "config", string>>;
}

/** Command lines that can be copied, by command. */
export const examples: Readonly<Record<CommandName, readonly string[]>> = {
  notify: [
    "dingpipe notify --status FAIL",
    'dingpipe notify --status "$STATUS" --task build --mention all',
    "dingpipe notify --status 1 --dry-run",
    "dingpipe notify --status FAIL --via https://hooks.example.com",
  ],
  exec: ["dingpipe exec -- make test", "dingpipe exec --tail 20 --timeout 30m -- npm test"],
  send: [
    'dingpipe send "hello"',
    "dingpipe send --title Report --text - < report.md",
    "dingpipe send --file message.json",
  ],
  explain: [
    "dingpipe explain",
    "dingpipe explain --event body.json --source github --header X-GitHub-Event=workflow_run",
  ],
  sources: ["dingpipe sources", "dingpipe sources gitee-pipeline"],
  mock: ["dingpipe mock", "dingpipe mock --port 0 --keyword build"],
  serve: ["dingpipe serve --data /var/lib/dingpipe", "dingpipe serve --port 8787 --host 0.0.0.0 --trust-proxy --json"],
  init: ["dingpipe init --ci gitlab-ci", "dingpipe init --gateway workers my-gateway --domain hooks.example.com"],
  "config compile": ["dingpipe config compile -o config.js"],
  "config validate": ["dingpipe config validate", "dingpipe config validate --config ci/dingpipe.yaml --json"],
  "config schema": ["dingpipe config schema > dingpipe.schema.json"],
};

/** The help of a language. */
export function helpOf(locale: WordsLocale): HelpTexts {
  return locale === "zh-CN" ? helpZhCN : helpEn;
}
