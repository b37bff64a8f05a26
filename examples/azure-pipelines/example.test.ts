import { describe, expect, it } from "vitest";
import {
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

interface Pipeline {
  readonly variables: readonly { readonly group: string }[];
  readonly steps: readonly {
    readonly script?: string;
    readonly condition?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

const { variables, steps } = yamlOf<Pipeline>(read(import.meta.url, "azure-pipelines.yml"));
const step = steps.at(-1);
const script = step?.script ?? "";
const sample = "ci/azure-complete";
const groups: Readonly<Record<string, Store>> = { dingtalk: stored() };

/** The step's own variables. Azure leaves a macro as it stands where there is no such variable. */
function own(): Readonly<Record<string, string>> {
  const entries = variables.flatMap(({ group }) => Object.entries(groups[group] ?? {}));
  return filled(step?.env ?? {}, Object.fromEntries(entries.map(([name, value]) => [`$(${name})`, value])));
}

describe("the last step in Azure Pipelines", () => {
  it("runs always", () => {
    expect(step?.condition).toBe("always()");
  });

  it.for([
    ["Succeeded", "✅ 成功 · shop-ci · feature/coupon"],
    ["SucceededWithIssues", "⚠️ 不稳定 · shop-ci · feature/coupon"],
    ["Failed", "❌ 失败 · shop-ci · feature/coupon"],
    ["Canceled", "⏹️ 已取消 · shop-ci · feature/coupon"],
  ] as const)("tells of a job that is %s", async ([AGENT_JOBSTATUS, title]) => {
    expect(titles(await runJob(script, { sample, env: { ...own(), AGENT_JOBSTATUS } }))).toEqual([title]);
  });

  it("sends nothing for a fork's pull request, to which Azure gives no secret, and does not fail", async () => {
    const job = { sample: "ci/azure-pull-request", env: { ...step?.env, AGENT_JOBSTATUS: "Succeeded" } };
    const { code, messages } = await runJob(script, job);
    expect({ code, messages }).toEqual({ code: 0, messages: [] });
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...own(),
      BUILD_SOURCEBRANCH: `refs/heads/${hostile.branch}`,
      BUILD_SOURCEBRANCHNAME: hostile.branch,
      BUILD_SOURCEVERSIONMESSAGE: hostile.message,
      BUILD_SOURCEVERSIONAUTHOR: hostile.person,
      BUILD_REQUESTEDFOR: hostile.person,
    };
    expectHarmlessJob(await runJob(script, { sample, env }));
  });
});
