// Other systems' payloads are third-party data and are not kept here: where the folder is, each of them is read.
import { describe, expect, it } from "vitest";
import { corpusFolder, readCorpus } from "../tools/corpus/read-corpus.ts";
import { deviationsOf } from "../tools/corpus/report.ts";

const folder = corpusFolder();

if (folder === undefined) {
  it("finds no corpus here: set DINGPIPE_CORPUS to a folder of payloads", () => expect(folder).toBeUndefined());
} else {
  const results = await readCorpus(folder);
  const { unargued, mistakes, share } = deviationsOf(results);

  describe("the corpus", () => {
    it("is read to the last file: an Event, or a reason why there is none", () => {
      expect(mistakes.map(({ path, mistake }) => `${path}: ${mistake}`)).toEqual([]);
      expect(results.length).toBeGreaterThan(600);
      expect(results.filter(({ events, reason }) => events.length === 0 && reason === undefined)).toEqual([]);
    });

    it("is read as others read it, but for what is argued", () => {
      expect(unargued).toEqual([]);
      expect(share).toBeLessThan(0.01);
    });
  });
}
