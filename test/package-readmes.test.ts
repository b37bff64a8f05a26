// The examples of the packages' own READMEs, which npm shows, run as they stand.
import { readFileSync } from "node:fs";
import { createMockDingTalk } from "@dingpipe/fixtures";
import { expect, it, vi } from "vitest";

it("core's example sends", async () => {
  const token = "readme-of-core-token";
  const mock = createMockDingTalk({ robots: { [token]: { name: "ops" } } });
  vi.stubGlobal("fetch", mock.fetch);
  vi.stubEnv("DINGTALK_WEBHOOK", `https://oapi.dingtalk.com/robot/send?access_token=${token}`);
  vi.stubEnv("DINGTALK_SECRET", undefined);
  const { outcome } = await run("packages/core");
  expect(outcome).toMatchObject({ class: "delivered", reason: "delivered" });
  expect(mock.messages()).toMatchObject([{ text: "build 128 passed" }]);
});

it("sources' example reads", async () => {
  const sample = new URL("../packages/fixtures/samples/ci/gitee-go-push.json", import.meta.url);
  const environment = Object.entries(JSON.parse(readFileSync(sample, "utf8")) as Record<string, string>);
  for (const [name, value] of environment) vi.stubEnv(name, value);
  const { reading, state } = await run("packages/sources");
  expect(reading).toMatchObject({ provider: "gitee-go", event: { state: "failure" }, isPullRequest: false });
  expect(state).toBe("success");
});

/** What the first example of a package's README exports. */
async function run(folder: string): Promise<Record<string, unknown>> {
  const [, example = ""] =
    /```js\n([\s\S]*?)```/.exec(readFileSync(new URL(`../${folder}/README.md`, import.meta.url), "utf8")) ?? [];
  const index = new URL(`../${folder}/src/index.ts`, import.meta.url).href;
  const source = example.replace(/"@dingpipe\/\w+"/, JSON.stringify(index));
  return await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);
}
