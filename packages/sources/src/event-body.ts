import { artifactActions, changeActions, type EventKind, eventKinds, states, triggerTypes } from "@dingpipe/core";
import { commitOf, dropEmpty, type EventDraft, paramsOf, personOf, refOf, repositoryOf } from "./draft.ts";
import { gitUrl } from "./git-url.ts";
import { at, changeNumberAt, countAt, entriesAt, keysAt, listAt, nameAt, pageAt, textAt, timeAt } from "./payload.ts";

// The body that is ours: an Event as its sender writes it by hand. It lacks what the delivery says (id, time, source) and what
// we make ourselves, and is checked to the last field, since a misspelt one would be a fact that nobody is told.

/** One value: how it is read, and what is expected where it can't be. */
interface Leaf {
  readonly type: "leaf";
  readonly read: (value: unknown) => unknown;
  readonly expected: string;
}

interface Group {
  readonly type: "group";
  readonly fields: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
  /** Makes the Event's value of the fields, where it is another. */
  readonly make: ((fields: Checked) => unknown) | undefined;
}

interface List {
  readonly type: "list";
  readonly item: Field;
}

type Field = Leaf | Group | List;
type Checked = Readonly<Record<string, unknown>>;
type Result = { readonly value: unknown } | { readonly wrong: string };

const leaf = (expected: string, read: Leaf["read"]): Leaf => ({ type: "leaf", read, expected });
const oneOf = (words: readonly string[]): Leaf =>
  leaf(words.join(" | "), (value) => words.find((word) => word === value));
const group = (fields: Group["fields"], required: readonly string[] = [], make?: Group["make"]): Group => ({
  type: "group",
  fields,
  required,
  make,
});
const list = (item: Field): List => ({ type: "list", item });

const name = leaf("a text", (value) => nameAt(value));
const text = leaf("a text", (value) => textAt(value));
const page = leaf("an http(s) address", (value) => pageAt(value));
const time = leaf("a time, ISO 8601 with its zone", (value) => timeAt(value));
const count = leaf("a whole number from 0", (value) => countAt(value));
const entries = leaf("texts by name", (value) =>
  isRecord(value) && Object.values(value).every((entry) => typeof entry !== "object" || entry === null)
    ? entriesAt(value)
    : undefined,
);
// A secret that its sender took for a parameter goes no further.
const params = leaf(entries.expected, (value) => {
  const texts = entries.read(value);
  return texts === undefined ? undefined : (paramsOf(Object.entries(texts as Readonly<Record<string, string>>)) ?? {});
});
const counts = leaf("whole numbers by name", (value) => {
  const found = keysAt(value).map((key) => [key, countAt(value, key)] as const);
  return isRecord(value) && found.every(([, number]) => number !== undefined) ? Object.fromEntries(found) : undefined;
});

const person = group({ name, username: name, email: name }, [], (fields) => personOf(fields));
const commit = group(
  { sha: leaf("a commit's id", (value) => commitOf(nameAt(value), {})?.sha), message: text, url: page, author: person },
  ["sha"],
  ({ sha, ...fields }) => commitOf(String(sha), fields),
);
const ref = group({ branch: name, tag: name }, [], (fields) =>
  nameAt(fields, "branch") === undefined ? refOf(nameAt(fields, "tag"), true) : refOf(nameAt(fields, "branch")),
);
const change = group(
  {
    number: leaf("a number", (value) => changeNumberAt(value)),
    title: name,
    url: page,
    sourceBranch: name,
    targetBranch: name,
  },
  ["number"],
);
const place = group({ name, url: page, tier: name }, ["name"]);
const linked = group({ name, url: page }, ["name"]);
const state = oneOf(states);

const common = {
  kind: oneOf(eventKinds),
  repository: group(
    { fullName: name, url: leaf("an address of a repository", (value) => gitUrl(textAt(value))) },
    ["fullName"],
    (fields) => repositoryOf(nameAt(fields, "fullName"), textAt(fields, "url")),
  ),
  actor: person,
  params,
  url: page,
};

const kinds: Readonly<Record<EventKind, Group>> = {
  pipeline: group(
    {
      ...common,
      state,
      pipeline: group({ id: name, name, url: page }, ["name"]),
      run: group({ id: name, number: name, attempt: count, name, url: page }),
      stage: group({ name }, ["name"]),
      task: group({ id: name, name, url: page }, ["name"]),
      environment: place,
      reason: text,
      failedTasks: list(group({ stage: name, name, url: page, reason: text }, ["name"])),
      queuedAt: time,
      startedAt: time,
      finishedAt: time,
      durationMs: count,
      ref,
      change,
      commit,
      trigger: group({ type: oneOf(triggerTypes) }, ["type"]),
      tests: group({ total: count, passed: count, failed: count, skipped: count }),
      artifacts: list(linked),
      previousState: state,
    },
    ["state", "pipeline"],
  ),
  alert: group(
    {
      ...common,
      status: oneOf(["firing", "resolved"]),
      name,
      severity: name,
      groupKey: text,
      alerts: list(
        group({
          labels: entries,
          annotations: entries,
          values: entries,
          startsAt: time,
          endsAt: time,
          url: page,
          silenceUrl: page,
        }),
      ),
      truncatedAlerts: count,
    },
    ["status", "name"],
  ),
  change: group(
    {
      ...common,
      action: oneOf(changeActions),
      commits: list(commit),
      ref,
      change,
      release: group({ name, tag: name, url: page }, ["name"]),
    },
    ["action", "repository"],
  ),
  deployment: group(
    {
      ...common,
      state,
      environment: place,
      service: linked,
      revision: name,
      reason: text,
      ref,
      commit,
      previousState: state,
    },
    ["state", "environment", "service"],
  ),
  artifact: group(
    { ...common, action: oneOf(artifactActions), name, tag: name, digest: name, vulnerabilities: counts },
    ["action", "name"],
  ),
};

/** What a change that is told must name. */
const subjects: Readonly<Record<string, string>> = { pushed: "ref", released: "release" };

/**
 * Reads the body of an Event that its sender wrote itself; `toldAt` (ISO 8601) is when. Null and blank texts stand for what is
 * absent. What is wrong is named by its path and by what is expected there.
 */
export function readEventBody(
  body: unknown,
  toldAt: string,
): { readonly draft: EventDraft } | { readonly invalid: string } {
  const kind = eventKinds.find((known) => known === at(body, "kind"));
  if (kind === undefined) return { invalid: `kind: ${common.kind.expected}` };
  const checked = check(kinds[kind], body, "");
  if ("wrong" in checked) return { invalid: checked.wrong };
  const fields = checked.value as Checked;
  const subject = kind === "change" ? (subjects[String(fields["action"])] ?? "change") : undefined;
  if (subject !== undefined && fields[subject] === undefined) return { invalid: `${subject}: missing` };
  const source = { event: kind, action: nameAt(fields["action"] ?? fields["status"] ?? fields["state"]) };
  // The shapes above are those of the Event, field by field; the contract test parses what comes of them.
  return { draft: { ...fields, ...defaultsOf(kind, fields, toldAt), time: toldAt, source } as EventDraft };
}

function defaultsOf(kind: EventKind, fields: Checked, toldAt: string): Checked {
  if (kind === "change") return { commits: fields["commits"] ?? [] };
  if (kind !== "alert") return {};
  const alerts = listAt(fields, "alerts").map((alert) => ({
    labels: {},
    annotations: {},
    startsAt: toldAt,
    ...(alert as Checked),
  }));
  return { groupKey: fields["groupKey"] ?? fields["name"], alerts };
}

function check(field: Field, value: unknown, path: string): Result {
  switch (field.type) {
    case "leaf": {
      const found = field.read(value);
      return found === undefined ? { wrong: `${path}: ${field.expected}` } : { value: found };
    }
    case "list": {
      if (!Array.isArray(value)) return { wrong: `${path}: a list` };
      const results = listAt(value).map((item, index) => check(field.item, item, `${path}.${index}`));
      const wrong = results.find((result) => "wrong" in result);
      return wrong ?? { value: results.map((result) => ("value" in result ? result.value : undefined)) };
    }
    case "group":
      return checkGroup(field, value, path);
    default:
      return field satisfies never;
  }
}

function checkGroup({ fields, required, make }: Group, value: unknown, path: string): Result {
  if (!isRecord(value)) return { wrong: `${path}: an object` };
  const inside = path === "" ? "" : `${path}.`;
  // Not named: what a request holds goes into no answer.
  if (Object.keys(value).some((key) => !Object.hasOwn(fields, key))) {
    return { wrong: `${path || "body"}: a field that is none of ${Object.keys(fields).join(", ")}` };
  }
  const checked: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const given = at(value, key);
    if (isBlank(given)) {
      if (required.includes(key)) return { wrong: `${inside}${key}: missing` };
      continue;
    }
    const result = check(field, given, `${inside}${key}`);
    if ("wrong" in result) return result;
    checked[key] = result.value;
  }
  return { value: dropEmpty(make === undefined ? checked : make(checked)) };
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}
