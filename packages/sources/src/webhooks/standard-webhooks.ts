import { readEventBody } from "../event-body.ts";
import { nameAt, timeAt } from "../payload.ts";
import type { WebhookSource } from "../source.ts";
import { standardWebhooksScheme } from "../standard-webhooks-scheme.ts";

/**
 * Any sender that writes our own body and signs it as Standard Webhooks says.
 *
 * @see https://www.standardwebhooks.com/
 */
export const standardWebhooks: WebhookSource = {
  id: "standard-webhooks",
  verification: { secret: standardWebhooksScheme, password: {}, bearer: true },
  deliveryId: ({ headers }) => nameAt(headers.get("webhook-id")),
  parse: ({ headers, body, now }) => {
    const sentAt = timeAt(headers.get("webhook-timestamp")) ?? new Date(now).toISOString();
    const read = readEventBody(body, sentAt);
    return "invalid" in read ? read : { events: [read.draft] };
  },
};
