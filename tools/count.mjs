// Prints the true sums of the run: the tests that vitest counted, and each check of .ci/run as one. Plain JavaScript, so that
// it can speak when nothing could be installed.
import { readFileSync } from "node:fs";

const [report, ...checks] = process.argv.slice(2);
const failedChecks = checks.filter((check) => check.endsWith("=1")).length;
let passed = checks.length - failedChecks;
let failed = failedChecks;
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(readFileSync(report, "utf8"));
  passed += numPassedTests;
  // A file that could not be loaded has no tests to count: it is one failure.
  failed += numFailedTests === 0 && !success ? Math.max(1, numFailedTestSuites) : numFailedTests;
} catch {
  failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
