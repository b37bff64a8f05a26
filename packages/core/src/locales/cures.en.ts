import type { OutcomeReason } from "../outcome.ts";

/** What to do about each outcome, one line each. */
export const cures: Readonly<Record<OutcomeReason, string>> = {
  delivered: "The group has the message; nothing to do.",
  sign_mismatch:
    "Where no secret is set (DINGTALK_SECRET), set it; else open the robot's settings in DingTalk (机器人设置 → 安全设置 → 加签) and copy the secret that begins with SEC again; it must belong to the same robot as the webhook, without spaces or quotes.",
  clock_skew:
    "This machine's clock differs from DingTalk's by more than an hour: set it right (for example `chronyc makestep`); the time zone does not matter.",
  keyword_missing:
    "The message holds none of the robot's keywords: put one of those under 机器人设置 → 安全设置 → 自定义关键词 into `keywords` (or DINGTALK_KEYWORDS), in the same upper and lower case.",
  ip_not_allowed:
    "The runner's public IP is not on the robot's list: add it under 机器人设置 → 安全设置 → IP地址(段), or use 加签 (sign) instead where the IP changes.",
  security_setting:
    "The robot's security settings refused the message: compare each one ticked under 机器人设置 → 安全设置 (自定义关键词, 加签, IP地址); all that are ticked must be met.",
  token_unknown:
    "DingTalk does not know this access_token: copy the whole webhook again from the robot's settings (机器人设置), or add a new robot if it was deleted.",
  robot_disabled:
    "The robot is disabled: have the group's owner enable it in 机器人设置, or an administrator of the organisation at open-dev.dingtalk.com.",
  robot_removed:
    "The robot was removed from the group: add a custom robot again (群设置 → 机器人) and put its webhook into the configuration.",
  group_dissolved:
    "The group was dissolved: add a custom robot to another group and put its webhook into the configuration, or remove this robot from it.",
  send_forbidden:
    "A policy of the organisation or the group forbids this robot to send: ask the group's owner or an administrator to allow it.",
  auth_failed:
    "DingTalk refused the authentication: check the webhook; where a proxy or an `endpoint` stands between, make sure that it passes the query on unchanged.",
  at_all_forbidden:
    "Only the group's owner and administrators may @ everyone here: remove `mention.all`, have the owner allow it (群设置 → 群管理), or set `fallbacks: [withoutAtAll]` on the robot.",
  unsafe_url:
    "DingTalk takes a link of the message for unsafe: replace it (download sites are the usual ones), or set `fallbacks: [withoutLinks]` on the robot to resend without links.",
  unsafe_text:
    "DingTalk's review refused the text: change the template, or show less of what others wrote (commit messages).",
  unsafe_picture: "DingTalk's review refused a picture: replace or remove it.",
  unsafe_content:
    "DingTalk's review refused the content: change the message, or show less of what others wrote (commit messages).",
  message_type_unsupported:
    "DingTalk does not know this type: msgtype is text, link, markdown, actionCard or feedCard, in exactly this casing.",
  field_missing:
    "A required field is missing or has the wrong format: errmsg names it, for example an empty title of a markdown message; mind the casing (messageUrl, actionURL).",
  malformed_request:
    "DingTalk could not read the request: where a proxy or an `endpoint` stands between, make sure that it passes on the POST, its body, Content-Type and access_token unchanged.",
  refused: "DingTalk refused this message: see errmsg, change it and send again.",
  too_fast:
    "Too fast: a robot may send 20 messages a minute, and is then mute for 10 minutes. Wait 10 minutes, and send fewer messages or spread them over several robots.",
  month_used_up:
    "The month's webhook calls are used up (3,000 for a free organisation): an administrator can buy more or raise the robot's cap in DingTalk's console; else wait for the next month.",
  budget_used_up:
    "Not sent, so that DingTalk does not mute the robot: send again after retryAfterMs, and send fewer messages or spread them over several robots.",
  too_long:
    "The message is larger than 20,000 bytes (a Chinese character has 3; title, mentions and keyword count): shorten it, or split it with `overflow: split`.",
  busy: "DingTalk is busy: try again later. If it stays so, check whether a proxy changes the request's body.",
  traffic_control:
    "DingTalk blocks this public IP for some minutes, too many calls came from it (10,000 in 20 s): try again later, and find out who calls so often in your network.",
  server_error:
    "DingTalk's server failed (HTTP 5xx): try again later; where a proxy or an `endpoint` stands between, look into its log.",
  timeout:
    "No answer in time; the message may have arrived: check the network from the runner to oapi.dingtalk.com:443 (or the endpoint that is set), set HTTPS_PROXY where a proxy is needed.",
  dns_failed:
    "The host's name could not be resolved: check the runner's DNS; set HTTPS_PROXY where there is no way out but a proxy.",
  tls_failed:
    "The TLS certificate was not accepted: where your network replaces certificates, name its root certificate in NODE_EXTRA_CA_CERTS; don't turn the check off.",
  connection_failed:
    "DingTalk could not be reached, nothing was sent: make sure that the runner can reach oapi.dingtalk.com:443 (or the endpoint that is set), set HTTPS_PROXY where a proxy is needed, or have the firewall opened.",
  connection_lost:
    "The connection broke after the request was sent; the message may have arrived: try again with the same msgUuid, and check whether a proxy or firewall cuts connections.",
  not_sent_in_time:
    "Not sent, the messages before it took all the time there was: send it again later, and see first what went wrong with those.",
  redirected:
    "A redirect came and was not followed, since the webhook is a password: usually a captive portal or a proxy; check the network, or put the final address into `endpoint`.",
  http_refused:
    "The HTTP status is not 2xx: it usually comes from a proxy, a firewall or an `endpoint`; go by the status (407: the proxy wants a login, 404: the address is wrong).",
  not_json:
    "The answer is no JSON and hardly DingTalk's: usually a captive portal, a proxy, or a public IP that is blocked for some minutes; check the network and try again.",
  no_errcode:
    "The answer has no usable errcode, so it does not count as delivered: make sure that a proxy or `endpoint` hands DingTalk's answer back unchanged.",
  answer_too_long: "The answer is larger than 64 KB and hardly DingTalk's: check the proxy or the `endpoint`.",
  unknown_errcode: "An errcode that we don't know: see errmsg, and look it up in the error codes at open.dingtalk.com.",
};
