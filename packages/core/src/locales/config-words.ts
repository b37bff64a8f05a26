import type { OnWord } from "../config/config.ts";
import type { ContentField } from "../content.ts";
import type { EventKind } from "../event.ts";

/** What a word of a rule means, for `docs/configuration.*.md`. The program itself never reads it. */
export interface WordText {
  readonly "zh-CN": string;
  readonly en: string;
}

/** The words of `kinds`. */
export const kindTexts: Readonly<Record<EventKind, WordText>> = {
  pipeline: { "zh-CN": "流水线的一次运行，或其中的阶段、任务", en: "A run of a pipeline, or a stage or task of it" },
  alert: { "zh-CN": "一组告警触发或恢复", en: "Alerts of one group fire or are resolved" },
  change: { "zh-CN": "代码推送、合并请求、发布版本", en: "A push, a pull request, a release" },
  deployment: { "zh-CN": "服务部署到某个环境", en: "A service is deployed to an environment" },
  artifact: {
    "zh-CN": "制品库里的制品：推送、删除、扫描",
    en: "An artifact is pushed to a registry, deleted from it or scanned there",
  },
};

/** The words of `on`; `{states}` is where what a group stands for is named. */
export const onTexts: Readonly<Record<OnWord, WordText>> = {
  failed: {
    "zh-CN": "失败：{states}；`unstable` 是否算在内，由规则的 `unstable` 决定",
    en: "It failed: {states}, and `unstable` where the rule's `unstable` says so",
  },
  finished: { "zh-CN": "结束，无论结果：{states}", en: "It is over: {states}" },
  broken: {
    "zh-CN": "这次失败，上次没有失败（没有上次也算）",
    en: "It failed, and the last time it did not, or there was none",
  },
  still_failing: { "zh-CN": "这次和上次都失败", en: "It failed, as it did the last time" },
  fixed: { "zh-CN": "这次成功，上次失败", en: "It passed, and the last time it failed" },
  still_passing: { "zh-CN": "这次和上次都成功", en: "It passed, as it did the last time" },
  queued: { "zh-CN": "排队中", en: "It waits for its turn" },
  waiting: { "zh-CN": "等待人工处理，如审批", en: "It waits for somebody, such as an approval" },
  running: { "zh-CN": "正在执行", en: "It runs" },
  success: { "zh-CN": "成功", en: "It passed" },
  unstable: {
    "zh-CN": "介于成功和失败之间：Jenkins 里是测试未全部通过，Argo CD 里是应用不健康，其他来源是带警告的成功",
    en: "Failing tests in Jenkins, an unhealthy application in Argo CD, a success with warnings elsewhere",
  },
  failure: { "zh-CN": "失败", en: "It failed" },
  error: { "zh-CN": "异常：CI 或平台自身出错", en: "The CI or the platform itself went wrong" },
  canceled: { "zh-CN": "已取消", en: "Somebody or something canceled it" },
  timed_out: { "zh-CN": "超时", en: "It took too long" },
  skipped: { "zh-CN": "已跳过", en: "It was skipped" },
  unknown: { "zh-CN": "来源没有给出状态", en: "Nobody told the state" },
  firing: { "zh-CN": "告警触发", en: "It fires" },
  resolved: { "zh-CN": "告警恢复", en: "It is resolved" },
  pushed: { "zh-CN": "推送了代码；推送了制品", en: "Commits were pushed; an artifact was" },
  opened: { "zh-CN": "新建了合并请求", en: "A pull request was opened" },
  updated: { "zh-CN": "更新了合并请求", en: "A pull request was updated" },
  reviewed: { "zh-CN": "评审了合并请求", en: "A pull request was reviewed" },
  merged: { "zh-CN": "合入了合并请求", en: "A pull request was merged" },
  closed: { "zh-CN": "关闭了合并请求，未合入", en: "A pull request was closed without a merge" },
  released: { "zh-CN": "发布了版本", en: "A release was published" },
  deleted: { "zh-CN": "删除了制品", en: "An artifact was deleted" },
  scanned: { "zh-CN": "制品扫描完成", en: "An artifact was scanned" },
};

/** The words of `content`. */
export const contentTexts: Readonly<Record<ContentField, WordText>> = {
  pipeline: { "zh-CN": "流水线名称和构建号，带链接", en: "The pipeline's name and the run's number, with a link" },
  stage: { "zh-CN": "阶段名称", en: "The stage's name" },
  task: { "zh-CN": "任务名称", en: "The task's name" },
  state: { "zh-CN": "状态", en: "The state" },
  repository: { "zh-CN": "仓库全名，带链接", en: "The repository's full name, with a link" },
  branch: {
    "zh-CN": "分支或标签；合并请求的运行没有这一行",
    en: "The branch or the tag; a pull request's run has no such line",
  },
  change: {
    "zh-CN": "合并请求的编号、标题和分支，带链接",
    en: "The pull request's number, title and branches, with a link",
  },
  commit: { "zh-CN": "提交的短 SHA 和标题，带链接", en: "The commit's short SHA and title, with a link" },
  commits: { "zh-CN": "推送的各个提交，最多 10 个", en: "The commits that were pushed, ten at most" },
  author: { "zh-CN": "提交人", en: "The commit's author" },
  duration: { "zh-CN": "耗时", en: "How long it took" },
  time: { "zh-CN": "发生时间", en: "When it happened" },
  trigger: { "zh-CN": "触发类型，如代码推送、手动触发", en: "What started the run: a push, a person, a schedule" },
  actor: { "zh-CN": "触发人", en: "Who did it" },
  reason: { "zh-CN": "来源给出的原因", en: "The reason that the source gives" },
  failedTasks: {
    "zh-CN": "失败的任务，最多 10 个；有 `tasks` 这一行时不再重复",
    en: "The tasks that failed, ten at most; not repeated where `tasks` has them",
  },
  tasks: { "zh-CN": "每个任务的结果，最多 10 个", en: "Every task with its state, ten at most" },
  tests: { "zh-CN": "测试数量：总数、通过、失败、跳过", en: "How many tests there are, passed, failed, were skipped" },
  environment: { "zh-CN": "环境，带链接", en: "The environment, with a link" },
  service: { "zh-CN": "服务，带链接", en: "The service, with a link" },
  revision: { "zh-CN": "部署的版本", en: "The revision that was deployed" },
  artifact: { "zh-CN": "制品名称和标签", en: "The artifact's name and tag" },
  digest: { "zh-CN": "制品摘要", en: "The artifact's digest" },
  vulnerabilities: { "zh-CN": "各级别的漏洞数量", en: "The number of vulnerabilities by severity" },
  release: { "zh-CN": "发布的版本，带链接", en: "The release, with a link" },
  alert: { "zh-CN": "告警名称", en: "The alert's name" },
  severity: { "zh-CN": "告警级别", en: "The alert's severity" },
  alerts: {
    "zh-CN": "各条告警的摘要、数值和静默链接，最多 10 条",
    en: "Each alert's summary, values and link to silence it, ten at most",
  },
  link: { "zh-CN": "查看详情的链接", en: "A link to more" },
};
