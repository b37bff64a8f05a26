// A setup file of tools/fuzz.ts: one seed for all properties of a file, so that a run can be repeated.
import * as fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["FUZZ_SEED"]) });
