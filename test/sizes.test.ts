// A ceiling moves in the commit that moves it, with its reason; `node tools/sizes.ts` says what weighs what.
import { sourceTypes } from "@dingpipe/sources";
import { describe, expect, it } from "vitest";
import { measureSizes, measureSources, type Size } from "../tools/sizes.ts";

const core = await measureSizes();
const sources = await measureSources();
const held = (sizes: readonly Size[]) => sizes.filter(({ maxGzip }) => maxGzip !== undefined);

describe("the size of core, minified and gzipped", () => {
  it.for(held(core))("$name stays under its ceiling", ({ gzip, maxGzip }) => {
    expect(gzip).toBeLessThanOrEqual(maxGzip ?? 0);
  });

  it("counts the files that decide, heavy ones too", () => {
    const counted = core.find(({ name }) => name === "all of core without its texts")?.files;
    for (const file of ["notifier", "fit", "template/template", "markdown", "when", "config/parse-config", "robot"])
      expect(counted).toContain(file);
  });
});

describe("the size of sources, minified and gzipped", () => {
  it.for(held(sources))("$name stays under its ceiling", ({ gzip, maxGzip }) => {
    expect(gzip).toBeLessThanOrEqual(maxGzip ?? 0);
  });

  it("holds each sender and all of them", () => {
    const names = held(sources).map(({ name }) => name);
    for (const name of [...sourceTypes, "receive", "receive and all senders", "all of sources without its texts"])
      expect(names).toContain(name);
  });

  it("counts all that runs, and none of what is only told", () => {
    const filesOf = (name: string) => sources.find((size) => size.name === name)?.files;
    expect(filesOf("github")).toEqual(expect.arrayContaining(["receive", "hmac", "webhooks/github", "webhooks/forge"]));
    expect(filesOf("receive and all senders")).toEqual(
      expect.arrayContaining(sourceTypes.map((type) => `webhooks/${type}`)),
    );
    const told = sources.filter(({ name }) => name !== "all of sources").flatMap(({ files }) => files);
    expect(told.filter((file) => file.endsWith(".texts"))).toEqual([]);
    expect(filesOf("all of sources")).toContain("webhooks/github.texts");
  });

  it("has no more of another sender than what both share", () => {
    for (const { name, files } of sources.filter(({ name }) => ["aliyun-flow", "volcengine", "bk-ci"].includes(name))) {
      expect(files.filter((file) => file.startsWith("webhooks/"))).toEqual([`webhooks/${name}`]);
      expect(files).not.toContain("hmac");
    }
  });
});
