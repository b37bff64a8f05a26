import type { State } from "@dingpipe/core";
import { commitOf, type EventDraft, named, refOf } from "../draft.ts";
import { nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { type StateWords, stateOf } from "../states.ts";
import { type ForgePayload, repository, sourceOf, userAt } from "./forge.ts";

/** What a CI noted on a commit, at GitHub and at what is like it: that CI can tell of its run itself. */
export function commitStatus(words: StateWords, { body, event }: ForgePayload): Parsed {
  const statusRaw = nameAt(body, "state");
  if (statusRaw === undefined) return { invalid: "state" };
  // A run of Gitea's that is "pending" waits for others; a status that is pending has yet to begin.
  const state = statusRaw === "pending" ? "queued" : stateOf(words, statusRaw);
  const url = pageAt(body, "target_url");
  const draft: EventDraft = {
    kind: "pipeline",
    source: sourceOf(body, event),
    time: timeAt(body, "updated_at"),
    pipeline: named(nameAt(body, "context"), { url }),
    run: url === undefined ? undefined : { url },
    state,
    statusRaw,
    reason: reasonOf(state, textAt(body, "description")),
    repository: repository(body),
    ref: refOf(nameAt(body, "branches", 0, "name")),
    commit: commitOf(nameAt(body, "sha"), {
      message: textAt(body, "commit", "commit", "message") ?? textAt(body, "commit", "message"),
      url: textAt(body, "commit", "html_url") ?? textAt(body, "commit", "url"),
      author: {
        name: nameAt(body, "commit", "commit", "author", "name") ?? nameAt(body, "commit", "author", "name"),
      },
    }),
    actor: userAt(body, "sender"),
  };
  return { events: [draft], untold: "told_elsewhere" };
}

/** The sentence beside a state, where it says why: "Build passed" is no reason. */
export function reasonOf(state: State, sentence: string | undefined): string | undefined {
  return state === "success" ? undefined : sentence;
}
