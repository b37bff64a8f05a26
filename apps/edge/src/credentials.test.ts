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
