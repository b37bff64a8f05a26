// What docs/configuration.*.md shows: an example of each mapping by its path, and the recipes. test/configuration-docs.test.ts tries them.

/** The whole file that the page begins with. */
const file = `# dingpipe.yaml
locale: zh-CN
timezone: Asia/Shanghai
robots:
  ops: { webhook: "\${DINGTALK_WEBHOOK}", secret: "\${DINGTALK_SECRET}" }
rules:
  - on: [broken, fixed]
    branches: [main]
onParked: ops
`;

/** By the path that the notes use. All but the first are a part of a file. */
export const configurationExamples: Readonly<Record<string, string>> = {
  "": file,
  "robots.*": `robots:
  ops:
    webhook: \${DINGTALK_WEBHOOK}
    secret: \${DINGTALK_SECRET}
    keywords: [构建, 发布]
    fallbacks: withoutAtAll
  web: { webhook: "\${WEB_WEBHOOK}", openLinksIn: panel }
`,
  "robots.*.limits": `robots:
  ops:
    webhook: \${DINGTALK_WEBHOOK}
    limits: { messages: 9, window: 62s }
`,
  "people[]": `people:
  - { name: 周宁, mobile: "\${MOBILE_ZHOUNING}", logins: [zhouning, zhouning@example.com] }
  - { name: 韩梅, userId: hanmei, logins: hanmei }
`,
  "rules[]": `rules:
  - name: 主干要一直是绿的
    on: [broken, fixed]
    branches: [main, "release/**"]
    repositories: "xinghe/*"
    title: "\${GITEE_PIPELINE_NAME:-流水线} #{{ event.run.number }}"
    content: [pipeline, failedTasks, commit, author, link]
`,
  "rules[].buttons[]": `rules:
  - on: failed
    buttons:
      - { title: 查看运行, url: "{{ event.run.url }}" }
      - { title: 查看提交, url: "{{ event.commit.url }}" }
`,
  "rules[].mention": `rules:
  - on: [failed, fixed]
    mention: { author: true, mobiles: ["13900000000", "\${MOBILE_ZHOUNING}"], on: broken }
    mentionAs: extraText
`,
  provider: `provider: { giteeHost: gitee.example.com }
`,
  "sources.*": `sources:
  github: { type: github, secret: "\${GITHUB_WEBHOOK_SECRET}" }
  pipeline: { type: gitee-pipeline, token: ["\${GITEE_TOKEN}", "\${GITEE_TOKEN_OLD}"] }
  jobs: { type: gitlab, token: "\${GITLAB_TOKEN}", events: [Pipeline Hook, Job Hook] }
`,
  "access[]": `access:
  - { name: ci, token: "\${CI_TOKEN}", may: send, robots: ops }
  - { name: on-call, token: "\${ON_CALL_TOKEN}", may: [read, admin] }
`,
};

/** A recipe: what is wanted, the part of the file that does it, and what one should know. */
export interface Recipe {
  readonly title: Readonly<Record<"en" | "zh-CN", string>>;
  readonly text: Readonly<Record<"en" | "zh-CN", string>>;
  readonly yaml: string;
}

export const configurationRecipes: readonly Recipe[] = [
  {
    title: { en: "By the hour", "zh-CN": "按时间段" },
    text: {
      en: "From 22:00 to 8:00 only what breaks `main`, and somebody is mentioned. `event.time`, when it happened, is a text: `timestamp()` makes a time of it, `getHours` wants the zone, and so does `getDayOfWeek`, where Sunday is 0.",
      "zh-CN":
        "22:00 到 8:00 只通知 `main` 挂掉，并 @ 值班人员。`event.time`（发生时间）是字符串，先用 `timestamp()` 转成时间；`getHours` 要写时区，`getDayOfWeek` 也一样，星期日是 0。",
    },
    yaml: `rules:
  - name: 白天
    on: [failed, fixed]
    when: timestamp(event.time).getHours("Asia/Shanghai") >= 8 && timestamp(event.time).getHours("Asia/Shanghai") < 22
  - name: 夜里
    on: broken
    branches: main
    mention: { mobiles: "\${MOBILE_ON_CALL}" }
`,
  },
  {
    title: { en: "By an alert's severity", "zh-CN": "按告警级别" },
    text: {
      en: "What is critical goes to both groups, the rest to one. The words of `event.severity` are the sender's own.",
      "zh-CN": "严重的发到两个群，其余的只发一个群。`event.severity` 的取值由来源决定。",
    },
    yaml: `robots:
  ops: { webhook: "\${DINGTALK_WEBHOOK}" }
  on-call: { webhook: "\${ON_CALL_WEBHOOK}" }
rules:
  - name: 严重
    kinds: alert
    robots: [ops, on-call]
    when: event.severity in ["critical", "disaster"]
    mention: { all: true, on: firing }
  - name: 其余
    kinds: alert
    robots: ops
`,
  },
  {
    title: { en: "By branch", "zh-CN": "按分支" },
    text: {
      en: "`branches` is about pushes and their runs, `targets` about pull requests and theirs; with both, a rule takes either. `!` excludes.",
      "zh-CN": "`branches` 管推送及其运行，`targets` 管合并请求及其运行；两个都写时各管各的。`!` 表示排除。",
    },
    yaml: `rules:
  - on: failed
    branches: [main, "release/**", "!release/old-*"]
    targets: main
`,
  },
  {
    title: { en: "Mention only who broke it", "zh-CN": "只在挂掉时 @ 提交人" },
    text: {
      en: "Every failure and the repair are told; the author is mentioned for the first failure.",
      "zh-CN": "失败和恢复都通知，只有第一次失败才 @ 提交人。",
    },
    yaml: `people:
  - { name: 周宁, mobile: "\${MOBILE_ZHOUNING}", logins: [zhouning, zhouning@example.com] }
rules:
  - on: [failed, fixed]
    mention: { author: true, on: broken }
`,
  },
  {
    title: { en: "Pull requests", "zh-CN": "合并请求" },
    text: {
      en: "Pushes, pull requests and artifacts are told where `kinds` names them, or `on` one of their actions.",
      "zh-CN": "代码推送、合并请求和制品默认不通知：要在 `kinds` 里写明，或在 `on` 里写出它们的动作。",
    },
    yaml: `rules:
  - name: 合并请求
    kinds: change
    on: [opened, merged]
    targets: main
    content: [repository, change, actor, link]
`,
  },
];
