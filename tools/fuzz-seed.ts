// The last setup file of tools/fuzz.ts: one seed for all properties of a file, so that a run can be repeated. A number of
// cases that did not arrive would pass for a million, hence the check.
import * as fc from "fast-check";

const { numRuns } = fc.readConfigureGlobal();
if (numRuns !== Number(process.env["FUZZ_RUNS"])) throw new Error(`${numRuns} cases in place of FUZZ_RUNS`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["FUZZ_SEED"]) });
