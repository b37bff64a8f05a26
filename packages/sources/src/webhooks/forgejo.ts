import { isInGroup, type State } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { at, jsonAt, nameAt, pageAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { forgejoWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { pageUnder } from "../values.ts";
import { repository, sourceOf, userAt } from "./forge.ts";
import { bareHex, giteaEvent } from "./gitea.ts";

/**
 * Forgejo's webhooks: Gitea's, with events of its own for the runs of Actions.
 *
 * @see https://forgejo.org/docs/latest/user/webhooks/
 */
export const forgejo: WebhookSource = {
  id: "forgejo",
  verification: { secret: bareHex("x-forgejo-signature") },
  eventHeader: "x-forgejo-event",
  formField: "payload",
  isFieldSigned: true,
  deliveryId: ({ headers }) => nameAt(headers.get("x-forgejo-delivery")),
  parse: ({ headers, body }) => {
    const event = headers.get("x-forgejo-event") ?? "";
    return event.startsWith("action_run_")
      ? actionRun(event, body)
      : giteaEvent({ words: forgejoWords, pulls: "pulls" }, { event, body });
  },
};

/** The end of a run. A success after anything else is told twice, as such and as a recovery. */
function actionRun(event: string, body: unknown): Parsed {
  const run = at(body, "run");
  if (nameAt(run, "id") === undefined) return { invalid: "run.id" };
  // The repository stands in the run alone.
  const whole = { repository: at(run, "repository"), action: at(body, "action") };
  const title = nameAt(run, "title");
  const place = placeOf(run);
  // "Failure" is the event of everything that is no success: a run that was cancelled or skipped, too.
  const statusRaw = nameAt(run, "status") ?? event;
  const last = nameAt(body, "last_run", "status");
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(whole, event),
    time: timeAt(run, "stopped") ?? timeAt(run, "updated"),
    pipeline: named(nameAt(run, "workflow_id")),
    run: {
      id: nameAt(run, "id"),
      number: nameAt(run, "index_in_repo"),
      name: title,
      url: pageAt(run, "html_url"),
    },
    state: stateOf(forgejoWords, statusRaw),
    statusRaw,
    queuedAt: timeAt(run, "created"),
    startedAt: timeAt(run, "started"),
    finishedAt: timeAt(run, "stopped"),
    repository: repository(whole),
    ...place,
    commit: commitOf(nameAt(run, "commit_sha"), place.change === undefined ? { message: title } : {}),
    actor: userAt(run, "trigger_user"),
    trigger: triggerOf(nameAt(run, "trigger_event") ?? nameAt(run, "event")),
    previousState: finished(last) ?? finished(nameAt(body, "prior_status")) ?? recovered(event),
  };
  const isToldAsRecovery = event === "action_run_success" && last !== undefined && last !== "success";
  return isToldAsRecovery ? { events: [draft], untold: "told_elsewhere" } : { events: [draft] };
}

/** What the last run came to. A status "prior" to this one's end is this run's own, and says nothing of the last. */
function finished(word: string | undefined): State | undefined {
  const state = stateOf(forgejoWords, word);
  return isInGroup(state, "finished") ? state : undefined;
}

function recovered(event: string): State | undefined {
  return event === "action_run_recover" ? "failure" : undefined;
}

/** Its own name of the ref does not tell a tag from a branch; what started the run is there too, as a text. */
function placeOf(run: unknown): Pick<Extract<EventDraft, { kind: "pipeline" }>, "ref" | "change"> {
  const pretty = nameAt(run, "prettyref");
  const cause = jsonAt(run, "event_payload");
  const number = pretty?.match(/^#(\d+)$/)?.[1];
  if (number === undefined) {
    const pushed = nameAt(cause, "ref");
    const isTag = pushed === `refs/tags/${pretty}` || nameAt(cause, "release", "tag_name") === pretty;
    return { ref: refOf(pretty, isTag), change: undefined };
  }
  const request = at(cause, "pull_request");
  const sourceBranch = nameAt(request, "head", "ref");
  const page = pageAt(run, "repository", "html_url");
  return {
    ref: refOf(sourceBranch),
    change: changeOf(number, {
      title: nameAt(request, "title") ?? nameAt(run, "title"),
      url: pageAt(request, "html_url") ?? pageUnder(page, "pulls", number),
      sourceBranch,
      targetBranch: nameAt(request, "base", "ref"),
    }),
  };
}
