import { commitOf, refOf } from "../draft.ts";
import { nameAt, ownOf } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { pageUnder } from "../values.ts";
import { type ForgePayload, pullRequest, push, release, repository, sourceOf, userAt } from "./forge.ts";
import { bareHex } from "./gitea.ts";

/**
 * Gogs' webhooks.
 *
 * @see https://gogs.io/advancing/webhooks
 */
export const gogs: WebhookSource = {
  id: "gogs",
  verification: { secret: bareHex("x-gogs-signature") },
  eventHeader: "x-gogs-event",
  foreignHeaders: ["x-gitea-event", "x-forgejo-event"],
  formField: "payload",
  isFieldSigned: true,
  deliveryId: ({ headers }) => nameAt(headers.get("x-gogs-delivery")),
  parse: ({ headers, body }) => {
    const event = headers.get("x-gogs-event") ?? "";
    return ownOf(readers, event)?.({ body, event }) ?? { ignored: "event", detail: event };
  },
};

const readers: Readonly<Record<string, (payload: ForgePayload) => Parsed>> = {
  push,
  create,
  pull_request: pullRequest,
  release,
};

/** A tag is told by this alone; a branch is pushed too. */
function create({ body, event }: ForgePayload): Parsed {
  const ref = refOf(nameAt(body, "ref"), true);
  if (ref === undefined) return { invalid: "ref" };
  if (nameAt(body, "ref_type") !== "tag") return { ignored: "told_elsewhere", detail: "push" };
  const place = repository(body);
  const sha = nameAt(body, "sha");
  const commit = commitOf(sha, { url: pageUnder(place?.url, "commit", sha) });
  return {
    events: [
      {
        kind: "change",
        source: sourceOf(body, event),
        action: "pushed",
        repository: place,
        ref,
        commits: commit === undefined ? [] : [commit],
        actor: userAt(body, "sender"),
        url: commit?.url,
      },
    ],
  };
}
