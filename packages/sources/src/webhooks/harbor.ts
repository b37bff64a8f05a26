import { type CloudEvent, cloudEventId, isCloudEvent, mayLackJson, parseCloudEvents } from "../cloudevent.ts";
import { listed, named } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, countAt, listAt, nameAt, ownOf, textAt, timeAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { harborWords, stateOf } from "../states.ts";
import { triggerOf } from "../trigger.ts";
import { artifactEvents, brokenScan, commonOf, type HarborNotice } from "./harbor-artifact.ts";

/**
 * Harbor's webhooks of a project, in its default format or as CloudEvents.
 *
 * @see https://goharbor.io/docs/latest/working-with-projects/project-configuration/configure-webhooks/
 */
export const harbor: WebhookSource = {
  id: "harbor",
  verification: { bearer: true, password: {}, token: { header: "authorization" } },
  mayLackJson,
  deliveryId: cloudEventId,
  parse: (payload, asked) => {
    if (isCloudEvent(payload)) return parseCloudEvents(payload, readHarborEvent, asked);
    const { body } = payload;
    const type = nameAt(body, "type");
    if (type === undefined) return { invalid: "type" };
    const time = timeAt(body, "occur_at");
    return readNotice({
      type,
      word: type,
      time,
      operator: nameAt(body, "operator"),
      data: at(body, "event_data"),
      path: "event_data",
    });
  },
};

const TYPES: Readonly<Record<string, string>> = {
  "harbor.artifact.pushed": "PUSH_ARTIFACT",
  "harbor.artifact.pulled": "PULL_ARTIFACT",
  "harbor.artifact.deleted": "DELETE_ARTIFACT",
  "harbor.scan.completed": "SCANNING_COMPLETED",
  "harbor.scan.stopped": "SCANNING_STOPPED",
  "harbor.scan.failed": "SCANNING_FAILED",
  "harbor.quota.exceeded": "QUOTA_EXCEED",
  "harbor.quota.warned": "QUOTA_WARNING",
  "harbor.replication.status.changed": "REPLICATION",
  "harbor.tag_retention.finished": "TAG_RETENTION",
};

/** Reads a CloudEvent of Harbor's. */
export function readHarborEvent({ type, time, source, attributes, data }: CloudEvent): Parsed {
  const projectId = /^\/projects\/(\d+)\//.exec(source)?.[1];
  const known = ownOf(TYPES, type);
  return readNotice({
    type: known ?? type,
    word: type,
    time,
    operator: attributes["operator"],
    data,
    path: "data",
    projectId,
  });
}

function readNotice(notice: HarborNotice): Parsed {
  return ownOf(readers, notice.type)?.(notice) ?? { ignored: "event", detail: notice.word };
}

const readers: Readonly<Record<string, (notice: HarborNotice) => Parsed>> = {
  PUSH_ARTIFACT: (notice) => artifactEvents(notice, "pushed"),
  DELETE_ARTIFACT: (notice) => artifactEvents(notice, "deleted"),
  SCANNING_COMPLETED: (notice) => artifactEvents(notice, "scanned"),
  SCANNING_FAILED: brokenScan,
  SCANNING_STOPPED: brokenScan,
  QUOTA_EXCEED: (notice) => quota(notice, "critical"),
  QUOTA_WARNING: (notice) => quota(notice, "warning"),
  REPLICATION: replication,
  TAG_RETENTION: retention,
};

function quota(notice: HarborNotice, severity: string): Parsed {
  const { data, path, type, time } = notice;
  const project = nameAt(data, "repository", "namespace");
  if (project === undefined) return { invalid: `${path}.repository.namespace` };
  if (time === undefined) return { invalid: path === "data" ? "time" : "occur_at" };
  const repository = nameAt(data, "repository", "name");
  const summary = textAt(data, "custom_attributes", "Details");
  return {
    events: [
      {
        kind: "alert",
        ...commonOf(notice),
        status: "firing",
        name: `${type} ${project}`,
        severity,
        groupKey: `quota/${project}`,
        alerts: [
          {
            labels: { project, ...(repository === undefined ? {} : { repository }) },
            annotations: summary === undefined ? {} : { summary },
            startsAt: time,
          },
        ],
      },
    ],
  };
}

function replication(notice: HarborNotice): Parsed {
  const job = at(notice.data, "replication");
  const statusRaw = nameAt(job, "job_status");
  if (statusRaw === undefined) return { invalid: `${notice.path}.replication.job_status` };
  const [from, to] = [registryOf(at(job, "src_resource")), registryOf(at(job, "dest_resource"))];
  const host = nameAt(job, "harbor_hostname");
  const state = stateOf(harborWords, statusRaw);
  const moved = listAt(job, "successful_artifact").map((artifact) => named(movedName(artifact)));
  return {
    events: [
      {
        kind: "pipeline",
        ...commonOf(notice),
        source: { event: notice.word, instance: host },
        pipeline: { name: ["replication", [from, to].filter(Boolean).join(" → ")].filter(Boolean).join(" ") },
        state,
        statusRaw,
        reason: textAt(job, "description"),
        failedTasks: listed(
          listAt(job, "failed_artifact").map((artifact) =>
            named(movedName(artifact), { reason: textAt(artifact, "fail_reason") }),
          ),
        ),
        artifacts: listed(moved),
        startedAt: timeAt(job, "execution_timestamp"),
        finishedAt: state === "running" || state === "queued" ? undefined : notice.time,
        trigger: triggerOf(nameAt(job, "trigger_type")?.toLowerCase()),
      },
    ],
  };
}

function retention(notice: HarborNotice): Parsed {
  const job = at(notice.data, "retention");
  const statusRaw = nameAt(job, "result");
  if (statusRaw === undefined) return { invalid: `${notice.path}.retention.result` };
  const counts = ["total", "retained"].flatMap((name) => {
    const count = countAt(job, name);
    return count === undefined ? [] : [[name, String(count)]];
  });
  return {
    events: [
      {
        kind: "pipeline",
        ...commonOf(notice),
        source: { event: notice.word, instance: nameAt(job, "harbor_hostname") },
        pipeline: {
          id: nameAt(job, "retention_policy_id"),
          name: ["tag retention", nameAt(job, "project_name")].filter(Boolean).join(" "),
        },
        state: stateOf(harborWords, statusRaw),
        statusRaw,
        failedTasks: listed(
          listAt(job, "deleted_artifact")
            .filter((artifact) => stateOf(harborWords, nameAt(artifact, "status")) === "failure")
            .map((artifact) => named(movedName(artifact), { reason: textAt(artifact, "fail_reason") })),
        ),
        finishedAt: notice.time,
        trigger: triggerOf(notice.operator?.toLowerCase()),
        params: counts.length === 0 ? undefined : (Object.fromEntries(counts) as Record<string, string>),
      },
    ],
  };
}

function registryOf(resource: unknown): string | undefined {
  const registry = nameAt(resource, "registry_name") ?? parseUrl(nameAt(resource, "endpoint") ?? "")?.host;
  return [registry, nameAt(resource, "namespace")].filter(Boolean).join("/") || undefined;
}

/** `shop [1 item(s) in total]` with its tags beside it, or `shop:1.8`. */
function movedName(artifact: unknown): string | undefined {
  const name = nameAt(artifact, "name_tag")?.replace(/ \[\d+ item\(s\) in total\]$/, "");
  const references = listAt(artifact, "references").flatMap((reference) => nameAt(reference) ?? []);
  return name === undefined || references.length === 0 ? name : `${name}:${references.join(", ")}`;
}
