/** What an editor shows beside a key. A default that the schema can't say ends the description: `…; default: …`. */
export interface Note {
  readonly description: string;
  readonly examples?: readonly unknown[];
}

const notes = {
  locale: "The language of messages",
  timezone: {
    description: "An IANA time zone, for the times in messages",
    examples: ["Asia/Shanghai", "Europe/Moscow", "UTC"],
  },
  robots: "The custom robots, by a name of your own",
  "robots.*": "One custom robot in one group",
  "robots.*.webhook": {
    description: "A reference to the robot's address or its access token, never the address itself",
    examples: ["${DINGTALK_WEBHOOK}"],
  },
  "robots.*.secret": {
    description: "A reference to the secret (SEC…); only where the robot's signing (加签) is on",
    examples: ["${DINGTALK_SECRET}"],
  },
  "robots.*.keywords": {
    description: "The robot's keywords (关键词): the first is added where a message holds none",
    examples: [["构建"]],
  },
  "robots.*.openLinksIn": "Where links and a rule's buttons open on a desktop: the browser, or DingTalk's side panel",
  "robots.*.fallbacks": "What a message may lose when DingTalk refuses it: its links and pictures, or @all",
  "robots.*.limits": "How much the robot says before it waits; DingTalk takes 20 messages a minute",
  "robots.*.limits.messages": "Messages in a window",
  "robots.*.limits.window": { description: "How long the window is", examples: ["62s"] },
  "robots.*.limits.mute": {
    description: "How long the robot is silent after DingTalk said that it was too fast",
    examples: ["10m"],
  },
  "robots.*.endpoint": {
    description: "An origin in place of DingTalk's: a mock, a relay",
    examples: ["http://127.0.0.1:8787"],
  },
  "robots.*.insecureEndpoint": "Allows http for an endpoint on another machine",
  people: "Who a login or a Git e-mail is in DingTalk, for mentions",
  "people[]": "One person, with a mobile or a userId",
  "people[].name": "For readers of this file; without logins this person is known by it",
  "people[].mobile": {
    description: "The mobile of the DingTalk account, or a reference",
    examples: ["13900000000", "${MOBILE_ZHANGSAN}"],
  },
  "people[].userId": "The user id in the organisation; used where there is no mobile, or its reference is unset",
  "people[].logins": {
    description: "Logins and e-mails, in any case",
    examples: [["zhangsan", "zhangsan@example.com"]],
  },
  rules:
    "Which events are told, where and how; each robot is told by the first that matches; default: one without conditions, where there is one robot",
  "rules[]": "One rule; all of its conditions must hold",
  "rules[].name": {
    description: "For reports and `--rule`; default: `rule 1`, `rule 2` …, by its place",
    examples: ["main must stay green"],
  },
  "rules[].robots": "Names of robots; default: the only one there is",
  "rules[].on": {
    description:
      "What happened: states, groups (failed, finished), transitions (broken, still_failing, fixed, still_passing), firing, resolved, actions; default: `finished` (in a gateway `failed`, `fixed`), `firing`, `resolved`, all actions",
    examples: [["broken", "fixed"], ["failed"]],
  },
  "rules[].kinds": "Kinds of events; default: `pipeline`, `alert`, `deployment`, and those of the actions in `on`",
  "rules[].branches": {
    description:
      "Globs for the branch of a push or a run; what belongs to a pull request is never meant, see `targets`",
    examples: [["main", "release/**"]],
  },
  "rules[].targets": { description: "Globs for the branch that a pull request wants into", examples: [["main"]] },
  "rules[].pipelines": { description: "Globs for the pipeline's name or id", examples: [["deploy-*"]] },
  "rules[].repositories": { description: "Globs for the repository's full name or name", examples: [["acme/*"]] },
  "rules[].sources": {
    description: "Globs for a door's name or a source's type; `gitee` is every `gitee-*`",
    examples: [["gitee"]],
  },
  "rules[].when": {
    description: "A CEL expression over `event` and `env`; a value that the event lacks makes it no",
    examples: ["has(event.durationMs) && event.durationMs > 60000"],
  },
  "rules[].unstable": "What `unstable` counts as; default: `failed` from Jenkins, CODING and Argo CD, else `passed`",
  "rules[].type": "The message's type; default: `markdown`, or `actionCard` with buttons",
  "rules[].title": {
    description: "A template; what a phone's lock screen shows; default: the state, the pipeline and the branch",
    examples: ["${GITEE_PIPELINE_NAME} 失败"],
  },
  "rules[].content": {
    description: "The lines of the message, in this order; default: by the event's kind, none beside a `text`",
    examples: [["pipeline", "stage", "task", "trigger", "actor", "link"]],
  },
  "rules[].text": {
    description: "A template in DingTalk's Markdown: `${NAME}` and Liquid; it stands below `content`",
    examples: ["**${GITEE_PIPELINE_NAME}** 失败，请 {{ event.commit.author.name }} 查看"],
  },
  "rules[].buttons": "Buttons below the message, which becomes an actionCard",
  "rules[].buttons[]": "One button",
  "rules[].buttons[].title": "A template",
  "rules[].buttons[].url": { description: "A template for an http or https address", examples: ["{{ event.url }}"] },
  "rules[].overflow": "What happens to a message above 20,000 bytes: several messages, or a short one with a link",
  "rules[].mention": { description: "Who is mentioned", examples: [{ author: true, on: ["broken"] }] },
  "rules[].mention.author": "The commit's author, through `people`",
  "rules[].mention.actor": "Who started the run, through `people`",
  "rules[].mention.mobiles": { description: "Mobiles, or references", examples: [["13900000000"]] },
  "rules[].mention.userIds": "User ids in the organisation",
  "rules[].mention.all": "Everybody in the group",
  "rules[].mention.on": {
    description: "Mention for these words only, the same as in the rule's `on`; default: always",
    examples: [["broken"]],
  },
  "rules[].mentionAs": "In the message, or as a second short text that DingTalk highlights",
  onParked: "The robot that the gateway tells, at most once an hour, that something was parked",
  provider: "What a CI's environment does not say",
  "provider.giteeHost": {
    description: "The host of a self-managed Gitee; default: `gitee.com`",
    examples: ["gitee.example.com"],
  },
  "provider.runUrlBy":
    "Whether a run's address ends in its id or its number; default: `id` in Gitea, `number` in Forgejo",
  sources: "The gateway's doors: `POST /hooks/<name>`",
  "sources.*": {
    description: "One door; without a credential it needs `insecure: true`",
    examples: [{ type: "github", secret: "${GITHUB_WEBHOOK_SECRET}" }],
  },
  "sources.*.type": "Who sends",
  "sources.*.secret": "A reference to the key of the sender's signature, or two while you rotate",
  "sources.*.token": "A reference to the token in the path or the sender's header, or two while you rotate",
  "sources.*.password":
    "A reference to the password, of `Authorization: Basic` or in Gitee's own header, or two while you rotate",
  "sources.*.bearer": "A reference to the token of `Authorization: Bearer`, or two while you rotate",
  "sources.*.events": "The sender's own names of the events to tell of, and no others; default: by the sender",
  "sources.*.insecure": "Lets everybody in",
  "sources.*.shards": "Into how many intakes a busy door is split, by repository",
  access: "Who may use the gateway's API",
  "access[]": "One client of the API",
  "access[].name": "For logs and reports",
  "access[].token": "A reference to the client's token, or two while you rotate",
  "access[].robots": "The robots that it may reach; default: all",
  "access[].may":
    "What it may do: hand in events and messages; read what waits and what was sent; resume, retry and drop",
  "access[].shards": "Into how many intakes a busy client is split, by repository",
} as const satisfies Readonly<Record<string, string | Note>>;

/** The path of a key or of a mapping; `*` is any name. */
export type NotedPath = keyof typeof notes;

/** What an editor shows beside each key, by its path. A test holds the keys equal to the schema's. */
export const configNotes: Readonly<Record<string, string | Note>> = notes;
