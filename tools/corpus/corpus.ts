// `npm run corpus [-- FOLDER]`: every payload of other systems in the folder through its source. FOLDER, else DINGPIPE_CORPUS, else
// ../shared/payloads beside the checkout.
import { corpusFolder, readCorpus } from "./read-corpus.ts";
import { deviationsOf, reportLines } from "./report.ts";

const folder = corpusFolder(process.argv[2]);
if (folder === undefined) {
  console.log("corpus: no folder of payloads here (name one, or set DINGPIPE_CORPUS)");
} else {
  const results = await readCorpus(folder);
  for (const line of reportLines(results)) console.log(line);
  const { unargued, mistakes, share } = deviationsOf(results);
  if (mistakes.length > 0 || unargued.length > 0 || share >= 0.01) process.exitCode = 1;
}
