import { isInGroup } from "@dingpipe/core";
import { commitOf, type EventDraft, filled, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { hmac } from "../hmac.ts";
import { at, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { codingWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";

/**
 * CODING's webhooks, those of its second version and its service hooks.
 *
 * @see https://coding.net/help/docs/project-settings/open/webhook.html
 */
export const coding: WebhookSource = {
  id: "coding",
  verification: {
    secret: hmac({ header: "x-coding-signature", hash: "SHA-1", encoding: "hex", prefix: "sha1=" }),
  },
  formField: "payload",
  deliveryId: ({ headers }) => nameAt(headers.get("x-coding-delivery")),
  parse: ({ headers, body }) => {
    const event = headers.get("x-coding-service-hook-event") ?? headers.get("x-coding-event");
    if (event === null) return { invalid: "x-coding-event" };
    if (event === "ping") return { ignored: "ping" };
    if (event !== "ci" && !/^CI_JOB_(?:STARTED|FINISHED)$/.test(event)) return { ignored: "event", detail: event };
    return build(body, event);
  },
};

// A plan that is made, changed or deleted ran nothing.
const BUILD_ACTIONS = ["trigger_build", "complete_build"];

function build(body: unknown, event: string): Parsed {
  const action = nameAt(body, "action");
  if (event === "ci" && action !== undefined && !BUILD_ACTIONS.includes(action))
    return { ignored: "action", detail: action };
  const plan = at(body, "ci") ?? at(body, "ciJob");
  const run = at(plan, "build") ?? at(body, "build") ?? at(body, "ciBuild");
  const statusRaw = nameAt(run, "status");
  if (nameAt(plan, "name") === undefined) return { invalid: "ci.name" };
  if (statusRaw === undefined) return { invalid: "ci.build.status" };
  const state = stateOf(codingWords, statusRaw);
  const draft: EventDraft = {
    kind: "pipeline",
    source: { event, action },
    pipeline: named(nameAt(plan, "name"), { id: nameAt(plan, "id") }),
    run: filled({
      id: nameAt(run, "id"),
      number: nameAt(run, "number"),
      name: nameAt(run, "cause"),
      url: pageAt(run, "html_url") ?? pageAt(run, "url"),
    }),
    state,
    statusRaw,
    reason: isInGroup(state, "failed") || state === "unstable" ? textAt(run, "failed_message") : undefined,
    queuedAt: timeAt(run, "created_at"),
    repository: repositoryOf(
      nameAt(body, "repository", "full_name") ?? nameAt(body, "repository", "name"),
      nameAt(body, "repository", "html_url") ?? nameAt(body, "repository", "url"),
    ),
    ref: refOf(nameAt(run, "branch")),
    commit: commitOf(nameAt(run, "commit_id"), {}),
    actor: personOf({
      name: nameAt(body, "sender", "name"),
      username: nameAt(body, "sender", "login") ?? nameAt(body, "sender", "global_key"),
    }),
    trigger: triggerOf(nameAt(plan, "trigger_method")),
  };
  return { events: [draft] };
}
