import type { TriggerType } from "@dingpipe/core";
import { changeOf, commitOf, type EventDraft, listed, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, countAt, keysAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { jenkinsWords, stateOf } from "../states.ts";
import { decodedPart } from "../values.ts";

/**
 * Jenkins, by its Notification plugin or its Generic Event plugin.
 *
 * @see https://plugins.jenkins.io/notification/
 * @see https://plugins.jenkins.io/generic-event/
 */
export const jenkins: WebhookSource = {
  id: "jenkins",
  verification: { password: {}, bearer: true },
  deliveryId: ({ body }) => nameAt(body, "id"),
  parse: (payload) => {
    const type = payload.headers.get("x-event-type") ?? nameAt(payload.body, "type");
    return type === null || type === undefined ? notification(payload) : genericEvent(payload, type);
  },
};

/** The phases of a run; the word of a phase is a state only while the run is not over. */
const OVER = ["COMPLETED", "FINALIZED"];

function notification({ body }: WebhookPayload): Parsed {
  const build = at(body, "build");
  const phase = nameAt(build, "phase");
  if (phase === undefined) return { invalid: "build.phase" };
  if (nameAt(build, "number") === undefined) return { invalid: "build.number" };
  const events = [notifiedRun(body, build, phase)];
  return phase === "COMPLETED" ? { events, untold: "told_elsewhere" } : { events };
}

function notifiedRun(body: unknown, build: unknown, phase: string): EventDraft {
  const isOver = OVER.includes(phase);
  const url = pageAt(build, "full_url");
  const job = jobOf(nameAt(build, "url") ?? nameAt(body, "url"), nameAt(body, "display_name") ?? nameAt(body, "name"));
  const branch = nameAt(build, "scm", "branch");
  const time = timeAt(build, "timestamp");
  const statusRaw = isOver ? nameAt(build, "status") : phase;
  return {
    kind: "pipeline",
    source: { event: phase, instance: parseUrl(url ?? "")?.host },
    time,
    pipeline: named(job.name, { id: job.id, url: jobPage(url) }),
    run: { number: nameAt(build, "number"), name: nameAt(build, "display_name"), url },
    state: stateOf(jenkinsWords, statusRaw),
    statusRaw,
    // What the timestamp tells is another thing in each phase.
    queuedAt: phase === "QUEUED" ? time : undefined,
    startedAt: phase === "STARTED" ? time : undefined,
    finishedAt: isOver ? time : undefined,
    durationMs: isOver ? durationOf(build) : undefined,
    repository: repositoryOf(undefined, textAt(build, "scm", "url")),
    ref: job.change === undefined ? branchOf(branch) : undefined,
    change: job.change,
    commit: commitOf(nameAt(build, "scm", "commit"), {}),
    tests: testsOf(at(build, "test_summary"), "total", "failed", "skipped"),
    failedTasks: listed(listAt(build, "test_summary", "failed_tests").map((test) => named(nameAt(test)))),
    artifacts: artifactsOf(build),
  };
}

function genericEvent({ body, headers }: WebhookPayload, type: string): Parsed {
  if (!Object.hasOwn(runPhases, type)) return { ignored: "event", detail: type };
  if (nameAt(body, "data", "number") === undefined) return { invalid: "data.number" };
  const events = [listenedRun(body, type, headers.get("referrer") ?? "")];
  return type === "run.completed" ? { events, untold: "told_elsewhere" } : { events };
}

const runPhases: Readonly<Record<string, string | undefined>> = {
  "run.initialize": "QUEUED",
  "run.started": "STARTED",
  "run.completed": undefined,
  "run.finalized": undefined,
};

function listenedRun(body: unknown, type: string, root: string): EventDraft {
  const run = at(body, "data");
  const phase = runPhases[type];
  const path = nameAt(body, "url") ?? [nameAt(body, "source"), nameAt(run, "number"), "/"].join("");
  const url = pageBelow(root, path);
  const job = jobOf(path, nameAt(run, "_projectName") ?? nameAt(run, "fullDisplayName"));
  const statusRaw = nameAt(run, "result");
  const actions = listAt(run, "actions");
  const cause = actions.flatMap((action) => listAt(action, "causes"))[0];
  const tests = actions.find((action) => countAt(action, "totalCount") !== undefined);
  const checkout = checkoutOf(actions);
  return {
    kind: "pipeline",
    source: { event: type, instance: parseUrl(url ?? "")?.host },
    time: timeAt(body, "time"),
    pipeline: named(job.name, { id: job.id, url: jobPage(url) }),
    run: {
      id: nameAt(run, "id"),
      number: nameAt(run, "number"),
      name: nameAt(run, "displayName"),
      url,
    },
    state: stateOf(jenkinsWords, phase ?? statusRaw),
    statusRaw,
    startedAt: phase === "QUEUED" ? undefined : timeAt(run, "timestamp"),
    finishedAt: phase === undefined ? timeAt(body, "time") : undefined,
    durationMs: phase === undefined ? durationOf(run) : undefined,
    repository: repositoryOf(undefined, checkout?.remote),
    ref: job.change === undefined ? branchOf(checkout?.branch) : undefined,
    change: job.change,
    commit: commitOf(checkout?.sha, messageOf(run, checkout?.sha)),
    actor: personOf({ name: nameAt(cause, "userName"), username: nameAt(cause, "userId") }),
    trigger: causeOf(nameAt(cause, "_class"), job.change !== undefined),
    tests: testsOf(tests, "totalCount", "failCount", "skipCount"),
  };
}

/** What the path of a job or a run says: folders and job as in `JOB_NAME`, and the pull request that a multibranch job is for. */
function jobOf(path: string | undefined, fallback: string | undefined) {
  const names = [...(path ?? "").matchAll(/(?:^|\/)job\/([^/]+)/g)].map(([, name]) => decodedPart(name ?? ""));
  const id = names.length === 0 ? undefined : names.join("/");
  // A branch's job has the branch encoded in its own name: `feature%2Fcart`.
  const name = names.length === 0 ? fallback : names.map(decodedPart).join("/");
  const number = names.length < 2 ? undefined : names.at(-1)?.match(/^[PM]R-(\d+)(?:-head|-merge)?$/)?.[1];
  return { id, name, change: changeOf(number, {}) };
}

/** It says "detached" where a tag or a commit was checked out. */
function branchOf(branch: string | undefined) {
  return branch === "detached" ? undefined : refOf(branch);
}

/** The page of a path. What follows the root must not go on with its host, `https://ci.example.com` with `.example.org/`. */
function pageBelow(root: string, path: string): string | undefined {
  const page = pageAt(`${root}${path}`);
  return root === "" || parseUrl(page ?? "")?.host === parseUrl(root)?.host ? page : undefined;
}

function jobPage(run: string | undefined): string | undefined {
  return run?.match(/^(.+\/)\d+\/?$/)?.[1];
}

/** It is 0 where nobody measured it. */
function durationOf(run: unknown): number | undefined {
  return countAt(run, "duration") || undefined;
}

/** The counts of tests by the names that a plugin has for them. */
function testsOf(tests: unknown, ...names: readonly [total: string, failed: string, skipped: string]) {
  const [total, failed, skipped] = names.map((name) => countAt(tests, name));
  if (total === undefined) return undefined;
  const passed = total - (failed ?? 0) - (skipped ?? 0);
  return { total, passed: passed < 0 ? undefined : passed, failed, skipped: skipped === 0 ? undefined : skipped };
}

function artifactsOf(build: unknown) {
  const artifacts = keysAt(build, "artifacts").map((name) => {
    const places = at(build, "artifacts", name);
    return { name, url: pageAt(places, "archive") ?? pageAt(places, keysAt(places)[0] ?? "") };
  });
  return listed(artifacts);
}

/** What was checked out. A shared library is checked out, too, and looks the same: of two repositories none is said. */
function checkoutOf(actions: readonly unknown[]) {
  const checkouts = actions
    .filter((action) => nameAt(action, "lastBuiltRevision", "SHA1") !== undefined)
    .map((action) => ({
      remote: textAt(action, "remoteUrls", 0),
      sha: nameAt(action, "lastBuiltRevision", "SHA1"),
      branch: nameAt(action, "lastBuiltRevision", "branch", 0, "name"),
    }));
  return new Set(checkouts.map(({ remote }) => remote)).size === 1 ? checkouts[0] : undefined;
}

function messageOf(run: unknown, sha: string | undefined) {
  const change = listAt(run, "changeSets")
    .flatMap((set) => listAt(set, "items"))
    .find((item) => sha !== undefined && nameAt(item, "commitId") === sha);
  return {
    message: textAt(change, "comment") ?? textAt(change, "msg"),
    author: { name: nameAt(change, "author", "fullName"), email: nameAt(change, "authorEmail") },
  };
}

// By the last part of the class. A forge's own plugin may call every webhook's cause by one name: then it says nothing.
const triggers: readonly (readonly [RegExp, TriggerType])[] = [
  [/(?:^|[.$])(?:UserIdCause|UserCause|ReplayCause|RebuildCause|RestartDeclarativePipelineCause)$/, "manual"],
  [/(?:^|[.$])(?:SCMTriggerCause|BranchEventCause|\w*PushCause)$/, "push"],
  [/(?:^|[.$])TimerTriggerCause$/, "schedule"],
  [/(?:^|[.$])(?:UpstreamCause|BuildUpstreamCause)$/, "upstream"],
  [/(?:^|[.$])(?:RemoteCause|GenericCause)$/, "api"],
];

function causeOf(raw: string | undefined, isChange: boolean) {
  if (raw === undefined) return undefined;
  const type = triggers.find(([pattern]) => pattern.test(raw))?.[1] ?? "unknown";
  return { type: type === "push" && isChange ? ("change" as const) : type, raw };
}
