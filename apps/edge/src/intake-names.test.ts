import { parseConfig } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { intakeNames, intakeOwner } from "./intake-names.ts";

const config = await parseConfig({
  robots: { ops: { webhook: "${OPS}" } },
  sources: { github: { type: "github", secret: "${S}", shards: 2 }, gitlab: { type: "gitlab", token: "${S}" } },
  access: [
    { name: "ci", token: "${A}", may: ["send"], shards: 2 },
    { name: "ci 0", token: "${B}", may: ["send"] },
  ],
});

describe("intakes", () => {
  it("have a name each, though an entry's name ends in a number", () => {
    const names = intakeNames(config);
    expect(names).toEqual([
      "door#0 github",
      "door#1 github",
      "door gitlab",
      "access#0 ci",
      "access#1 ci",
      "access ci 0",
    ]);
    expect(names.map((name) => intakeOwner(config, name)?.name)).toEqual([
      ...["github", "github", "gitlab"],
      ...["ci", "ci", "ci 0"],
    ]);
  });

  it.for(["door github", "door#7 github"])("are their owner's under a number that it had before: %s", (name) => {
    expect(intakeOwner(config, name)).toMatchObject({ kind: "door", name: "github" });
  });

  it.for(["door ci", "access github", "access#1 nobody", "door constructor", "door"])("have no owner as %s", (name) => {
    expect(intakeOwner(config, name)).toBeUndefined();
  });
});
