import { describe, expect, it } from "vitest";
import {
  expectHarmlessJob,
  hostile,
  read,
  runJob,
  stored,
  titles,
  titlesInTurn,
  withSecrets,
  yamlOf,
} from "../../test/recipe.ts";

interface Pipeline {
  readonly steps: readonly {
    readonly commands: readonly string[];
    readonly environment?: Readonly<Record<string, { readonly from_secret: string }>>;
    readonly when?: { readonly status?: readonly string[] };
    readonly volumes?: readonly { readonly name: string; readonly path: string }[];
  }[];
  readonly volumes?: readonly { readonly name: string; readonly host: { readonly path: string } }[];
}

const step = yamlOf<Pipeline>(read(import.meta.url, "drone.yml")).steps.at(-1);
const secrets = withSecrets(step?.environment, stored("dingtalk_webhook", "dingtalk_secret"));
const statuses = step?.when?.status ?? ["success"];
/** What runs where the steps before have ended so. */
const linesAfter = (status: string) => (statuses.includes(status) ? (step?.commands ?? []) : []);
const sample = "ci/drone-complete";

describe("the last step in Drone", () => {
  // A build that is canceled has no further step.
  it("tells of a success and of a failure", () => {
    expect(statuses).toEqual(["success", "failure"]);
  });

  it.for([
    ["success", "", "✅ 成功 · acme/shop · main"],
    ["failure", "test", "❌ 失败 · acme/shop · main"],
  ] as const)("tells of a build that is a %s so far", async ([status, DRONE_FAILED_STEPS, title]) => {
    const env = { ...secrets, DRONE_BUILD_STATUS: status, DRONE_STAGE_STATUS: status, DRONE_FAILED_STEPS };
    expect(titles(await runJob(linesAfter(status), { sample, env }))).toEqual([title]);
  });

  it("tells what broke and what was repaired in a trusted repository, by a folder of the runner's machine", async () => {
    const { steps, volumes } = yamlOf<Pipeline>(read(import.meta.url, "with-state.yml"));
    const last = steps.at(-1);
    expect({ ...last, commands: undefined, volumes: undefined }).toEqual({ ...step, commands: undefined });
    const [volume] = last?.volumes ?? [];
    expect(volumes).toEqual([{ name: volume?.name, host: { path: expect.stringMatching(/^\/var\/lib\//) } }]);
    const runs = (["failure", "success", "success"] as const).map((status, index) => ({
      lines: last?.commands.map((line) => line.replace(`${volume?.path}/`, "volume/")) ?? [],
      sample,
      env: {
        ...{ ...secrets, DRONE_BUILD_STATUS: status, DRONE_STAGE_STATUS: status },
        ...{ DRONE_FAILED_STEPS: "", DRONE_BUILD_NUMBER: String(901 + index) },
      },
    }));
    expect(await titlesInTurn(runs, "volume")).toEqual([
      ["❌ 失败 · acme/shop · main"],
      ["✅ 已恢复 · acme/shop · main"],
      [],
    ]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...secrets,
      DRONE_BRANCH: hostile.branch,
      DRONE_COMMIT_BRANCH: hostile.branch,
      DRONE_SOURCE_BRANCH: hostile.branch,
      DRONE_COMMIT_REF: `refs/heads/${hostile.branch}`,
      DRONE_COMMIT_MESSAGE: hostile.message,
      DRONE_COMMIT_AUTHOR_NAME: hostile.person,
      DRONE_BUILD_TRIGGER: hostile.person,
    };
    expectHarmlessJob(await runJob(linesAfter("failure"), { sample, env }));
  });
});
