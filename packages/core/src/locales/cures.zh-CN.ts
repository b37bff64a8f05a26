import type { OutcomeReason } from "../outcome.ts";

/** 每种结果该怎么办，一行一条。 */
export const cures: Readonly<Record<OutcomeReason, string>> = {
  delivered: "消息已送达群里，无需处理。",
  sign_mismatch:
    "没有设置密钥（如 DINGTALK_SECRET）就先设置；设置了就打开“机器人设置 → 安全设置 → 加签”，重新复制以 SEC 开头的密钥；它要和 webhook 出自同一个机器人，前后不带空格和引号。",
  clock_skew: "本机时间与钉钉相差超过 1 小时：请校准执行机的时钟（如 chronyc makestep），时区无关紧要。",
  keyword_missing:
    "消息里没有机器人要求的关键词：把“机器人设置 → 安全设置 → 自定义关键词”中的任意一个写进 keywords（或 DINGTALK_KEYWORDS），大小写要一致。",
  ip_not_allowed:
    "执行机的出口 IP 不在白名单里：在“机器人设置 → 安全设置 → IP 地址（段）”中加入它；出口 IP 不固定时请改用“加签”。",
  security_setting:
    "机器人的安全设置拦下了消息：请逐项核对“机器人设置 → 安全设置”里勾选的自定义关键词、加签和 IP 地址（段），勾了几项就要满足几项。",
  token_unknown:
    "钉钉不认识这个 access_token：打开“机器人设置”重新复制整条 Webhook 地址；机器人被删过的话请重新添加一个。",
  robot_disabled:
    "机器人已停用：请群主在“机器人设置”里启用它，或请企业管理员到开放平台后台（open-dev.dingtalk.com）启用。",
  robot_removed: "机器人已被移出群：请在“群设置 → 机器人”中重新添加自定义机器人，并更新 Webhook 地址。",
  group_dissolved: "群已解散：请在新群里添加自定义机器人，并更新 Webhook 地址，或从配置里去掉它。",
  send_forbidden: "企业或群的安全策略禁止这个机器人发消息：请群主或企业管理员放开限制。",
  auth_failed: "钉钉鉴权失败：请核对 Webhook 地址；若经过代理或中转（endpoint），请确认它原样转发查询参数。",
  at_all_forbidden:
    "本群只有群主和管理员能 @所有人：请去掉 mention.all，或请群主在“群设置 → 群管理”中放开；也可以给机器人配置 fallbacks: [withoutAtAll]。",
  unsafe_url:
    "钉钉认为消息里有不安全的链接：请换掉该链接（下载、分发类站点最常见）；也可以给机器人配置 fallbacks: [withoutLinks]，去掉链接后重发。",
  unsafe_text: "内容审核未通过，消息里有不合适的文字：请修改模板，或少带提交说明之类的外部内容。",
  unsafe_picture: "内容审核未通过，消息里有不合适的图片：请换掉或去掉图片。",
  unsafe_content: "内容审核未通过：请修改消息内容，或少带提交说明之类的外部内容。",
  message_type_unsupported: "消息类型不对：msgtype 只能是 text、link、markdown、actionCard、feedCard，大小写也要一致。",
  field_missing:
    "消息缺少必填字段，或字段格式不对：errmsg 里写明了是哪一个，例如 markdown 的 title 不能为空；注意大小写（messageUrl、actionURL）。",
  malformed_request:
    "钉钉没有读懂请求：若经过代理或中转（endpoint），请确认它以 POST 原样转发请求体、Content-Type 和 access_token。",
  refused: "钉钉拒收了这条消息：请看 errmsg 中的说明，修改后重发。",
  too_fast:
    "发得太快：一个机器人每分钟最多 20 条，超过后限流 10 分钟。请等 10 分钟再发，并合并消息，或分到几个机器人。",
  month_used_up:
    "本月的 Webhook 调用量已用完（免费版每个企业每月 3000 条）：请企业管理员在管理后台购买用量或调高该机器人的上限，否则要等到下月。",
  budget_used_up: "为了不被钉钉限流，这条消息没有发出：请在 retryAfterMs 之后重发，并合并消息，或分到几个机器人。",
  too_long:
    "消息超过 20000 字节（一个汉字占 3 字节，标题、@ 名单和关键词都算在内）：请缩短正文，或用 overflow: split 分成几条。",
  busy: "钉钉系统繁忙：请稍后重试。若总是如此，请检查请求体是否被代理改动。",
  traffic_control:
    "同一出口 IP 调用过于频繁，被钉钉暂时拦截（20 秒超过 10000 次，拦截 5 分钟）：请稍后重试，并查一下同一网络里是谁在频繁调用。",
  server_error: "钉钉服务器出错（HTTP 5xx）：请稍后重试；若经过代理或中转（endpoint），请查看它的日志。",
  timeout:
    "在时限内没有收到应答，消息可能已送达：请检查执行机到 oapi.dingtalk.com:443（设了 endpoint 时是那个地址）的网络，需要时设置 HTTPS_PROXY。",
  dns_failed: "域名解析失败：请检查执行机的 DNS；只能经代理上网时请设置 HTTPS_PROXY。",
  tls_failed: "TLS 证书校验失败：若公司网络会替换证书，请用 NODE_EXTRA_CA_CERTS 指定公司的根证书，不要关闭校验。",
  connection_failed:
    "连不上钉钉，消息没有发出：请确认执行机能访问 oapi.dingtalk.com:443（设了 endpoint 时是那个地址），需要时设置 HTTPS_PROXY，或请网管放行。",
  connection_lost: "请求发出后连接断开，消息可能已送达：请用同一个 msgUuid 重试，并检查代理或防火墙是否会切断连接。",
  not_sent_in_time: "前面的消息占满了时限，这条没有发出：请稍后重发，并先排除前面那几条的故障。",
  redirected:
    "收到重定向，没有跟随（Webhook 地址等同于密码）：多半是上网认证页或代理造成的，请检查网络；用了 endpoint 时请改成最终地址。",
  http_refused:
    "应答的 HTTP 状态码不是 2xx：多半来自代理、防火墙或中转（endpoint），请按状态码检查（407 是代理要求登录，404 是地址不对）。",
  not_json: "应答不是 JSON，不像是钉钉返回的：多半是上网认证页、代理，或出口 IP 被暂时拦截，请检查网络后重试。",
  no_errcode: "应答里没有可用的 errcode，不能算送达：多半来自代理或中转（endpoint），请确认它原样返回钉钉的应答。",
  answer_too_long: "应答超过 64 KB，不像是钉钉返回的：请检查代理或中转（endpoint）。",
  unknown_errcode: "未知的 errcode：请看 errmsg 中的说明，并在钉钉开放平台的错误码文档里查找。",
};
