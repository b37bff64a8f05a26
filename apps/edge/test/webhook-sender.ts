// How GitHub and Gitee sign, in their own words and not in those of our sources.
import { createHmac } from "node:crypto";
import { request } from "undici";

export interface SentWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A delivery of GitHub, with "Content type: application/json", or as the form that a new webhook sends unless told otherwise. */
export function githubWebhook(
  { body, headers }: SentWebhook,
  { secret, isForm = false }: { readonly secret: string; readonly isForm?: boolean },
): SentWebhook {
  const sent = isForm ? new URLSearchParams({ payload: body }).toString() : body;
  return {
    body: sent,
    headers: {
      ...headers,
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(sent).digest("hex")}`,
    },
  };
}

/** A delivery of Gitee, of a webhook with a signing key. */
export function giteeWebhook(
  { body, headers }: SentWebhook,
  { secret, now }: { readonly secret: string; readonly now: number },
): SentWebhook {
  return {
    body,
    headers: {
      ...headers,
      "content-type": "application/json",
      "x-gitee-timestamp": String(now),
      "x-gitee-token": createHmac("sha256", secret).update(`${now}\n${secret}`).digest("base64"),
    },
  };
}

/** Posts it; what was answered. */
export async function post(url: string, { body, headers }: SentWebhook) {
  const { statusCode, body: answer } = await request(url, { method: "POST", body, headers });
  return { status: statusCode, answer: (await answer.json()) as Readonly<Record<string, unknown>> };
}
