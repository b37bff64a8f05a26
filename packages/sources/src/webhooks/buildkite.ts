import { isInGroup, type State } from "@dingpipe/core";
import { githubPage } from "../ci/github-page.ts";
import { changeOf, commitOf, type EventDraft, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { hmac } from "../hmac.ts";
import { at, changeNumberAt, nameAt, numberAt, ownOf, pageAt, textAt, timeAt } from "../payload.ts";
import { bytesBefore } from "../signature.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { buildkiteWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";

const HEADER = "x-buildkite-signature";
const timeIn = (header: string) => /^timestamp=(\d{1,13}),signature=/.exec(header)?.[1];
// To its end: a header that came twice arrives joined by a comma.
const signatureIn = (header: string) => /^timestamp=\d+,signature=([\da-f]{64})$/.exec(header)?.[1];

const signature = hmac({
  header: HEADER,
  hash: "SHA-256",
  encoding: "hex",
  timestamp: { header: HEADER, unit: "s", toleranceMs: 300_000, textIn: timeIn },
  signed: ({ headers, body }) => bytesBefore(`${timeIn(headers.get(HEADER) ?? "")}.`, body),
  signatureIn,
  wrap: (text, time) => `timestamp=${time},signature=${text}`,
});

/**
 * Buildkite's notification service "Webhook", of its pipelines.
 *
 * @see https://buildkite.com/docs/apis/webhooks/pipelines
 */
export const buildkite: WebhookSource = {
  id: "buildkite",
  verification: { secret: signature, token: { header: "x-buildkite-token" } },
  eventHeader: "x-buildkite-event",
  parse: (payload) => {
    const event = payload.headers.get("x-buildkite-event") ?? "";
    return ownOf(readers, event)?.(payload, event) ?? { ignored: "event", detail: event };
  },
};

const readers: Readonly<Record<string, (payload: WebhookPayload, event: string) => Parsed>> = {
  ping: () => ({ ignored: "ping" }),
  "build.scheduled": build,
  "build.running": build,
  // Its end comes yet.
  "build.failing": (payload, event) => ({ untold: "told_elsewhere", ...build(payload, event) }),
  "build.finished": build,
  "build.skipped": build,
  "job.scheduled": job,
  "job.started": job,
  "job.finished": job,
  // A block step was released: the build goes on.
  "job.activated": (_, event) => ({ ignored: "told_elsewhere", detail: event }),
};

function build({ body }: WebhookPayload, event: string): Parsed {
  const run = at(body, "build");
  if (nameAt(run, "number") === undefined) return { invalid: "build.number" };
  const statusRaw = nameAt(run, "state");
  const said = stateOf(buildkiteWords, statusRaw);
  // A build that waits at a block step is "finished" and "passed", unless the step says "failed" or "running".
  const state = at(run, "blocked") === true && !isInGroup(said, "failed") ? "waiting" : said;
  const reason = textAt(run, "cancel_reason");
  return { events: [{ ...runOf(body, run), source: { event }, state, statusRaw, reason, ...timesOf(run, state) }] };
}

/** A job's build has an event of its own. */
function job({ body }: WebhookPayload, event: string): Parsed {
  const task = at(body, "job");
  const id = nameAt(task, "id");
  if (id === undefined) return { invalid: "job.id" };
  const statusRaw = nameAt(task, "state");
  const said = stateOf(buildkiteWords, statusRaw);
  const state = said === "failure" && at(task, "soft_failed") === true ? "unstable" : said;
  const code = numberAt(task, "exit_status") ?? 0;
  const draft: EventDraft = {
    ...runOf(body, at(body, "build")),
    source: { event },
    task: named(nameAt(task, "name") ?? nameAt(task, "label") ?? nameAt(task, "step_key") ?? id, {
      id,
      url: pageAt(task, "web_url"),
    }),
    state,
    statusRaw,
    // Of a job that was stopped it is -1.
    reason: code > 0 ? `exit code ${code}` : undefined,
    ...timesOf(task, state),
  };
  return { events: [draft], untold: "part_of_run" };
}

/** What a build and its jobs have in common. */
function runOf(body: unknown, run: unknown) {
  const page = pageAt(run, "web_url");
  const address = textAt(body, "pipeline", "repository");
  const branch = nameAt(run, "branch");
  const sha = nameAt(run, "commit");
  const number = changeNumberAt(run, "pull_request", "id");
  const tag = nameAt(run, "tag");
  const author = {
    name: nameAt(run, "author", "name"),
    username: nameAt(run, "author", "username"),
    email: nameAt(run, "author", "email"),
  };
  return {
    kind: "pipeline",
    pipeline: named(nameAt(body, "pipeline", "name") ?? nameAt(body, "pipeline", "slug"), {
      id: nameAt(body, "pipeline", "id"),
      url: /^(.+)\/builds\/\d+$/.exec(page ?? "")?.[1],
    }),
    run: { id: nameAt(run, "id"), number: nameAt(run, "number"), url: page },
    repository: repositoryOf(undefined, address),
    ref: tag === undefined ? refOf(branch) : refOf(tag, true),
    change: changeOf(number, {
      url: githubPage(address, "pull", number),
      sourceBranch: branch,
      targetBranch: nameAt(run, "pull_request", "base"),
    }),
    // Until it is checked out a build that somebody started by hand has the commit "HEAD".
    commit: /^[\da-f]{7,64}$/i.test(sha ?? "")
      ? commitOf(sha, { message: textAt(run, "message"), url: githubPage(address, "commit", sha), author })
      : undefined,
    actor:
      personOf({ name: nameAt(run, "creator", "name"), email: nameAt(run, "creator", "email") }) ?? personOf(author),
    trigger: startOf(nameAt(run, "source"), number, tag),
  } as const;
}

/** Its word for whatever a forge tells is the same. */
function startOf(source: string | undefined, change: string | undefined, tag: string | undefined) {
  if (source !== "webhook") return triggerOf(source);
  return { type: change !== undefined ? "change" : tag !== undefined ? "tag" : "push", raw: source } as const;
}

/** A payload may be of a later state than its event: the state alone tells which time is its own. */
function timesOf(part: unknown, state: State) {
  const [queuedAt, startedAt] = [timeAt(part, "created_at"), timeAt(part, "started_at")];
  const endedAt = timeAt(part, "finished_at");
  const finishedAt = isInGroup(state, "finished") ? endedAt : undefined;
  const time = finishedAt ?? (state === "waiting" ? endedAt : undefined) ?? startedAt ?? queuedAt;
  return { time, queuedAt, startedAt, finishedAt };
}
