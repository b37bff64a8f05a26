// Loaded into every test process of tools/fuzz.ts: one seed for all properties of a file, so that a run can be repeated.
import * as fc from "fast-check";

const seed = Number(process.env["FUZZ_SEED"]);
if (Number.isSafeInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
