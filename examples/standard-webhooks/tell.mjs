// node tell.mjs STATE: tells a dingpipe gateway how something of your own ended, signed as Standard Webhooks says. Nothing but Node 20.
import { createHmac, randomUUID } from "node:crypto";

const { GATEWAY_URL, DINGPIPE_HOOK_SECRET = "", BRANCH, COMMIT_MESSAGE } = process.env;
const body = JSON.stringify({
  kind: "pipeline",
  state: process.argv[2] ?? "unknown",
  pipeline: { name: "nightly-build" },
  repository: { fullName: "acme/shop" },
  ref: { branch: BRANCH },
  commit: { sha: "7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203", message: COMMIT_MESSAGE },
});
// Whoever sends it again keeps the id: the group is told once.
const id = `msg_${randomUUID()}`;
const time = String(Math.floor(Date.now() / 1000));
const key = Buffer.from(DINGPIPE_HOOK_SECRET.replace("whsec_", ""), "base64");
const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
const headers = { "webhook-id": id, "webhook-timestamp": time, "webhook-signature": `v1,${signature}` };
const answer = await fetch(`${GATEWAY_URL}/hooks/events`, {
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});
if (!answer.ok) throw new Error(`the gateway answered ${answer.status}: ${await answer.text()}`);
