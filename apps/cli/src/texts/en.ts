import type { Texts } from "./catalog.ts";

/** The program's own words, in English. */
export const en: Texts = {
  warning: "warning",
  error: "error",
  listGap: ", ",

  // usage
  unknownOption: (name, similar) => `there is no option ${name}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  unknownCommand: (name, similar) => `there is no command ${name}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  missingValue: (name) => `option ${name} lacks its value: write it behind the option`,
  missingArgument: (name) => `argument ${name} is missing: write it behind the command`,
  extraArgument: (value, similar) =>
    `an argument too many, "${value}"${similar === "" ? ": drop it; put a value that holds spaces in quotes" : `: did you mean ${similar}?`}`,
  usageHint: (command) => `see ${command} --help`,
  notAChoice: (place, value, choices, similar) =>
    `${place} can't be ${value}: use one of ${choices}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  notAFlag: (place, value) => `${place} can't be ${value}: use true or false`,
  notAPair: (place, isButton) =>
    `${place} is not NAME=VALUE: write it as in ${place} ${isButton ? "View=https://example.com/" : "VERSION=1.2.3"}`,
  notANumber: (place, value, example) => `${place} can't be ${value}: use a whole number, such as ${example}`,
  notAPort: (place, value, most) =>
    `${place} can't be ${value}: use a whole number from 0, which is any free port, to ${most}`,
  tooManyLines: (place, most) => `${place} is too much for a message: use at most ${most}`,
  notADuration: (place, value) => `${place} can't be ${value}: use a duration, such as 90s, 10m or 1h30m`,
  notAMention: (place, value) =>
    `${place} can't be ${value}: use author, actor, all, a mobile number, or user:ID, separated by commas`,
  fileMissing: (place, path) =>
    `the file ${path} of ${place} is not there or can't be read: check its path and permissions`,
  fileNotJson: (place, path) => `${path} of ${place} is not JSON: check what it holds`,
  fileTooDeep: (place, path) => `${path} of ${place} is nested too deeply or has too many values: check what it holds`,
  noCommand: () => "exec has no command: write it as in dingpipe exec -- make test",
  bothStdin: () =>
    "standard input can be used only once: with --webhook-stdin and --secret-stdin its first line is the webhook, its second the secret; give the text by --text or --file",

  // configuration
  usingFile: (path) => `using the configuration ${path}`,
  configMissing: (path, by) =>
    `the configuration ${path} named by ${by} is not there: check the path, or drop this setting`,
  configUnreadable: (path) =>
    `the configuration ${path} can't be read: check its permissions, and that it is a file and no link`,
  configAmbiguous: (paths) => `one folder has several configurations (${paths}): keep one, or choose by --config`,
  configNone: () => "no dingpipe.yaml, dingpipe.yml or dingpipe.json was found: write one, or name it by --config",
  configValid: (path, robots, rules) =>
    `${path} is right: ${robots} ${robots === 1 ? "robot" : "robots"}, ${rules} ${rules === 1 ? "rule" : "rules"}`,
  noWebhook: () =>
    "there is no robot to send to: set DINGTALK_WEBHOOK (the Webhook address of a custom robot in the group's settings), and DINGTALK_SECRET where signing is on; or write a dingpipe.yaml",
  unknownRobot: (name, known, similar) =>
    `the configuration has no robot ${name}: there is ${known}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  unknownRule: (name, known, similar) =>
    `the configuration has no rule ${name}: there is ${known === "" ? "none" : known}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  robotNeeded: (known) => `the configuration has several robots (${known}): choose by --robot`,
  unknownProvider: (name, known, similar) =>
    `--provider ${name} is not known: use one of ${known}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  secretArgument: (flag, variable) =>
    `${flag} shows in the list of processes and in build logs: use the variable ${variable}, a file named by ${variable}_FILE, or ${flag}-stdin`,
  secretFileUnreadable: (name) =>
    `the file named by ${name} can't be read: ${name} must hold a path, check it and the file's permissions`,
  stdinEmpty: (flag) => `standard input holds nothing for ${flag}: pipe it in, as in cat file | dingpipe send ${flag}`,
  pullRequestWithoutSecret: (name) =>
    `this is a pull request's build and ${name} has no value (builds from forks get no secrets): nothing is sent, and that is no failure`,
  endpointUntrusted: (robot) =>
    `${robot}.endpoint stands in a file that a pull request may have changed: in its jobs the endpoint is said by DINGTALK_ENDPOINT`,
  endpointInvalid: () =>
    "DINGTALK_ENDPOINT can't be used: write https://HOST or https://HOST:PORT with nothing behind it; http is for this machine alone, elsewhere add --insecure-endpoint",
  dryRunWithoutWebhook: (exitCode) =>
    `DINGTALK_WEBHOOK is not set: the real run would send nothing${exitCode === undefined ? "" : ` and end with ${exitCode}`}`,
  proxyInvalid: (name) =>
    `the variable ${name} is no proxy that can be used: write http://HOST:PORT (socks is not supported)`,
  proxyWantsLogin: (name, host) =>
    `the proxy ${host} of ${name} wants a login (407): check the user and the password in it, as in http://USER:PASSWORD@HOST:PORT`,
  proxyRefuses: (name, host, target, status) =>
    `the proxy ${host} of ${name} refuses to connect to ${target} (${status}): have it put on the proxy's list of allowed hosts`,
  proxyUnresolved: (name, host) =>
    `the name of the proxy ${host} of ${name} could not be resolved: check the host in it, and the runner's DNS`,
  proxyUnreachable: (name, host) =>
    `the proxy ${host} of ${name} could not be reached: check the host and the port in it, and that the proxy runs`,
  certificatesUnreadable: (name) =>
    `the file of certificates named by ${name} can't be read: check its path and permissions`,

  // status
  statusNotUnderstood: (place, value, similar) =>
    `${place} ${value} is not understood and taken for unknown: use your CI's own word (such as SUCC, FAIL), an exit code, or success, failure, canceled, skipped${similar === "" ? "" : `; did you mean ${similar}?`}`,
  noStatus: (hint) => `how the run ended is not known: ${hint}`,

  linkLeftOut: (place) => `${place} is no http(s) link that can be used: the message goes without it`,

  gatewayDefault: (rules) =>
    `of what is finished, a gateway tells by default only what failed or is fixed: without \`on\` that goes for ${rules}`,
  absentFields: (flags) => `what the environment does not say can be given by ${flags}`,

  // senders
  unknownSource: (name: string, known: string, similar: string) =>
    `source ${name} is not known: there are ${known}${similar === "" ? "" : `; did you mean ${similar}?`}`,
  credentialUnsupported: (path, type, known) => `${path}: a sender of the type ${type} can give ${known}, and not this`,
  sourceNeedsEvent: () => "--source goes with --event: a file with the webhook's body, or - for standard input",
  headerNeeded: (name: string) => `this sender names the event in the header ${name}: add --header ${name}=EVENT`,
  foreignHeader: (name: string) => `the header ${name} is another sender's: choose another --source`,
  headerInvalid: (name: string) => `--header ${name} is no header: write NAME=VALUE, with letters, digits and hyphens`,
  payloadInvalid: (path: string) => `the body has no ${path}: look at --source and at the file`,
  stateUnknown: (word: string) => `the state ${word} is not known, so it counts as unknown`,
  ignored: {
    ping: "a test of the connection",
    event: "an event that no group needs to know of",
    action: "an action that no group needs to know of",
    part_of_run: "a part of a run, which has an event of its own at its end",
    told_elsewhere: "another event tells the same",
    empty: "there is nothing in it",
  },
  ignoredEvent: (why: string) => `nobody is told: ${why}`,
  untoldEvent: (why: string) => `nobody is told by default: ${why}`,
  ruleApplies: (rule: string) => `rule ${rule} applies`,
  absentPaths: (paths: string) => `absent: ${paths}`,
  ciEnvironments: () => "CI environments (notify and exec detect them; --provider names one)",
  webhookSenders: () => "Senders of webhooks (with the credentials that a door may have)",
  sourcesHint: () => "dingpipe sources NAME says how it gives its status and how it is set up",
  statusInJob: () => "The status in a job",
  webhookSetup: () => "Setting up the webhook",
  webhookCredentials: () => "Credentials",
  webhookLacks: () => "What it does not say",

  // results
  delivered: (robot, part) => `delivered to ${robot}${part}`,
  part: (index, count) => ` (${index} of ${count})`,
  notDelivered: (robot, part, words) => `not delivered to ${robot}${part}: ${words}`,
  answer: (errcode, errmsg) => ` (DingTalk answered ${[errcode, errmsg].filter(Boolean).join(" ")})`,
  attempts: (count) => ` (${count} attempts)`,
  attemptFailed: (code) => `this attempt got no answer from DingTalk (${code})`,
  wouldSend: (robot, rule, bytes) => `would go to ${robot} (rule ${rule}, ${bytes} bytes)`,
  wouldMention: (who) => `mentions: ${who}`,
  everybody: "everybody",
  nothingToSend: (isVerbose) => `nothing to send: no rule applies${isVerbose ? "" : " (--verbose tells why)"}`,
  noRules: () => "nothing to send: the configuration has no rules; with several robots, rules say which is told",
  tolerated: (failOn) => `this does not fail the build (--fail-on ${failOn}); use --fail-on any if it has to`,
  sending: (robots) => `sending to ${robots} …`,
  interrupted: (signal) => `${signal} came before an answer of DingTalk: the message may have arrived or not`,
  ruleSkipped: (rule, why) => `rule ${rule} does not apply: ${why}`,
  conditionFailed: (condition, expected, actual) => `${condition} wants ${expected}, it is ${actual}`,
  conditionAbsent: (condition, expected, path) => `${condition} wants ${expected}, the event has no ${path}`,
  alreadyTold: (robot, rule) => `${robot} is already told by rule ${rule}`,
  noRobotLeft: () => "none of its robots was chosen",

  // what a plan warns of
  variableSecret: (rule, name) =>
    `rule ${rule}: the variable ${name} counts as empty, for its name says that it is secret; hand it over under another name if it is not`,
  variableUnset: (rule, name) =>
    `rule ${rule}: the variable ${name} is not set and counts as empty; write \${${name}:-fallback} for a fallback`,
  personUnknown: (rule, name) =>
    `rule ${rule}: people does not have ${name}, who can't be mentioned; add an entry to people`,
  personAbsent: {
    author: (rule) => `rule ${rule} mentions nobody: the author of the commit is not known; mention the actor as well`,
    actor: (rule) => `rule ${rule} mentions nobody: who started the run is not known; name them by --actor`,
  },
  mobileUnset: (rule, name) =>
    `rule ${rule}: the mobile ${name} is not set, nobody is mentioned for it; set the variable`,
  mobileInvalid: (rule, name) =>
    `rule ${rule}: the value of ${name} is no mobile number, nobody is mentioned for it; write it as in 13900000000 or +852-61234567`,
  mentionsCut: (rule, cut) =>
    `rule ${rule} mentions ${cut} more than the 50 people that DingTalk takes, who are left out; mention fewer, or all`,
  buttonDropped: {
    url_invalid: (rule, title) =>
      `rule ${rule}: the address of button ${title} is no http(s) link, the button is dropped; correct buttons`,
    url_too_long: (rule, title) =>
      `rule ${rule}: the address of button ${title} is too long, the button is dropped; keep it within 4096 characters`,
    no_title: (rule) => `rule ${rule}: a button has no words and is dropped; correct its title in buttons`,
  },
  previousUnknown: (rule) =>
    `rule ${rule} looks at the last result, which is not known and counts as passed: keep it by --state-file (in the CI's cache), or give --previous-status`,
  ruleFailed: (rule, code) => `rule ${rule} could not be applied to this event: ${code}`,
  fieldAbsent: (rule, path) => `the when of rule ${rule} uses ${path}, which the event lacks: ask has(${path}) first`,

  // state file
  stateDamaged: (path, problem) =>
    `the state file ${path} ${problem}; it counts as absent and is not written over: delete it, the next run makes a new one`,
  stateProblems: {
    not_json: "is not JSON",
    version: "is of another version",
    shape: "does not hold states",
    unreadable: "can't be read",
  },
  stateNotWritten: (path) => `the state file ${path} can't be written: check its folder and permissions`,

  // exec
  commandNotFound: (command) => `the command ${command} was not found: check its spelling and PATH`,
  commandWithoutInterpreter: (command) =>
    `the command ${command} is there, but its interpreter was not found: check that the program in its first line, behind #!, exists, and that its lines do not end with CRLF`,
  commandNotExecutable: (command) => `the command ${command} can't be executed: check its permissions (chmod +x)`,
  runsAllTheSame: () => "the command runs all the same, no message will be sent",
  codeStays: () => "the exit code stays the command's own",
  seconds: (count) => `${count}s`,
  timedOut: (duration) => `the command did not end within ${duration} and was stopped`,

  // serve and mock
  portTaken: (port) => `port ${port} is taken or can't be used: choose another by --port, or any by --port 0`,
  hostInvalid: (host) =>
    `${host} can't be listened on: give an address of this machine by --host, such as 127.0.0.1 or 0.0.0.0`,

  // serve
  serveReady: (url) => `the gateway listens on ${url}`,
  serveMissing: (path, name) => `${path}: ${name} is not set; until it is, /readyz says 503 and what needs it waits`,
  serveNeedsNode: () => "serve needs Node.js 22.19 or later: use a newer image, such as node:24",
  serveDataInUse: (path) => `${path} is in use by another process: one gateway has one folder; choose it by --data`,
  serveDataUnusable: (path, why) =>
    `the database in ${path} can't be opened (${why}): check the owner and the permissions of the folder and of what is in it, and the space on its disk; where the file is damaged, restore a backup`,
  serveDataNewer: (path) =>
    `a newer dingpipe wrote the database in ${path}: upgrade dingpipe, or choose another folder by --data`,
  serveReloaded: () => "the configuration was read again and is used from now on",
  serveKept: (why) => `the configuration was not taken over, the old one stays: ${why}`,
  // config compile, init
  compiled: (path) => `written: ${path}`,
  cantWrite: (path) => `${path} can't be written`,
  initCi: (names) => `say by --ci which CI it is for: one of ${names}; or --gateway workers`,
  askCi: (names) => `Which CI? (${names})`,
  askOn: () => "Of which states is the group to be told?",
  askKeywords: () => "The robot's keyword (Enter alone where it is secured by a secret, 加签):",
  askTest: () => "DINGTALK_WEBHOOK is set here. Send a first message now?",
  initConfig: {
    secrets: () => "The values of ${…} come from the environment: secrets never stand here.",
    rule: () => "pipelines",
    on: () => "Besides: fixed, broken, running …",
  },
  initWritten: (files) => `written: ${files}`,
  initAdd: (path) => `${path} is there already and stays as it is: take what you need from what is printed here`,
  initSecrets: (ci, place, names) => `${ci}: set ${names}; place: ${place}`,
  initWithoutSecret: (path) => `a robot with keywords has no secret: take what names DINGTALK_SECRET out of ${path}`,
  initPast: () =>
    "what changed is known by the last result: keep it by --state-file in the CI's cache, or tell a gateway by --via, which remembers it; GitHub's action asks GitHub, with actions: read",
  initTry: (hasSecret) =>
    `to see a first message: DINGTALK_WEBHOOK=… ${hasSecret ? "DINGTALK_SECRET=… " : ""}npx -y dingpipe send "hello"`,
  testMessage: () => "dingpipe is set up: this group will be told of its pipelines.",
  ciOrGateway: () => "--ci is for the file of a CI and --gateway for a gateway's folder: give one of them",
  domainAlone: () => "--domain is a gateway's: give --gateway workers too, or leave it out",
  domainInvalid: (value) => `--domain can't be ${value}: write the domain alone, such as hooks.example.com`,
  initExists: (path) =>
    `${path} is there already, and stays as it is: change it by hand, move it away, or name another folder`,
  initDone: (folder) => `written to the folder ${folder}; next:`,
  initDomain: () =>
    "without --domain the gateway gets an address under workers.dev, which senders in mainland China hardly reach: give it a domain of your own",
  // --via
  viaTaken: (url) => `accepted by the gateway ${url}`,
  viaDuplicate: (url) => `the gateway ${url} had it already`,
  viaUrlInvalid: (place) =>
    `${place} must be an https address (http on this machine, or with --insecure-endpoint), without a user, a query or a fragment`,
  viaTokenInvalid: () =>
    "DINGPIPE_VIA_TOKEN holds a blank, a line break or a character that is not ASCII, so it is no token of the gateway's `access`: check its value",
  viaTokenMissing: () => "DINGPIPE_VIA_TOKEN is not set: it is a token of the gateway's `access`",
  viaRefused: (status, message) => `the gateway refused the event (${status}): ${message}`,
  viaUnreachable: (why) => `the gateway could not be reached: ${why}`,
  viaUnknown: (why) => `whether the gateway took the event is not known: ${why}`,
  viaForeign: (status) => `the answer (${status}) is not a dingpipe gateway's: check the address of --via`,
  viaWould: (url) => `the event would go to the gateway ${url}, whose rules apply`,
  viaDirect: () => "the gateway could not be reached, so the message is sent directly",
  // mock
  mockListens: (url) => `the mock of DingTalk's robots listens on ${url}`,
  mockUse: () => "use it in another terminal:",
  mockLook: () => "see what the group received:",
  mockStop: () => "Ctrl-C ends it",
  mockOpen: (host) => `${host} is not loopback: whoever reaches it can read the messages`,
  mockShows: (robot, words) => `the group sees (${robot}): ${words}`,
  mockRefuses: (why) => `refused: ${why}`,

  // send
  keyTooLong: (place, most) => `${place} is too long: use at most ${most} characters`,
  optionNotForKind: (option, kind) => `${option} says nothing of an event of kind ${kind}: drop it`,
  mentionNeedsEvent: (who) => `send has no event and can't mention the ${who}: give a mobile number, user:ID or all`,
  noMessage: () => "there is nothing to send: give --text or --file, or pipe it in",
  fieldNeeded: (type, options) => `a ${type} message also needs ${options}: add it`,
  fileWithFields: (option) => `--file is the whole message and does not go with ${option}: drop one of them`,
  optionNotForType: (option, type) => `a ${type} message has no ${option}: drop it, or choose another --type`,

  bug: (name) => `internal error (${name}): this is a bug of dingpipe, please report it with this line`,
};
