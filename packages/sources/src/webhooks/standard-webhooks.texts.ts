import type { WebhookTexts } from "../source.ts";

const BODY = `{
  "kind": "pipeline",
  "state": "failure",
  "pipeline": { "name": "nightly-build", "url": "https://ci.example.com/nightly" },
  "run": { "number": "214", "url": "https://ci.example.com/nightly/214" },
  "repository": { "fullName": "acme/shop", "url": "https://git.example.com/acme/shop" },
  "ref": { "branch": "main" },
  "commit": { "sha": "7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203", "message": "fix: cart total" },
  "actor": { "username": "zhangsan" },
  "failedTasks": [{ "stage": "test", "name": "unit", "reason": "exit code 1" }],
  "durationMs": 178000
}`;

const COMMAND = `id=msg_$(openssl rand -hex 12); time=$(date +%s)
key=$(printf '%s' "\${DINGPIPE_HOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -vtx1 | tr -d ' \\n')
signature=$( (printf '%s.%s.' "$id" "$time"; cat body.json) | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
curl -H "content-type: application/json" -H "webhook-id: $id" -H "webhook-timestamp: $time" \\
  -H "webhook-signature: v1,$signature" --data-binary @body.json https://gateway.example.com/hooks/events`;

const FIELDS = `| kind | ! | ? |
| --- | --- | --- |
| pipeline | state, pipeline {name, id, url} | run {id, number, attempt, name, url}, stage {name}, task {name, id, url}, environment {name, url, tier}, reason, failedTasks [{name, stage, url, reason}], queuedAt, startedAt, finishedAt, durationMs, ref, change, commit, trigger {type}, tests {total, passed, failed, skipped}, artifacts [{name, url}], previousState |
| deployment | state, environment {name, url, tier}, service {name, url} | revision, reason, ref, commit, previousState |
| alert | status (firing, resolved), name | severity, groupKey, alerts [{labels, annotations, values, startsAt, endsAt, url, silenceUrl}], truncatedAlerts |
| change | action (pushed, opened, updated, reviewed, merged, closed, released), repository; ref / change / release | commits [commit] |
| artifact | action (pushed, deleted, scanned), name | tag, digest, vulnerabilities {High: 2} |
| * | | repository {fullName, url}, actor {name, username, email}, params {…}, url |`;

const SHARED =
  "ref {branch | tag} · change {number, title, url, sourceBranch, targetBranch} · commit {sha, message, url, author {name, username, email}} · release {name, tag, url} · state, previousState: queued, waiting, running, success, unstable, failure, error, canceled, timed_out, skipped, unknown · trigger.type: push, tag, change, schedule, manual, api, upstream, deployment, release, comment, unknown";

export const texts: WebhookTexts = {
  names: { "zh-CN": "Standard Webhooks（自有系统）", en: "Standard Webhooks (a sender of your own)" },
  setup: {
    "zh-CN": `自己的系统把下面格式的 JSON 用 POST 发到网关，按 [Standard Webhooks](https://www.standardwebhooks.com/) 签名：\`secret\` 为 whsec_ 加 24–64 字节的 base64；webhook-id 每次投递唯一、重试时不变，webhook-timestamp 为 Unix 秒，与网关时间相差不超过 5 分钟，并作为事件时间。不便签名时可以用 \`bearer\`、\`password\` 或路径里的 token。\n\n\`\`\`json\n${BODY}\n\`\`\`\n\n\`\`\`sh\n${COMMAND}\n\`\`\`\n\n字段如下（! 必填，? 可选）；时间用带时区的 ISO 8601，链接用 http(s)，null 与空串等于没有填。多余或写错的字段会让整个请求被拒绝（400），并指出是哪一个。\n\n${FIELDS}\n\n${SHARED}`,
    en: `Your own system POSTs JSON of the form below, signed as [Standard Webhooks](https://www.standardwebhooks.com/) says: the \`secret\` is whsec_ and the base64 of 24 to 64 bytes; webhook-id is unique for each delivery and stays the same when it is sent again; webhook-timestamp, in Unix seconds, is at most 5 minutes off and is taken as the time of the event. Where signing is too much, \`bearer\`, \`password\` or a token in the path will do.\n\n\`\`\`json\n${BODY}\n\`\`\`\n\n\`\`\`sh\n${COMMAND}\n\`\`\`\n\nThe fields (! must be there, ? may be). Times are ISO 8601 with their zone, addresses http(s); null and empty texts stand for what is absent. A field that is not known or not right makes the whole request refused (400), with its path.\n\n${FIELDS}\n\n${SHARED}`,
  },
};
