// A recipe's script lines, run as its CI would: in that CI's environment, with the mock in DingTalk's place.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sample } from "@dingpipe/fixtures/node";
import { expect } from "vitest";
import { parseAllDocuments } from "yaml";
import { robot, runShell, type ShellOptions, type ShellResult } from "./shell.ts";

const bin = fileURLToPath(new URL("job-bin", import.meta.url));

/** What a CI that reads its log would obey. */
const COMMAND = /^(::|##\[|##vso)/m;

/** What may push, name and describe whoever wants to do harm. */
export const hostile = {
  branch: "feat/$(touch${IFS}pwned)`touch${IFS}pwned`",
  title:
    "'\"; touch pwned; $(touch pwned) `touch pwned` @所有人 @all @13900000001 [领奖](http://evil.example.com/win) <b>x</b>",
  /** The title, and what a CI would take for a command where it stands at the beginning of a line. */
  get message(): string {
    return `${this.title}\n::set-output name=x::y\n##vso[task.setvariable variable=x]y\n##[set-output x=y]`;
  },
  person: "@所有人 [x](http://evil.example.com) $(touch pwned)",
};

/** A file of a recipe's folder. */
export function read(test: string, name: string): string {
  return readFileSync(new URL(name, test), "utf8");
}

/** The documents of a YAML file, which must have neither errors nor warnings. */
function documentsOf<Document>(text: string): readonly Document[] {
  const documents = [...parseAllDocuments(text, { strict: true })];
  for (const { errors, warnings } of documents) expect([...errors, ...warnings]).toEqual([]);
  return documents.map((document) => document.toJS() as Document);
}

/** The only document of a YAML file. */
export function yamlOf<Document>(text: string): Document {
  const documents = documentsOf<Document>(text);
  expect(documents).toHaveLength(1);
  return documents[0] as Document;
}

/** Secrets by name, as a CI keeps them. */
export type Store = Readonly<Record<string, string>>;

/**
 * A store that has the robot under these names. The environment of a recipe's script is what its file makes of the store: with a
 * name that is not there, or that is the other's, the group is told nothing.
 */
export function stored(webhook = "DINGTALK_WEBHOOK", secret = "DINGTALK_SECRET"): Store {
  return { [webhook]: robot.webhook, [secret]: robot.secret };
}

/** Variables with the secrets that they refer to, as Drone and Woodpecker have them. */
export function withSecrets(
  variables: Readonly<Record<string, { readonly from_secret: string }>> = {},
  store: Store,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { from_secret }]) => [name, store[from_secret] ?? ""]),
  );
}

export interface Job {
  /** The CI's sample environment, such as `ci/gitlab-complete`. */
  readonly sample: string;
  /** What is different in this job, with the robot's variables; `undefined` is a variable that it has not. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How `npm test` ends. Default 0. */
  readonly npmTest?: number | "canceled";
  /** How `npm ci` ends. Default 0. */
  readonly npmCi?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly kept?: ShellOptions["kept"];
}

/** Runs lines of a script by `sh`, up to the first that fails. A CI would fill in its expressions before: there may be none. */
export function runJob(lines: string | readonly string[], job: Job): Promise<ShellResult> {
  expect(lines).not.toHaveLength(0);
  for (const line of [lines].flat()) expect(line).not.toMatch(/\$\{\{|\$\{?[a-z]+\.|\$\(\w+\.|\$\[|<<|\{\{/);
  const variables = Object.entries({ ...(sample(job.sample) as Record<string, string>), ...job.env });
  return runShell([lines].flat().join("\n"), {
    job: Object.fromEntries(variables.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    env: { NPM_TEST: String(job.npmTest ?? 0), NPM_CI: String(job.npmCi ?? 0) },
    shell: "sh",
    bin,
    ...(job.files === undefined ? {} : { files: job.files }),
    ...(job.kept === undefined ? {} : { kept: job.kept }),
  });
}

/** A rule that looks at how the last run ended. */
const onChange = `robots:
  ops: { webhook: "\${DINGTALK_WEBHOOK}", secret: "\${DINGTALK_SECRET}" }
rules:
  - on: [broken, fixed]
`;

/** What the group is told by jobs that run one after the other, each with the folder that the one before left and its CI keeps. */
export async function titlesInTurn(
  runs: readonly (Omit<Job, "files" | "kept"> & { readonly lines: string | readonly string[] })[],
  kept?: string,
): Promise<readonly (readonly string[])[]> {
  const place = mkdtempSync(join(tmpdir(), "dingpipe-kept-"));
  const told: (readonly string[])[] = [];
  try {
    for (const { lines, ...job } of runs) {
      const own = kept === undefined ? {} : { kept: { path: kept, place: join(place, "kept") } };
      const result = await runJob(lines, { ...job, files: { "dingpipe.yaml": onChange }, ...own });
      expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      told.push(titles(result));
    }
    return told;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** The titles of what the group was told. */
export function titles({ messages }: Pick<ShellResult, "messages">): readonly string[] {
  return messages.map(({ title }) => title);
}

/** One message, that names what is hostile as text alone: nobody is mentioned, nothing can be clicked, nothing was run. */
export function expectHarmless({ messages }: Pick<ShellResult, "messages">): void {
  expect(messages).toHaveLength(1);
  for (const { title, text, mentions, links } of messages) {
    expect(mentions).toEqual({ mobiles: [], userIds: [], all: false });
    for (const { url } of links) expect(url).not.toContain("evil");
    for (const shown of [title, text]) expect(shown).not.toMatch(/@(所有人|all|13900000001)/);
    expect(text).toContain("touch");
    expect(text).not.toMatch(/(?<!\\)\]\(http:\/\/evil|<b>/);
    expect(text).not.toMatch(COMMAND);
  }
}

/** The same, of a job: no file was made but its own, and the CI's log holds no command for it. */
export function expectHarmlessJob(result: ShellResult, own: readonly string[] = []): void {
  expectHarmless(result);
  expect(result.code).toBe(0);
  expect(result.left).toEqual(own);
  expect(result.stdout + result.stderr).not.toMatch(COMMAND);
}

/** Each value with the CI's own expressions filled in; none that is not named may be left. */
export function filled(
  variables: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fill = (text: string) => {
    for (const expression of text.match(/\$\{\{.*?\}\}|\$\(.*?\)/g) ?? []) expect(values).toHaveProperty([expression]);
    return text.replace(/\$\{\{.*?\}\}|\$\(.*?\)/g, (expression) => values[expression] ?? "");
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fill(value)]));
}

/** A sample with other values at some of its paths, such as `job.pipelineName`. */
export function changed(name: string, values: Readonly<Record<string, string>>): unknown {
  const body = structuredClone(sample(name));
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], body);
    expect(parent).toHaveProperty(last);
    (parent as Record<string, unknown>)[last] = value;
  }
  return body;
}
