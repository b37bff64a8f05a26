import { describe, expect, it } from "vitest";
import { createTestContext } from "../test/test-context.ts";
import { discoverConfig } from "./config-discovery.ts";

describe("discoverConfig", () => {
  it.for([
    {
      name: "the one here",
      files: { "/repo/app/dingpipe.yaml": "a", "/repo/dingpipe.yaml": "b", "/repo/.git/HEAD": "" },
      expected: { kind: "found", path: "/repo/app/dingpipe.yaml", text: "a" },
    },
    {
      name: "the nearest parent's",
      files: { "/repo/dingpipe.json": "b", "/repo/.git/HEAD": "" },
      expected: { kind: "found", path: "/repo/dingpipe.json", text: "b" },
    },
    {
      name: "none above the repository's root",
      files: { "/dingpipe.yaml": "b", "/repo/.git/HEAD": "" },
      expected: { kind: "none" },
    },
    {
      name: "none of a parent outside a repository",
      files: { "/repo/dingpipe.yaml": "b" },
      expected: { kind: "none" },
    },
    {
      name: "the one here outside a repository",
      files: { "/repo/app/dingpipe.yml": "b" },
      expected: { kind: "found", path: "/repo/app/dingpipe.yml", text: "b" },
    },
    {
      name: "not one of two",
      files: { "/repo/app/dingpipe.yml": "b", "/repo/app/dingpipe.json": "c" },
      expected: { kind: "ambiguous", paths: ["/repo/app/dingpipe.yml", "/repo/app/dingpipe.json"] },
    },
  ])("finds $name", async ({ files, expected }) => {
    const { context } = createTestContext({ cwd: "/repo/app", files });
    expect(await discoverConfig(context, undefined)).toEqual(expected);
  });

  it("takes the one asked for, from here", async () => {
    const { context } = createTestContext({
      cwd: "/repo/app",
      files: { "/repo/ci/x.yaml": "x", "/repo/app/dingpipe.yaml": "a" },
    });
    expect(await discoverConfig(context, { path: "../ci/x.yaml", by: "--config" })).toEqual({
      kind: "found",
      path: "/repo/ci/x.yaml",
      text: "x",
    });
  });

  it("says who asked for one that is not there", async () => {
    const { context } = createTestContext({ cwd: "/repo", files: {} });
    expect(await discoverConfig(context, { path: "x.yaml", by: "DINGPIPE_CONFIG" })).toEqual({
      kind: "missing",
      path: "/repo/x.yaml",
      askedBy: "DINGPIPE_CONFIG",
    });
  });
});
