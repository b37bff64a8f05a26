import { hmac } from "../hmac.ts";
import { at, nameAt, ownOf } from "../payload.ts";
import { bytesOf } from "../signature.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { decodedPart } from "../values.ts";
import { type ForgePayload, pullRequest, push } from "./forge.ts";

const signature = hmac({
  header: "x-gitee-token",
  hash: "SHA-256",
  encoding: "base64",
  timestamp: { header: "x-gitee-timestamp", unit: "ms", toleranceMs: 3_600_000 },
  signed: ({ headers }, secret) => bytesOf(`${headers.get("x-gitee-timestamp") ?? ""}\n${secret}`),
  // Its documentation encodes the signature for a URL, its servers do not.
  signatureIn: (header) => (/%[\dA-F]{2}/i.test(header) ? decodedPart(header) : header),
  leavesBodyOpen: true,
});

/**
 * The webhooks of a Gitee repository.
 *
 * @see https://help.gitee.com/webhook/gitee-webhook-introduction
 */
export const gitee: WebhookSource = {
  id: "gitee",
  verification: { secret: signature, password: { header: "x-gitee-token" } },
  eventHeader: "x-gitee-event",
  formField: "payload",
  parse: ({ headers, body }) => {
    const event = headers.get("x-gitee-event") ?? "";
    // A test of the connection has the event's body, and says so.
    if (
      nameAt(body, "hook_name") === undefined &&
      at(body, "repository") === undefined &&
      at(body, "project") === undefined
    )
      return { invalid: "hook_name" };
    const name = event.toLowerCase().replace(/[ _]hooks?$/, "");
    return ownOf(readers, name)?.({ body, event }) ?? { ignored: "event", detail: event };
  },
};

// "Push Hook" by its documentation, "push_hooks" by the older bodies.
const readers: Readonly<Record<string, (payload: ForgePayload) => Parsed>> = {
  push,
  "tag push": push,
  tag_push: push,
  "merge request": mergeRequest,
  merge_request: mergeRequest,
};

/** An update is worth a message where it has new commits. */
function mergeRequest(payload: ForgePayload): Parsed {
  const { body } = payload;
  if (nameAt(body, "action") !== "update") return pullRequest(payload);
  const what = nameAt(body, "action_desc") ?? "";
  if (what !== "source_branch_changed") return { ignored: "action", detail: what === "" ? "update" : what };
  return pullRequest({ ...payload, body: { ...(body as object), action: "synchronize" } });
}
