import { commitOf, type EventDraft, personOf, refOf, repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, listAt, nameAt, pageAt, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { argocdWords, stateOf } from "../states.ts";

/**
 * Argo CD's notifications, by the template of `setup`.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/
 */
export const argocd: WebhookSource = {
  id: "argocd",
  verification: { bearer: true, password: {} },
  parse: ({ body }: WebhookPayload): Parsed => {
    const app = at(body, "app");
    if (nameAt(app, "metadata", "name") === undefined) return { invalid: "app.metadata.name" };
    const environment = destinationOf(app);
    if (environment === undefined) return { invalid: "app.spec.destination" };
    if (nameAt(app, "metadata", "deletionTimestamp") !== undefined) return { ignored: "action", detail: "deleted" };
    const finding = findingOf(app);
    if (finding === undefined) return { ignored: "empty" };
    return { events: [deployment(body, app, environment, finding)] };
  },
};

/** What of an application's status the message is about. */
interface Finding {
  /** The sync that somebody started, or what became of the application since. */
  readonly isOfSync: boolean;
  readonly word: string;
  readonly time?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * A phase stays `Succeeded` long after its sync: an application that can't be compared any more, or whose health changed,
 * says so elsewhere.
 */
function findingOf(app: unknown): Finding | undefined {
  const status = at(app, "status");
  const operation = at(status, "operationState");
  const phase = nameAt(operation, "phase");
  if (phase !== undefined && phase !== "Succeeded") {
    const time = timeAt(operation, "finishedAt") ?? timeAt(operation, "startedAt");
    return { isOfSync: true, word: phase, time, reason: textAt(operation, "message") };
  }
  const error = listAt(status, "conditions").find((condition) => /Error$/.test(nameAt(condition, "type") ?? ""));
  if (nameAt(status, "sync", "status") === "Unknown" && error !== undefined) {
    const word = nameAt(error, "type") ?? "";
    return { isOfSync: false, word, time: timeAt(error, "lastTransitionTime"), reason: textAt(error, "message") };
  }
  const health = nameAt(status, "health", "status");
  if (
    health === "Degraded" ||
    (phase === "Succeeded" && /^(?:Progressing|Suspended|Missing|Unknown)$/.test(health ?? ""))
  ) {
    const time = timeAt(status, "health", "lastTransitionTime") ?? timeAt(operation, "finishedAt");
    const reason = textAt(status, "health", "message") ?? unhealthyOf(status);
    return { isOfSync: health !== "Degraded", word: health ?? "", time, reason };
  }
  return phase === undefined ? undefined : { isOfSync: true, word: phase, time: timeAt(operation, "finishedAt") };
}

function deployment(
  body: unknown,
  app: unknown,
  environment: string,
  { isOfSync, word, time, reason }: Finding,
): EventDraft {
  const root = pageAt(body, "context", "argocdUrl")?.replace(/\/+$/, "");
  const [namespace, name] = [nameAt(app, "metadata", "namespace"), nameAt(app, "metadata", "name") ?? ""];
  const page = root === undefined ? undefined : [root, "applications", namespace, name].filter(Boolean).join("/");
  const state = stateOf(argocdWords, word);
  const initiator = at(app, "status", "operationState", "operation", "initiatedBy");
  const { repository, commit, ref, versions } = deployedOf(app);
  return {
    kind: "deployment",
    source: { event: "application", action: word, instance: parseUrl(root ?? "")?.host },
    time: time ?? timeAt(body, "timestamp"),
    state,
    statusRaw: word,
    reason:
      state === "success" || state === "running" ? undefined : (reason ?? (state === "unstable" ? word : undefined)),
    service: { name: namespace === undefined || namespace === "argocd" ? name : `${namespace}/${name}`, url: page },
    environment: { name: environment },
    revision: versions,
    repository,
    ref,
    commit,
    actor: isOfSync ? personOf({ username: nameAt(initiator, "username") }) : undefined,
    url: page === undefined ? undefined : pageAt(`${page}?operation=true`),
  };
}

/** The cluster and the namespace in it. */
function destinationOf(app: unknown): string | undefined {
  const destination = at(app, "spec", "destination");
  const server = nameAt(destination, "server");
  const host = server === "https://kubernetes.default.svc" ? "in-cluster" : (parseUrl(server ?? "")?.host ?? server);
  return [nameAt(destination, "name") ?? host, nameAt(destination, "namespace")].filter(Boolean).join("/") || undefined;
}

/** Where it came from: the first source that is Git, and the versions of the charts beside it. */
function deployedOf(app: unknown) {
  const status = at(app, "status");
  const many = listAt(app, "spec", "sources");
  const sources = many.length > 0 ? many : [at(app, "spec", "source")];
  const revisions = [
    at(status, "operationState", "syncResult"),
    at(status, "operationState", "operation", "sync"),
    at(status, "sync"),
  ]
    .map((place) => [...listAt(place, "revisions"), at(place, "revision")].map((revision) => nameAt(revision)))
    .find((list) => list.some((revision) => revision !== undefined));
  const pairs = sources.map((source, index) => ({ source, revision: revisions?.[index] }));
  const git = pairs.find(
    ({ source }) => nameAt(source, "chart") === undefined && !/^oci:/.test(textAt(source, "repoURL") ?? ""),
  );
  const versions = pairs.filter((pair) => pair !== git).map(({ revision }) => revision);
  return {
    repository: repositoryOf(undefined, textAt(git?.source, "repoURL")),
    commit: /^[\da-f]{40}(?:[\da-f]{24})?$/.test(git?.revision ?? "") ? commitOf(git?.revision, {}) : undefined,
    ref: targetOf(nameAt(git?.source, "targetRevision"), git?.revision),
    versions: versions.filter((version) => version !== undefined).join(", ") || undefined,
  };
}

/** A branch or a tag, by its look; not a commit, and not what names the default branch without saying it. */
function targetOf(target: string | undefined, revision: string | undefined) {
  if (target === undefined || target === "HEAD" || target === revision || /^[\da-f]{7,64}$/.test(target))
    return undefined;
  return refOf(target, /^v?\d+(?:\.\d+)+(?:[-+].*)?$/.test(target));
}

/** The resources that are not healthy. */
function unhealthyOf(status: unknown): string | undefined {
  const resources = listAt(status, "resources")
    .filter((resource) => nameAt(resource, "health", "status") === nameAt(status, "health", "status"))
    .map((resource) => {
      const name = [nameAt(resource, "kind"), nameAt(resource, "name")].filter(Boolean).join("/");
      return [name, textAt(resource, "health", "message")].filter(Boolean).join(": ");
    });
  return resources.slice(0, 5).join("; ") || undefined;
}
