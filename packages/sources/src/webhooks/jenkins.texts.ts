import type { WebhookTexts } from "../source.ts";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Jenkins", en: "Jenkins" },
  setup: {
    "zh-CN":
      "任选一个插件，不要同时使用。① Notification 插件：任务配置 → Job Notifications → Add Endpoint，Format 选 JSON，Protocol 选 HTTP，Event 选 Job Finalized（或 All Events），URL 填 `https://用户名:密码@网关地址`（密码对应 `password`）或带 token 的网关地址；Log 行数填 0。② Generic Event 插件：系统管理 → System → Event Dispatcher，Event Receiver 填带 token 的网关地址，对全部任务生效。任务完成后会先后收到 COMPLETED 与 FINALIZED（run.completed 与 run.finalized），默认只通知后者；端点只发 Job Completed 时，请在 `events` 中写 COMPLETED。",
    en: "Use one of the two plugins, not both. (1) Notification plugin: the job's configuration → Job Notifications → Add Endpoint: format JSON, protocol HTTP, event Job Finalized (or All Events), the URL `https://user:password@gateway…` with the door's `password`, or the gateway's address with its token; 0 log lines. (2) Generic Event plugin: Manage Jenkins → System → Event Dispatcher: the gateway's address with its token as event receiver; it speaks for all jobs. A run that is over is told twice, as COMPLETED and FINALIZED (run.completed and run.finalized): only the latter is passed on, unless the door's `events` name the former.",
  },
  lacks: {
    "zh-CN":
      "Notification 插件不提供触发人、触发方式、提交说明和提交人；目标分支与标签构建无从区分。构建参数与日志不会进入通知。",
    en: "The Notification plugin does not say who or what started the run, nor the commit's message and author; a tag looks like a branch. Parameters and the log never reach a message.",
  },
};
