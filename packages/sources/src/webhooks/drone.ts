import { isInGroup } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, listed, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { hmac } from "../hmac.ts";
import { at, changeNumberAt, countAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import { bytesOf } from "../signature.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { droneWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { pageUnder } from "../values.ts";

// HTTP Signatures (draft-cavage-http-signatures-10), in the one form that Drone writes.
const SIGNATURE = /^keyId="hmac-key",algorithm="hmac-sha256",signature="([A-Za-z\d+/]{43}=)",headers="date digest"$/;

const signature = hmac({
  header: "signature",
  hash: "SHA-256",
  encoding: "base64",
  timestamp: { header: "date", unit: "date", toleranceMs: 300_000 },
  signed: ({ headers }) => {
    const [date, digest] = [headers.get("date"), headers.get("digest")];
    return date === null || digest === null ? undefined : bytesOf(`date: ${date}\ndigest: ${digest}`);
  },
  signatureIn: (header) => SIGNATURE.exec(header)?.[1],
  wrap: (text) => `keyId="hmac-key",algorithm="hmac-sha256",signature="${text}",headers="date digest"`,
  digestOf: ({ headers }) => /^SHA-256=(.+)$/.exec(headers.get("digest") ?? "")?.[1],
});

/**
 * Drone's global webhooks, a feature of its Enterprise edition.
 *
 * @see https://docs.drone.io/webhooks/overview/
 */
export const drone: WebhookSource = {
  id: "drone",
  verification: { secret: signature },
  eventHeader: "x-drone-event",
  parse: (payload) => {
    const event = payload.headers.get("x-drone-event") ?? "";
    return event === "build" ? build(payload) : { ignored: "event", detail: event };
  },
};

function build({ body }: WebhookPayload): Parsed {
  if (nameAt(body, "repo", "slug") === undefined) return { invalid: "repo.slug" };
  if (nameAt(body, "build", "number") === undefined) return { invalid: "build.number" };
  return { events: [buildEvent(body)] };
}

function buildEvent(body: unknown): EventDraft {
  const run = at(body, "build");
  const slug = nameAt(body, "repo", "slug");
  const root = pageAt(body, "system", "link")?.replace(/\/+$/, "");
  const page = pageUnder(root, slug);
  const runPage = pageUnder(page, nameAt(run, "number"));
  const statusRaw = nameAt(run, "status");
  const state = stateOf(droneWords, statusRaw);
  const isChange = nameAt(run, "event") === "pull_request";
  const source = nameAt(run, "source");
  const link = pageAt(run, "link");
  return {
    kind: "pipeline",
    source: { event: "build", action: nameAt(body, "action"), instance: nameAt(body, "system", "host") },
    time: timeAt(run, "updated"),
    pipeline: named(slug, { url: page }),
    run: { id: nameAt(run, "id"), number: nameAt(run, "number"), url: runPage },
    environment: named(nameAt(run, "deploy_to")),
    state,
    statusRaw,
    reason: textAt(run, "error"),
    failedTasks: listed(listAt(run, "stages").flatMap((stage) => failedIn(stage, runPage))),
    queuedAt: timeAt(run, "created"),
    startedAt: timeAt(run, "started"),
    finishedAt: isInGroup(state, "finished") ? timeAt(run, "finished") : undefined,
    repository: repositoryOf(slug, textAt(body, "repo", "link")),
    ref: refOf(isChange && source !== undefined ? source : nameAt(run, "ref")),
    change: isChange
      ? changeOf(changeNumberAt(/^refs\/[\w-]+\/(\d+)\//.exec(nameAt(run, "ref") ?? "")?.[1]), {
          title: nameAt(run, "title"),
          url: link,
          sourceBranch: source,
          targetBranch: nameAt(run, "target"),
        })
      : undefined,
    commit: commitOf(nameAt(run, "after"), {
      message: textAt(run, "message"),
      // A push of several commits links to what lies between them.
      url: /\/commits?\//.test(link ?? "") ? link : undefined,
      author: {
        name: nameAt(run, "author_name"),
        username: nameAt(run, "author_login"),
        email: nameAt(run, "author_email"),
      },
    }),
    actor: userOf(nameAt(run, "trigger")) ?? userOf(nameAt(run, "sender")),
    trigger: triggerOf(nameAt(run, "event")),
  };
}

/** `@hook` and `@cron` are nobody. */
function userOf(username: string | undefined) {
  return username?.startsWith("@") === true ? undefined : personOf({ username });
}

/** The steps of a stage that failed, or the stage itself where none of them did. */
function failedIn(stage: unknown, runPage: string | undefined) {
  if (!hasFailed(stage)) return [];
  const name = nameAt(stage, "name");
  const page = pageUnder(runPage, countAt(stage, "number") ?? 1);
  const steps = listAt(stage, "steps")
    .filter((step) => hasFailed(step))
    .map((step) =>
      named(nameAt(step, "name"), {
        stage: name,
        url: pageUnder(page, countAt(step, "number") ?? 1),
        reason: reasonOf(step),
      }),
    );
  return steps.length > 0 ? steps : [named(name, { url: pageUnder(page, 1), reason: reasonOf(stage) })];
}

function hasFailed(part: unknown): boolean {
  const state = stateOf(droneWords, nameAt(part, "status"));
  return isInGroup(state, "failed") && at(part, "errignore") !== true;
}

function reasonOf(part: unknown): string | undefined {
  const code = countAt(part, "exit_code") ?? 0;
  return textAt(part, "error") ?? (code === 0 ? undefined : `exit code ${code}`);
}
