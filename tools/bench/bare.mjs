// What one writes by hand in place of dingpipe: signs, posts BODY, and looks at the answer.
import { createHmac } from "node:crypto";

const { DINGTALK_WEBHOOK, DINGTALK_SECRET, BODY } = process.env;
const timestamp = Date.now();
const sign = createHmac("sha256", DINGTALK_SECRET).update(`${timestamp}\n${DINGTALK_SECRET}`).digest("base64");
const response = await fetch(`${DINGTALK_WEBHOOK}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: BODY,
});
const { errcode, errmsg } = await response.json();
if (errcode !== 0) {
  console.error(errmsg);
  process.exitCode = 1;
}
