import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import {
  changed,
  expectHarmless,
  expectHarmlessJob,
  filled,
  hostile,
  read,
  runJob,
  type Store,
  stored,
  titles,
  yamlOf,
} from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

interface Named {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  readonly default?: string;
}
interface Task {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly params: readonly Named[];
    readonly steps: readonly { readonly env: readonly Named[]; readonly script: string }[];
  };
}
interface Pipeline {
  readonly spec: {
    readonly finally: readonly { readonly taskRef: { readonly name: string }; readonly params: readonly Named[] }[];
  };
}

const task = yamlOf<Task>(read(import.meta.url, "task.yaml"));
const [step] = task.spec.steps;
const [last] = yamlOf<Pipeline>(read(import.meta.url, "pipeline.yaml")).spec.finally;
const script = step?.script ?? "";
/** The secrets of the namespace, by their names. */
const secrets: Readonly<Record<string, Store>> = { dingtalk: stored("webhook", "secret") };

/** What Tekton puts into the variables of the step: first the Pipeline's own into the params, then these. */
function environmentOf(status: string, branch = "main"): Readonly<Record<string, string>> {
  const params = filled(valuesOf(last?.params ?? []), {
    "$(tasks.status)": status,
    "$(context.pipeline.name)": "shop-release",
    "$(context.pipelineRun.name)": "shop-release-run-8xk2p",
    "$(params.branch)": branch,
  });
  const defaults = task.spec.params.flatMap((param) =>
    param.default === undefined ? [] : [[param.name, param.default]],
  );
  const entries = Object.entries({ ...Object.fromEntries(defaults), ...params } as Record<string, string>);
  const own = filled(valuesOf(step?.env ?? []), {
    "$(context.taskRun.namespace)": "shop",
    ...Object.fromEntries(entries.map(([name, value]) => [`$(params.${name})`, value])),
  });
  return { ...own, ...secretsOf(step?.env ?? []) };
}

function secretsOf(list: readonly Named[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    list.flatMap(({ name, valueFrom }) => {
      const { name: secret = "", key = "" } = valueFrom?.secretKeyRef ?? {};
      const value = secrets[secret]?.[key];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function valuesOf(list: readonly Named[]): Readonly<Record<string, string>> {
  return Object.fromEntries(list.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

describe("finally in Tekton", () => {
  it("runs the Task, whose script is the same for every run", () => {
    expect(last?.taskRef.name).toBe(task.metadata.name);
    expect(script).not.toContain("$(");
  });

  it.for([
    ["Succeeded", "✅ 成功 · shop-release · main"],
    ["Completed", "✅ 成功 · shop-release · main"],
    ["Failed", "❌ 失败 · shop-release · main"],
  ] as const)("tells of tasks that have %s", async ([status, title]) => {
    const result = await runJob(script, { sample: "ci/tekton-complete", env: environmentOf(status) });
    expect(titles(result)).toEqual([title]);
    expect(decodeURIComponent(result.messages[0]?.text ?? "")).toContain(
      "https://tekton.example.com/#/namespaces/shop/pipelineruns/shop-release-run-8xk2p",
    );
  });

  it("shows what is hostile as text", async () => {
    const env = environmentOf("Failed", hostile.branch);
    expectHarmlessJob(await runJob(script, { sample: "ci/tekton-complete", env }));
  });
});

describe("the gateway behind Tekton's events", () => {
  const config = read(import.meta.url, "dingpipe.yaml");
  const tell = (name: string, body = sample(name)) =>
    tellGateway(
      config,
      { TEKTON_HOOK_TOKEN: "token-of-the-hook" },
      "/hooks/tekton/token-of-the-hook",
      body,
      sample(`${name}.headers`),
    );

  it.for([
    ["successful", "✅ 成功"],
    ["failed", "❌ 失败"],
    ["failed.cancelled", "⏹️ 已取消"],
    ["failed.timeout", "超时"],
  ] as const)("tells of a run that ended as %s", async ([name, title]) => {
    expect(titles(await tell(`tekton/pipelinerun.${name}`))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = { "pipelineRun.spec.pipelineRef.name": hostile.title, "pipelineRun.metadata.name": hostile.person };
    const name = "tekton/pipelinerun.failed";
    expectHarmless(await tell(name, changed(name, values)));
  });
});
