// A client of DingTalk's robots in twenty lines, as one finds them in many repositories.
import { createHmac } from "node:crypto";

export interface Result {
  readonly errcode: number;
  readonly errmsg: string;
}

export async function send(
  webhook: string,
  secret: string | undefined,
  message: object,
  post = fetch,
): Promise<Result> {
  const url = new URL(webhook);
  if (secret !== undefined) {
    const timestamp = Date.now();
    const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
    url.searchParams.set("timestamp", String(timestamp));
    url.searchParams.set("sign", sign);
  }
  const response = await post(url.href, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  return (await response.json()) as Result;
}
