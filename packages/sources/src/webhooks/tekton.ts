import { isInGroup, type State } from "@dingpipe/core";
import { type CloudEvent, cloudEventId, mayLackJson, parseCloudEvents } from "../cloudevent.ts";
import { changeOf, commitOf, type EventDraft, listed, named, personOf, refOf, repositoryOf } from "../draft.ts";
import { at, changeNumberAt, countAt, keysAt, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { stateOf, tektonWords } from "../states.ts";
import { triggerOf } from "../trigger.ts";

/**
 * Tekton's CloudEvents of PipelineRuns, TaskRuns and CustomRuns.
 *
 * @see https://tekton.dev/docs/pipelines/events/
 */
export const tekton: WebhookSource = {
  id: "tekton",
  verification: {},
  mayLackJson,
  deliveryId: cloudEventId,
  parse: (payload, asked) => parseCloudEvents(payload, readTektonEvent, asked),
};

/** The words of a type: what ran, and what it does. */
const TYPE = /^dev\.tekton\.event\.(pipelinerun|taskrun|customrun|run)\.([a-z]+)\.v\d+\w*$/;
const KEYS: Readonly<Record<string, string>> = {
  pipelinerun: "pipelineRun",
  taskrun: "taskRun",
  customrun: "customRun",
  run: "run",
};
const PIPELINES_AS_CODE = "pipelinesascode.tekton.dev/";

/** Reads a CloudEvent of Tekton's. */
export function readTektonEvent(event: CloudEvent): Parsed {
  const [, kind, phase] = TYPE.exec(event.type) ?? [];
  if (kind === undefined || phase === undefined) return { ignored: "event", detail: event.type };
  const key = KEYS[kind] ?? kind;
  const run = at(event.data, key);
  if (nameAt(run, "metadata", "name") === undefined) return { invalid: `${key}.metadata.name` };
  if (kind === "pipelinerun") return { events: [pipelineRun(event, run, phase)] };
  const parent = parentOf(run);
  const events = [taskRun(event, run, phase, parent)];
  return parent === undefined ? { events } : { events, untold: "part_of_run" };
}

function pipelineRun(event: CloudEvent, run: unknown, phase: string): EventDraft {
  const failed = failedIn(run);
  const name = nameOf(run, "tekton.dev/pipeline", "pipelineRef");
  return {
    ...runOf(event, run, phase),
    pipeline: { id: [nameAt(run, "metadata", "namespace"), name].filter(Boolean).join("/"), name },
    run: { ...idsOf(run), url: pageOf(run) },
    failedTasks: listed(failed),
  };
}

function taskRun(event: CloudEvent, run: unknown, phase: string, parent: Parent | undefined): EventDraft {
  const common = runOf(event, run, phase);
  const namespace = nameAt(run, "metadata", "namespace");
  const name = nameOf(run, "tekton.dev/task", "taskRef", "customRef", "ref");
  const ids = idsOf(run);
  const failedTasks = listed(failedSteps(run));
  if (parent === undefined) {
    const id = [namespace, name].filter(Boolean).join("/");
    return { ...common, pipeline: { id, name }, run: { ...ids, url: pageOf(run) }, failedTasks };
  }
  const pipeline = labelOf(run, "tekton.dev/pipeline");
  return {
    ...common,
    pipeline: named(pipeline, { id: [namespace, pipeline].filter(Boolean).join("/") }),
    run: { id: parent.id, name: parent.name, url: pageOf(run) },
    task: { id: ids.id, name: labelOf(run, "tekton.dev/pipelineTask") ?? name },
    failedTasks,
  };
}

/** Runs have no number: what was put behind the name of the definition stands for one, or nobody could tell them apart. */
function idsOf(run: unknown) {
  const name = nameAt(run, "metadata", "name") ?? "";
  const start = nameAt(run, "metadata", "generateName") ?? "";
  const number = start !== "" && name.startsWith(start) && name !== start ? name.slice(start.length) : undefined;
  return { id: nameAt(run, "metadata", "uid"), number, name };
}

/** What all runs have in common. */
function runOf(event: CloudEvent, run: unknown, phase: string): Extract<EventDraft, { kind: "pipeline" }> {
  const condition = conditionOf(run);
  const word = nameAt(condition, "reason");
  const state = stateBy(phase, word);
  const annotation = (name: string) => annotationOf(run, `${PIPELINES_AS_CODE}${name}`);
  const number = changeNumberAt(annotation("pull-request"));
  const [source, target] = [annotation("source-branch"), annotation("branch")];
  return {
    kind: "pipeline",
    source: { event: event.type, action: phase },
    time: event.time ?? timeAt(condition, "lastTransitionTime"),
    state,
    statusRaw: word ?? phase,
    reason: isInGroup(state, "failed") || state === "canceled" ? textAt(condition, "message") : undefined,
    queuedAt: timeAt(run, "metadata", "creationTimestamp"),
    startedAt: timeAt(run, "status", "startTime"),
    finishedAt: isInGroup(state, "finished") ? timeAt(run, "status", "completionTime") : undefined,
    repository: repositoryOf(repositoryName(annotation), annotation("repo-url")),
    ref: refOf(number === undefined ? (target ?? source) : source),
    change: changeOf(number, { sourceBranch: source, targetBranch: target }),
    commit: commitOf(annotation("sha"), { message: annotation("sha-title"), url: annotation("sha-url") }),
    actor: personOf({ username: annotation("sender") }),
    trigger: triggerAt(annotation("event-type")),
  };
}

/** A comment that asks for a run says so in many ways: `retest-all-comment`, `ok-to-test-comment`. */
function triggerAt(raw: string | undefined) {
  return raw?.endsWith("-comment") === true ? { type: "comment" as const, raw } : triggerOf(raw);
}

/**
 * The state by the phase in the event's type, and of one that failed by the reason of its condition. A reason that is not known
 * leaves what the phase says: that it failed is certain, and why is not.
 */
function stateBy(phase: string, reason: string | undefined): State {
  const word = (reason ?? "").toLowerCase();
  if (phase === "failed") {
    const known = stateOf(tektonWords, word);
    if (known !== "unknown" && isInGroup(known, "finished") && known !== "success") return known;
    if (/cancel/.test(word) && !word.includes("couldnt")) return "canceled";
    if (/time(?:d)?out$/.test(word) && !word.includes("couldnt")) return "timed_out";
    return MACHINERY.test(word) ? "error" : "failure";
  }
  // Sent for whatever has no phase of its own: it may wait for its pod, or for its last tasks.
  if (phase === "unknown")
    return stateOf(tektonWords, word) === "running" || /^(?:stopp|cancel)/.test(word) ? "running" : "queued";
  return stateOf(tektonWords, phase);
}

// The work itself never began, or its pod was lost: a reference, a parameter, a binding, an image, a quota.
const MACHINERY =
  /^(?:invalid|param|objectparam|requiredworkspace|exceeded|createcontainer|createrun|pod)|couldnt|validationfailed$|resolutionfailed$|verificationfailed$|evaluationfailed$|invalidgraph$|imagepull|initcontainer|stopsidecar/;

/** The run that a TaskRun is a part of. */
interface Parent {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

function parentOf(run: unknown): Parent | undefined {
  const owner = listAt(run, "metadata", "ownerReferences").find(
    (reference) => nameAt(reference, "kind") === "PipelineRun",
  );
  const name = labelOf(run, "tekton.dev/pipelineRun") ?? nameAt(owner, "name");
  return name === undefined
    ? undefined
    : { id: nameAt(owner, "uid") ?? labelOf(run, "tekton.dev/pipelineRunUID"), name };
}

/** The name of the definition: what the run refers to, else what its own name begins with. */
function nameOf(run: unknown, label: string, ...references: readonly string[]): string {
  const own = nameAt(run, "metadata", "name") ?? "";
  const referred = references
    .map((reference) => nameAt(run, "spec", reference, "name"))
    .find((name) => name !== undefined);
  const original = annotationOf(run, `${PIPELINES_AS_CODE}original-prname`);
  // A definition inside the run is labelled by the name of the run, which is another one each time.
  const labelled = labelOf(run, label);
  const generated = nameAt(run, "metadata", "generateName")?.replace(/-+$/, "");
  return referred ?? original ?? (labelled === own ? undefined : labelled) ?? (generated || own);
}

function conditionOf(run: unknown): unknown {
  return listAt(run, "status", "conditions").find((condition) => nameAt(condition, "type") === "Succeeded");
}

/** The tasks that failed, where the run still holds their status: up to v0.44, and where `embedded-status` says so. */
function failedIn(run: unknown) {
  return ["taskRuns", "runs"].flatMap((key) =>
    keysAt(run, "status", key).flatMap((name) => {
      const task = at(run, "status", key, name);
      const condition = conditionOf(task);
      if (nameAt(condition, "status") !== "False" || nameAt(condition, "reason") === "FailureIgnored") return [];
      return [{ name: nameAt(task, "pipelineTaskName") ?? name, reason: textAt(condition, "message") }];
    }),
  );
}

function failedSteps(run: unknown) {
  return listAt(run, "status", "steps").flatMap((step) => {
    const code = countAt(step, "terminated", "exitCode") ?? 0;
    const name = nameAt(step, "name");
    // A step behind one that failed is skipped, and ends with a code of its own.
    const isSkipped = /^(?:Skipped|Continued)$/.test(nameAt(step, "terminationReason") ?? "");
    return code === 0 || name === undefined || isSkipped ? [] : [{ name, reason: `exit code ${code}` }];
  });
}

function pageOf(run: unknown): string | undefined {
  return pageAt(annotationOf(run, `${PIPELINES_AS_CODE}log-url`));
}

function repositoryName(annotation: (name: string) => string | undefined): string | undefined {
  const [organisation, repository] = [annotation("url-org"), annotation("url-repository")];
  return organisation === undefined || repository === undefined ? undefined : `${organisation}/${repository}`;
}

// What Pipelines as Code notes is a label, an annotation or both, as the version has it.
function annotationOf(run: unknown, name: string): string | undefined {
  return textAt(run, "metadata", "annotations", name) ?? labelOf(run, name);
}

function labelOf(run: unknown, name: string): string | undefined {
  return nameAt(run, "metadata", "labels", name);
}
