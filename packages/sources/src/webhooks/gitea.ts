import { hmac } from "../hmac.ts";
import { nameAt, ownOf, pageAt, timeAt } from "../payload.ts";
import type { CheckedScheme } from "../signature.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { giteaWords } from "../states.ts";
import { commitStatus } from "./commit-status.ts";
import { changeEvent, type ForgePayload, pullRequest, push, release, userAt } from "./forge.ts";
import { type Actions, workflowJob, workflowRun } from "./workflow.ts";

/**
 * Gitea's webhooks.
 *
 * @see https://docs.gitea.com/usage/repository/webhooks
 */
export const gitea: WebhookSource = {
  id: "gitea",
  verification: { secret: bareHex("x-gitea-signature") },
  eventHeader: "x-gitea-event",
  foreignHeaders: ["x-forgejo-event"],
  formField: "payload",
  isFieldSigned: true,
  deliveryId: ({ headers }) => nameAt(headers.get("x-gitea-delivery")),
  parse: ({ headers, body }) =>
    giteaEvent({ words: giteaWords, pulls: "pulls" }, { event: headers.get("x-gitea-event") ?? "", body }),
};

/** The signature of Gitea and what came of it: bare hexadecimal of the body's HMAC. */
export function bareHex(header: string): CheckedScheme {
  return hmac({ header, hash: "SHA-256", encoding: "hex" });
}

/** What Gitea, or Forgejo after it, says under the name of that event. */
export function giteaEvent(actions: Actions, payload: ForgePayload): Parsed {
  return ownOf(readers, payload.event)?.(payload, actions) ?? { ignored: "event", detail: payload.event };
}

const readers: Readonly<Record<string, (payload: ForgePayload, actions: Actions) => Parsed>> = {
  workflow_run: (payload, actions) => workflowRun(actions, payload),
  workflow_job: (payload, actions) => workflowJob(actions, payload),
  status: (payload, { words }) => commitStatus(words, payload),
  push,
  create: () => ({ ignored: "told_elsewhere", detail: "push" }),
  pull_request: pullRequest,
  pull_request_sync: pullRequest,
  pull_request_approved: review,
  pull_request_rejected: review,
  pull_request_review_approved: review,
  pull_request_review_rejected: review,
  release,
};

function review({ body, event }: ForgePayload): Parsed {
  if (nameAt(body, "pull_request", "number") === undefined) return { invalid: "pull_request.number" };
  return {
    events: [
      changeEvent(body, event, {
        action: "reviewed",
        actor: userAt(body, "sender"),
        time: timeAt(body, "pull_request", "updated_at"),
        url: pageAt(body, "pull_request", "html_url"),
      }),
    ],
  };
}
