import { parseConfig } from "@dingpipe/core";
import { expect, it } from "vitest";
import { createCredentials } from "./credentials.ts";

it("a door's secrets are the same lists each time, and looked for again while one is missing", async () => {
  const config = await parseConfig({
    robots: { ops: { webhook: "${WEBHOOK}" } },
    sources: { github: { type: "github", secret: ["${FIRST}", "${SECOND}"] } },
  });
  const values: Record<string, string> = { FIRST: "one" };
  const credentials = createCredentials(config, (name) => values[name]);
  expect(await credentials.door("github")).toBeUndefined();
  values["SECOND"] = "two";
  const door = await credentials.door("github");
  expect(door?.secret).toEqual(["one", "two"]);
  expect((await credentials.door("github"))?.secret).toBe(door?.secret);
});

it("a webhook that is none is looked for again", async () => {
  const config = await parseConfig({ robots: { ops: { webhook: "${WEBHOOK}" } } });
  const values: Record<string, string> = { WEBHOOK: "not one" };
  const credentials = createCredentials(config, (name) => values[name]);
  expect(await credentials.unusable()).toMatchObject([{ robot: "ops", error: { details: { reason: "not_a_url" } } }]);
  values["WEBHOOK"] = "https://oapi.dingtalk.com/robot/send?access_token=x";
  expect(await credentials.unusable()).toEqual([]);
});
