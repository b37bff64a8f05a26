/** The program's own words, in Chinese. */
export const zhCN = {
  warning: "警告",
  error: "错误",
  listGap: "、",

  // usage
  unknownOption: (name: string, similar: string) => `没有选项 ${name}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  unknownCommand: (name: string, similar: string) => `没有命令 ${name}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  missingValue: (name: string) => `选项 ${name} 缺少值：请在后面写上`,
  missingArgument: (name: string) => `缺少参数 ${name}：请在命令后面写上`,
  extraArgument: (value: string, similar: string) =>
    `多余的参数 “${value}”${similar === "" ? "：请去掉；带空格的值要加引号" : `，是不是 ${similar}？`}`,
  usageHint: (command: string) => `用法见 ${command} --help`,
  notAChoice: (place: string, value: string, choices: string, similar: string) =>
    `${place} 的值 ${value} 无效：可用 ${choices}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  notAFlag: (place: string, value: string) => `${place} 的值 ${value} 无效：请用 true 或 false`,
  notAPair: (place: string, isButton: boolean) =>
    `${place} 不是 名称=值 的形式：例如 ${place} ${isButton ? "查看=https://example.com/" : "VERSION=1.2.3"}`,
  notANumber: (place: string, value: string, example: string) =>
    `${place} 的值 ${value} 无效：请写整数，例如 ${example}`,
  notAPort: (place: string, value: string, most: string) =>
    `${place} 的值 ${value} 无效：请写 0 到 ${most} 的整数，0 表示任选一个`,
  tooManyLines: (place: string, most: string) => `${place} 太大，一条消息放不下：最多 ${most}`,
  notADuration: (place: string, value: string) => `${place} 的值 ${value} 无效：请写时长，例如 90s、10m、1h30m`,
  notAMention: (place: string, value: string) =>
    `${place} 的值 ${value} 无效：可用 author、actor、all、手机号、user:用户ID，用逗号分隔`,
  fileMissing: (place: string, path: string) => `${place} 指定的文件 ${path} 不存在或读不出：请检查路径和权限`,
  fileNotJson: (place: string, path: string) => `${place} 指定的 ${path} 不是 JSON：请检查文件内容`,
  fileTooDeep: (place: string, path: string) => `${place} 指定的 ${path} 嵌套太深或内容太多：请检查文件内容`,
  noCommand: () => "exec 后面没有命令：例如 dingpipe exec -- make test",
  bothStdin: () =>
    "标准输入只能用一次：--webhook-stdin 和 --secret-stdin 同时使用时，第一行是 webhook，第二行是密钥；正文请用 --text 或 --file",

  // configuration
  usingFile: (path: string) => `使用配置文件 ${path}`,
  configMissing: (path: string, by: string) => `${by} 指定的配置文件 ${path} 不存在：请检查路径，或去掉这个设置`,
  configUnreadable: (path: string) => `配置文件 ${path} 读不出：请检查权限，并确认它是普通文件，不是链接`,
  configAmbiguous: (paths: string) => `同一个目录里有多个配置文件（${paths}）：请只留一个，或用 --config 指定`,
  configNone: () => "没有找到 dingpipe.yaml、dingpipe.yml 或 dingpipe.json：请在仓库里建一个，或用 --config 指定",
  configValid: (path: string, robots: number, rules: number) => `${path} 没有问题：${robots} 个机器人，${rules} 条规则`,
  noWebhook: () =>
    "不知道发到哪里：请设置环境变量 DINGTALK_WEBHOOK（钉钉群 › 机器人 › 自定义机器人的 Webhook 地址），开启加签时再设置 DINGTALK_SECRET；或写一个 dingpipe.yaml",
  unknownRobot: (name: string, known: string, similar: string) =>
    `配置里没有名为 ${name} 的机器人：现有 ${known}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  unknownRule: (name: string, known: string, similar: string) =>
    `配置里没有名为 ${name} 的规则：现有 ${known === "" ? "（无）" : known}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  robotNeeded: (known: string) => `配置里有多个机器人（${known}）：请用 --robot 指定发给谁`,
  unknownProvider: (name: string, known: string, similar: string) =>
    `不认识 --provider ${name}：可用 ${known}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  secretArgument: (flag: string, variable: string) =>
    `${flag} 会出现在进程列表和构建日志里：请改用环境变量 ${variable}、${variable}_FILE 指定的文件，或 ${flag}-stdin`,
  secretFileUnreadable: (name: string) => `${name} 指定的文件读不出：${name} 的值应当是文件路径，请检查路径和权限`,
  stdinEmpty: (flag: string) => `标准输入里没有 ${flag} 要的内容：请用管道传入，例如 cat file | dingpipe send ${flag}`,
  pullRequestWithoutSecret: (name: string) =>
    `这是合并请求的构建，${name} 没有值（来自复刻仓库的构建拿不到密钥）：不发送消息，不算失败`,
  endpointUntrusted: (robot: string) =>
    `${robot}.endpoint 写在合并请求可以改动的文件里：合并请求的任务请用 DINGTALK_ENDPOINT 指定`,
  endpointInvalid: () =>
    "环境变量 DINGTALK_ENDPOINT 不能用：只写 https://域名 或 https://域名:端口，后面不带任何内容；http 只能用于本机，别处要加 --insecure-endpoint",
  dryRunWithoutWebhook: (exitCode: number | undefined) =>
    `没有设置 DINGTALK_WEBHOOK：正式运行不会发送消息${exitCode === undefined ? "" : `，退出码是 ${exitCode}`}`,
  proxyInvalid: (name: string) => `环境变量 ${name} 不是可用的代理地址：请写成 http://主机:端口（不支持 socks）`,
  proxyWantsLogin: (name: string, host: string) =>
    `${name} 指定的代理 ${host} 要求登录（407）：请检查其中的用户名和密码，写成 http://用户名:密码@主机:端口`,
  proxyRefuses: (name: string, host: string, target: string, status: string) =>
    `${name} 指定的代理 ${host} 拒绝连接 ${target}（${status}）：请网管把它加入代理的白名单`,
  proxyUnresolved: (name: string, host: string) =>
    `${name} 指定的代理 ${host} 域名解析失败：请检查其中的主机名和执行机的 DNS`,
  proxyUnreachable: (name: string, host: string) =>
    `连不上 ${name} 指定的代理 ${host}：请检查其中的主机和端口，并确认代理在运行`,
  certificatesUnreadable: (name: string) => `环境变量 ${name} 指定的证书文件读不出：请检查路径和权限`,

  // status
  statusNotUnderstood: (place: string, value: string, similar: string) =>
    `${place} 的值 ${value} 看不懂，按“未知”处理：请用平台自己的词（如 SUCC、FAIL）、退出码，或 success、failure、canceled、skipped${similar === "" ? "" : `；是不是 ${similar}？`}`,
  noStatus: (hint: string) => `不知道运行结果，按“未知”处理：${hint}`,

  linkLeftOut: (place: string) => `${place} 的值不是可用的 http(s) 链接：消息里不带它`,

  gatewayDefault: (rules: string) =>
    `没有写 \`on\` 的规则（${rules}）在网关里默认只通知失败与恢复，不通知其他已结束的运行`,
  absentFields: (flags: string) => `环境变量里没有的内容可以用 ${flags} 补上`,

  // senders
  unknownSource: (name: string, known: string, similar: string) =>
    `不认识来源 ${name}：可用 ${known}${similar === "" ? "" : `，是不是 ${similar}？`}`,
  credentialUnsupported: (path: string, type: string, known: string) =>
    `${path}：${type} 类型的发送方能给出的凭据是 ${known}，没有这一种`,
  sourceNeedsEvent: () => "--source 要和 --event 一起用：--event 指定保存下来的 webhook 请求体，- 表示标准输入",
  headerNeeded: (name: string) => `这个来源用请求头 ${name} 说明事件：请加上 --header ${name}=事件名`,
  foreignHeader: (name: string) => `请求头里有 ${name}，是另一种来源发的：请换一个 --source`,
  headerInvalid: (name: string) => `--header ${name} 不是可用的请求头：请写成 名称=值，只用英文字母、数字和连字符`,
  payloadInvalid: (path: string) => `请求体里没有 ${path}：请检查 --source 和文件内容`,
  stateUnknown: (word: string) => `不认识状态 ${word}，按“未知”处理`,
  ignored: {
    ping: "连接测试",
    event: "不需要通知的事件",
    action: "不需要通知的动作",
    part_of_run: "一次运行的一部分，运行结束时另有事件",
    told_elsewhere: "同一件事由另一个事件通知",
    empty: "没有内容",
  },
  ignoredEvent: (why: string) => `不会通知：${why}`,
  untoldEvent: (why: string) => `默认不会通知：${why}`,
  ruleApplies: (rule: string) => `规则 ${rule} 适用`,
  absentPaths: (paths: string) => `没有：${paths}`,
  ciEnvironments: () => "CI 环境（notify 和 exec 自动识别，或用 --provider 指定）",
  webhookSenders: () => "Webhook 来源（括号里是可用的凭证）",
  sourcesHint: () => "dingpipe sources 名称：看它怎样给出状态、怎样设置",
  statusInJob: () => "任务里怎样得到状态",
  webhookSetup: () => "怎样设置 webhook",
  webhookCredentials: () => "可用的凭证",
  webhookLacks: () => "它不提供",

  // results
  delivered: (robot: string, part: string) => `已送达 ${robot}${part}`,
  part: (index: number, count: number) => `（第 ${index}/${count} 条）`,
  notDelivered: (robot: string, part: string, words: string) => `没有送达 ${robot}${part}：${words}`,
  answer: (errcode: string, errmsg: string) => `（钉钉回答 ${[errcode, errmsg].filter(Boolean).join(" ")}）`,
  attempts: (count: number) => `（试了 ${count} 次）`,
  attemptFailed: (code: string) => `这一次没有等到钉钉的回答（${code}）`,
  wouldSend: (robot: string, rule: string, bytes: number) => `将发给 ${robot}（规则 ${rule}，${bytes} 字节）`,
  wouldMention: (who: string) => `@：${who}`,
  everybody: "所有人",
  nothingToSend: (isVerbose: boolean) =>
    `没有要发的消息：没有一条规则适用${isVerbose ? "" : "（--verbose 会说明原因）"}`,
  noRules: () => "没有要发的消息：配置里没有规则；有多个机器人时，要用 rules 写明发给谁",
  tolerated: (failOn: string) => `不影响构建结果（--fail-on ${failOn}）；要让它失败，请用 --fail-on any`,
  sending: (robots: string) => `正在发给 ${robots} …`,
  interrupted: (signal: string) => `收到 ${signal}，没有等到钉钉的回答：消息可能已送达，也可能没有`,
  ruleSkipped: (rule: string, why: string) => `规则 ${rule} 不适用：${why}`,
  conditionFailed: (condition: string, expected: string, actual: string) =>
    `${condition} 要求 ${expected}，实际是 ${actual}`,
  conditionAbsent: (condition: string, expected: string, path: string) =>
    `${condition} 要求 ${expected}，但事件里没有 ${path}`,
  alreadyTold: (robot: string, rule: string) => `${robot} 已由规则 ${rule} 通知`,
  noRobotLeft: () => "没有选中它的机器人",

  // what a plan warns of
  variableSecret: (rule: string, name: string) =>
    `规则 ${rule}：变量 ${name} 的名字说明它是密钥，按空处理；如果不是，请换个名字传入`,
  variableUnset: (rule: string, name: string) =>
    `规则 ${rule}：变量 ${name} 没有值，按空处理；要有默认值请写 \${${name}:-默认值}`,
  personUnknown: (rule: string, name: string) =>
    `规则 ${rule}：people 里没有 ${name}，无法 @；请在配置的 people 里加上`,
  personAbsent: {
    author: (rule: string) => `规则 ${rule}：不知道提交作者是谁，没有 @ 任何人；可以同时 @ 执行人（actor）`,
    actor: (rule: string) => `规则 ${rule}：不知道执行人是谁，没有 @ 任何人；请用 --actor 写明`,
  },
  mobileUnset: (rule: string, name: string) => `规则 ${rule}：手机号 ${name} 没有值，无法 @；请设置这个变量`,
  mobileInvalid: (rule: string, name: string) =>
    `规则 ${rule}：${name} 的值不是手机号，无法 @；请写成 13900000000 或 +852-61234567 的形式`,
  mentionsCut: (rule: string, cut: number) =>
    `规则 ${rule}：钉钉最多 @ 50 人，多出的 ${cut} 人没有 @；请减少人数，或 @所有人`,
  buttonDropped: {
    url_invalid: (rule: string, title: string) =>
      `规则 ${rule}：按钮 ${title} 的地址不是 http(s) 链接，已去掉；请改正 buttons`,
    url_too_long: (rule: string, title: string) =>
      `规则 ${rule}：按钮 ${title} 的地址太长，已去掉；请缩短到 4096 个字符以内`,
    no_title: (rule: string) => `规则 ${rule}：有一个按钮的文字是空的，已去掉；请改正 buttons 的 title`,
  },
  previousUnknown: (rule: string) =>
    `规则 ${rule} 要看上一次的结果，但不知道它，按“上次成功”处理：请用 --state-file 保存（放在 CI 缓存里），或用 --previous-status 给出`,
  ruleFailed: (rule: string, code: string) => `规则 ${rule} 无法用于这个事件：${code}`,
  fieldAbsent: (rule: string, path: string) =>
    `规则 ${rule} 的 when 用到 ${path}，但事件里没有：请先用 has(${path}) 判断`,

  // state file
  stateDamaged: (path: string, problem: string) =>
    `状态文件 ${path} ${problem}，当作没有，也不覆盖它：请删除它，下次会重新建立`,
  stateProblems: { not_json: "不是 JSON", version: "来自别的版本", shape: "内容不对", unreadable: "读不出" },
  stateNotWritten: (path: string) => `状态文件 ${path} 写不进去：请检查目录和权限`,

  // exec
  commandNotFound: (command: string) => `找不到命令 ${command}：请检查拼写和 PATH`,
  commandWithoutInterpreter: (command: string) =>
    `命令 ${command} 存在，但找不到执行它的解释器：请检查第一行 #! 后的程序是否存在，以及换行符是否为 CRLF（应为 LF）`,
  commandNotExecutable: (command: string) => `命令 ${command} 不能执行：请检查执行权限（chmod +x）`,
  runsAllTheSame: () => "命令照常运行，但不会发送消息",
  codeStays: () => "退出码仍是命令自己的",
  seconds: (count: string) => `${count}秒`,
  timedOut: (duration: string) => `命令超过 ${duration} 没有结束，已终止`,

  // serve and mock
  portTaken: (port: number) => `端口 ${port} 已被占用或不能用：请用 --port 换一个，或 --port 0 任选一个`,
  hostInvalid: (host: string) => `无法在地址 ${host} 上监听：请用 --host 指定本机的地址，如 127.0.0.1 或 0.0.0.0`,

  // serve
  serveReady: (url: string) => `网关已启动：${url}`,
  serveMissing: (path: string, name: string) =>
    `${path}：${name} 没有设置；设置之前 /readyz 返回 503，需要它的通知会等待`,
  serveNeedsNode: () => "serve 需要 Node.js 22.19 或更高版本：请换用较新的镜像，如 node:24",
  serveDataInUse: (path: string) => `${path} 正被其他进程使用：一个网关一个目录，请用 --data 指定`,
  serveDataUnusable: (path: string, why: string) =>
    `${path} 里的数据库无法打开（${why}）：请检查该目录及其中文件的所有者和权限、磁盘剩余空间；文件已损坏时请用备份恢复`,
  serveDataNewer: (path: string) =>
    `${path} 里的数据库由更新版本的 dingpipe 写入：请升级 dingpipe，或用 --data 换一个目录`,
  serveReloaded: () => "已重新读取配置，从现在起生效",
  serveKept: (why: string) => `没有采用新的配置，继续使用原来的：${why}`,
  // config compile, init
  compiled: (path: string) => `已写入 ${path}`,
  cantWrite: (path: string) => `无法写入 ${path}`,
  initCi: (names: string) => `请用 --ci 说明是哪个 CI，可用 ${names}；或者 --gateway workers`,
  askCi: (names: string) => `哪个 CI？（${names}）`,
  askOn: () => "哪些状态要通知？",
  askKeywords: () => "机器人的自定义关键词（用加签的直接回车）：",
  askTest: () => "环境里有 DINGTALK_WEBHOOK，现在发一条测试消息？",
  initConfig: {
    secrets: () => "${…} 的值来自环境变量：密钥不写在这里",
    rule: () => "流水线",
    on: () => "还可以写 fixed（恢复）、broken（首次失败）、running 等",
  },
  initWritten: (files: string) => `已写入 ${files}`,
  initAdd: (path: string) => `${path} 已存在，保持不变：请从下面的输出里取需要的部分`,
  initSecrets: (ci: string, place: string, names: string) => `${ci}：请配置 ${names}，位置：${place}`,
  initWithoutSecret: (path: string) => `用关键词的机器人没有加签密钥：请删去 ${path} 里引用 DINGTALK_SECRET 的地方`,
  initPast: () =>
    "判断变化要知道上一次的结果：请用 --state-file 存到 CI 缓存里，或用 --via 发给网关（网关会记住）；GitHub 的 action 有 actions: read 权限时会自己查询",
  initTry: (hasSecret: boolean) =>
    `发一条测试消息：DINGTALK_WEBHOOK=… ${hasSecret ? "DINGTALK_SECRET=… " : ""}npx -y dingpipe send 你好`,
  testMessage: () => "dingpipe 已接好，本群将收到流水线通知。",
  ciOrGateway: () => "--ci 用来生成 CI 的文件，--gateway 用来生成网关的目录：请只用一个",
  domainAlone: () => "--domain 只用于网关：请同时写 --gateway workers，或者去掉它",
  domainInvalid: (value: string) => `--domain 的值 ${value} 无效：只写域名，如 hooks.example.com`,
  initExists: (path: string) => `${path} 已存在，保持不变：请手动修改、移走，或换一个目录`,
  initDone: (folder: string) => `已生成目录 ${folder}，接下来：`,
  initDomain: () => "没有 --domain 时，网关的地址在 workers.dev 下，中国大陆的发送方很难访问：请使用自己的域名",
  // --via
  viaTaken: (url: string) => `网关 ${url} 已接收`,
  viaDuplicate: (url: string) => `网关 ${url} 之前已收到`,
  viaUrlInvalid: (place: string) =>
    `${place} 必须是 https 地址（本机可以是 http，或加 --insecure-endpoint），不带用户名、查询参数和片段`,
  viaTokenInvalid: () => "DINGPIPE_VIA_TOKEN 里有空格、换行或非 ASCII 字符，不是网关 `access` 里的令牌：请检查它的值",
  viaTokenMissing: () => "DINGPIPE_VIA_TOKEN 没有设置：它是网关 `access` 里的令牌",
  viaRefused: (status: number, message: string) => `网关拒绝了这个事件（${status}）：${message}`,
  viaUnreachable: (why: string) => `无法连接网关：${why}`,
  viaUnknown: (why: string) => `不清楚网关是否收到了事件：${why}`,
  viaForeign: (status: number) => `回答（${status}）不是 dingpipe 网关的：请检查 --via 的地址`,
  viaWould: (url: string) => `将把事件交给网关 ${url}，由它的规则决定通知`,
  viaDirect: () => "无法连接网关，改为直接发送",
  // mock
  mockListens: (url: string) => `模拟的钉钉机器人已启动：${url}`,
  mockUse: () => "在另一个终端里使用它：",
  mockLook: () => "看群里收到了什么：",
  mockStop: () => "按 Ctrl-C 结束",
  mockOpen: (host: string) => `${host} 不是本机回环地址：能访问它的人都能看到消息`,
  mockShows: (robot: string, words: string) => `群里看到（${robot}）：${words}`,
  mockRefuses: (why: string) => `已拒绝：${why}`,

  // send
  keyTooLong: (place: string, most: string) => `${place} 太长：最多 ${most} 个字符`,
  optionNotForKind: (option: string, kind: string) => `${option} 不适用于 ${kind} 类的事件：请去掉`,
  mentionNeedsEvent: (who: string) => `send 没有流水线事件，不能提醒 ${who}：请写手机号、user:用户ID 或 all`,
  noMessage: () => "没有要发的内容：请用 --text、--file，或从标准输入传入",
  fieldNeeded: (type: string, options: string) => `${type} 类型的消息还需要 ${options}：请加上`,
  fileWithFields: (option: string) => `--file 已是整条消息，不能再用 ${option}：请去掉一个`,
  optionNotForType: (option: string, type: string) => `${type} 类型的消息没有 ${option}：请去掉它，或换一种 --type`,

  bug: (name: string) => `程序内部错误（${name}）：这是 dingpipe 的缺陷，请带上这一行报告给我们`,
};
