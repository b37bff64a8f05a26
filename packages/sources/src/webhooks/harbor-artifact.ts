import type { ArtifactAction } from "@dingpipe/core";
import { type EventDraft, personOf, repositoryOf } from "../draft.ts";
import { at, countAt, keysAt, listAt, nameAt, pageAt, timeAt } from "../payload.ts";
import type { Parsed } from "../source.ts";
import { harborWords, stateOf } from "../states.ts";

// What Harbor tells of artifacts and of their scans.

/** What both formats say. */
export interface HarborNotice {
  /** As the default format has it. */
  readonly type: string;
  /** As the sender wrote it. */
  readonly word: string;
  readonly time: string | undefined;
  readonly operator: string | undefined;
  readonly data: unknown;
  /** Where the data stands. */
  readonly path: string;
  readonly projectId?: string | undefined;
}

/** An artifact with all the tags that the notice names of it. */
interface Artifact {
  readonly resource: unknown;
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The artifacts of a notice, an Event each. */
export function artifactEvents(notice: HarborNotice, action: ArtifactAction): Parsed {
  if (action === "scanned" && isOfSbom(notice)) return { ignored: "action", detail: "sbom" };
  const artifacts = artifactsOf(notice);
  if (artifacts.length === 0) return { invalid: `${notice.path}.resources` };
  return {
    events: artifacts.map(({ resource, name, tag, digest }) => ({
      kind: "artifact",
      ...commonOf(notice, name),
      action,
      name,
      tag,
      digest,
      vulnerabilities: action === "scanned" ? vulnerabilitiesOf(resource) : undefined,
      actor: operatorOf(notice),
      url: action === "deleted" ? undefined : pageOf(notice, name, digest),
    })),
  };
}

/** A scan that did not come to its end has a state, as a run of a pipeline has. */
export function brokenScan(notice: HarborNotice): Parsed {
  if (isOfSbom(notice)) return { ignored: "action", detail: "sbom" };
  const [artifact] = artifactsOf(notice);
  if (artifact === undefined) return { invalid: `${notice.path}.resources` };
  const { name, tag, digest, resource } = artifact;
  const report = reportOf(resource);
  return {
    events: [
      {
        kind: "pipeline",
        ...commonOf(notice, name),
        pipeline: { name: `scan ${name}` },
        run: { id: nameAt(report, "report_id"), url: pageOf(notice, name, digest) },
        ref: tag === undefined ? undefined : { tag },
        state: stateOf(harborWords, notice.type),
        statusRaw: notice.word,
        startedAt: timeAt(report, "start_time"),
        finishedAt: timeAt(report, "end_time"),
        actor: operatorOf(notice),
      },
    ],
  };
}

/** What every notice has. */
export function commonOf(notice: HarborNotice, name?: string): Pick<EventDraft, "source" | "time" | "repository"> {
  const host = name === undefined ? undefined : hostOf(name);
  return {
    source: { event: notice.word, instance: host },
    time: notice.time,
    repository: repositoryOf(nameAt(notice.data, "repository", "repo_full_name")),
  };
}

function artifactsOf({ data }: HarborNotice): readonly Artifact[] {
  const artifacts = new Map<string, Artifact>();
  for (const resource of listAt(data, "resources")) {
    // `host/project/name:tag` or `…@sha256:…`: a port stands before the first slash.
    const address = nameAt(resource, "resource_url")
      ?.replace(/@sha\d+:[\da-f]+$/i, "")
      .replace(/:[^:/]+$/, "");
    const name = address ?? nameAt(data, "repository", "repo_full_name");
    const digest = nameAt(resource, "digest");
    const said = nameAt(resource, "tag");
    // An artifact without a tag has its digest in the place of one.
    const tag = said === digest || /^sha\d+:/.test(said ?? "") ? undefined : said;
    if (name === undefined) continue;
    const known = digest === undefined ? undefined : artifacts.get(digest);
    const tags = [known?.tag, tag].filter(Boolean).join(", ");
    artifacts.set(digest ?? `${name}:${said}`, { resource, name, digest, tag: tags || undefined });
  }
  return [...artifacts.values()];
}

const SEVERITIES = ["Critical", "High", "Medium", "Low", "Negligible", "Unknown"];

/** The number of vulnerabilities by severity, the worst first; where there are none, that. */
function vulnerabilitiesOf(resource: unknown): Readonly<Record<string, number>> | undefined {
  const summary = at(reportOf(resource), "summary");
  const found = keysAt(summary, "summary")
    .map((severity) => [severity, countAt(summary, "summary", severity)] as const)
    .filter((entry): entry is readonly [string, number] => entry[1] !== undefined && entry[1] > 0)
    .toSorted(([one], [other]) => rankOf(one) - rankOf(other));
  if (found.length > 0) return Object.fromEntries(found);
  const total = countAt(summary, "total");
  return total === undefined ? undefined : { Total: total };
}

function rankOf(severity: string): number {
  const index = SEVERITIES.indexOf(severity);
  return index < 0 ? SEVERITIES.length : index;
}

/** The report of the first scanner, by the type of the report. */
function reportOf(resource: unknown): unknown {
  return at(resource, "scan_overview", keysAt(resource, "scan_overview")[0] ?? "");
}

function isOfSbom({ data }: HarborNotice): boolean {
  const [resource] = listAt(data, "resources");
  const hasOverview = at(resource, "scan_overview") !== undefined;
  return nameAt(data, "scan", "scan_type") === "sbom" || (at(resource, "sbom_overview") !== undefined && !hasOverview);
}

/** Nobody, where Harbor did it of its own accord. */
function operatorOf({ operator }: HarborNotice) {
  return operator === undefined || /^(?:auto|manual|scheduled|harbor-jobservice)$/i.test(operator)
    ? undefined
    : personOf({ username: operator });
}

/** The page of an artifact, which is named by the id of its project. */
function pageOf({ projectId, data }: HarborNotice, name: string, digest: string | undefined): string | undefined {
  const [host, repository] = [hostOf(name), nameAt(data, "repository", "name")];
  if (host === undefined || projectId === undefined || repository === undefined || digest === undefined)
    return undefined;
  const place = `projects/${projectId}/repositories/${encodeURIComponent(repository)}/artifacts-tab/artifacts/${digest}`;
  return pageAt(`https://${host}/harbor/${place}`);
}

/** A registry's host looks like one; the first part of a bare repository's name does not. */
function hostOf(name: string): string | undefined {
  const first = name.split("/", 1)[0] ?? "";
  return /^(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w.-]+:\d+)(?::\d+)?$/.test(first) ? first : undefined;
}
