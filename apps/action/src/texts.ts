import { type Texts, textsOf } from "dingpipe/notify";
import { isOptionInput } from "./inputs.ts";

/** What the Action says in its own words: where the command line's would name a cure that a workflow does not have. */
interface ActionTexts
  extends Pick<
    Texts,
    | "noStatus"
    | "absentFields"
    | "nothingToSend"
    | "noWebhook"
    | "pullRequestWithoutSecret"
    | "previousUnknown"
    | "endpointInvalid"
    | "viaUrlInvalid"
    | "viaTokenMissing"
    | "tolerated"
  > {
  /** In place of `previousUnknown` where the token may not read runs. */
  previousForbidden: (rule: string) => string;
  needsInvalid: () => string;
  summaryTitle: () => string;
}

const WEBHOOK = "DINGTALK_WEBHOOK";
// `--insecure-endpoint` is no input: few need it, and none by accident.
const INSECURE = 'DINGPIPE_INSECURE_ENDPOINT: "true"';

const zhCN: ActionTexts = {
  noStatus: () =>
    "不知道运行结果，按“未知”处理：请在 with 里写 status: ${{ job.status }}；通知整个工作流时写 needs: ${{ toJSON(needs) }}",
  absentFields: (flags) => `环境变量里没有的内容：${flags.replaceAll("--", "")}`,
  nothingToSend: () => "没有要发的消息：没有一条规则适用（调试日志会说明原因）",
  noWebhook: () =>
    "不知道发到哪里：请给出 webhook（钉钉群 › 机器人 › 自定义机器人的 Webhook 地址，存为仓库的 secret），开启加签时再给出 secret；或写一个 dingpipe.yaml",
  pullRequestWithoutSecret: (name) =>
    `这是合并请求的构建，${name === WEBHOOK ? "webhook" : name} 没有值（来自复刻仓库的构建拿不到密钥）：不发送消息，不算失败`,
  previousUnknown: (rule) =>
    `规则 ${rule} 要看上一次的结果，但不知道它，按“上次成功”处理：请用 previous-status 给出 success 或 failure`,
  previousForbidden: (rule) =>
    `规则 ${rule} 要看上一次的结果，但令牌无权读取，按“上次成功”处理：请给 github-token 加上 actions: read 权限（默认的令牌写在任务的 permissions 里，checkout 还需要 contents: read），或用 previous-status 给出 success 或 failure`,
  endpointInvalid: () =>
    `环境变量 DINGTALK_ENDPOINT 不能用：只写 https://域名 或 https://域名:端口，后面不带任何内容；http 只能用于本机，别处要在这一步的 env 里加 ${INSECURE}`,
  viaUrlInvalid: (place) =>
    `${place} 必须是 https 地址（本机可以是 http，别处要在这一步的 env 里加 ${INSECURE}），不带用户名、查询参数和片段`,
  viaTokenMissing: () =>
    "DINGPIPE_VIA_TOKEN 没有设置：它是网关 access 里的令牌，请存为仓库的 secret，在这一步的 env 里引用",
  tolerated: (failOn) => `不会让任务失败（fail-on: ${failOn}）；要让它失败，请用 fail-on: any`,
  needsInvalid: () => "needs 不是各任务的结果：请写成 needs: ${{ toJSON(needs) }}",
  summaryTitle: () => "钉钉消息没有送达",
};

const en: ActionTexts = {
  noStatus: () =>
    "how the run ended is not known: write status: ${{ job.status }} under with, or needs: ${{ toJSON(needs) }} to tell of the whole workflow",
  absentFields: (flags) => `the environment does not say: ${flags.replaceAll("--", "")}`,
  nothingToSend: () => "nothing to send: no rule applies (this step's debug log tells why)",
  noWebhook: () =>
    "there is no robot to send to: give webhook (the Webhook address of a custom robot in the group's settings, kept in the repository's secrets), and secret where signing is on; or write a dingpipe.yaml",
  pullRequestWithoutSecret: (name) =>
    `this is a pull request's build and ${name === WEBHOOK ? "webhook" : name} has no value (builds from forks get no secrets): nothing is sent, and that is no failure`,
  previousUnknown: (rule) =>
    `rule ${rule} looks at the last result, which is not known and counts as passed: give previous-status, success or failure`,
  previousForbidden: (rule) =>
    `rule ${rule} looks at the last result, which the token may not read, so that it counts as passed: give github-token the permission actions: read (for the default one in the job's permissions, beside contents: read for a checkout), or give previous-status, success or failure`,
  endpointInvalid: () =>
    `DINGTALK_ENDPOINT can't be used: write https://HOST or https://HOST:PORT with nothing behind it; http is for this machine alone, elsewhere add ${INSECURE} to this step's env`,
  viaUrlInvalid: (place) =>
    `${place} must be an https address (http on this machine; elsewhere add ${INSECURE} to this step's env), without a user, a query or a fragment`,
  viaTokenMissing: () =>
    "DINGPIPE_VIA_TOKEN is not set: it is a token of the gateway's access; give it in this step's env, from the secrets",
  tolerated: (failOn) => `this does not fail the job (fail-on: ${failOn}); use fail-on: any if it has to`,
  needsInvalid: () => "needs is not the results of jobs: write needs: ${{ toJSON(needs) }}",
  summaryTitle: () => "The DingTalk message was not delivered",
};

/** The words of a language: the command line's, and the Action's own in place of some. */
export function actionTextsOf(locale: "zh-CN" | "en"): Texts & ActionTexts {
  return { ...textsOf(locale), ...(locale === "zh-CN" ? zhCN : en) };
}

/**
 * The command line's words as a workflow has them: `--fail-on any` is `fail-on: any`, and `--status` is `status`. A code span with a
 * blank is a command for a shell, and stays.
 */
export function inInputs(text: string): string {
  return text
    .split(/(`[^`]* [^`]*`)/)
    .map((piece, index) => (index % 2 === 1 ? piece : withInputs(piece)))
    .join("");
}

function withInputs(text: string): string {
  return text
    .replace(/--([a-z][a-z-]*) (?=(?:never|config|permanent|any|true)\b)/g, (found, name: string) =>
      isOptionInput(name) ? `${name}: ` : found,
    )
    .replace(/--([a-z][a-z-]*)/g, (found, name: string) => (isOptionInput(name) ? name : found));
}
