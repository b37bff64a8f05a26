// How the tests of the configuration see its mistakes.
import { DingpipeError, type Issue } from "../error.ts";
import { parseConfig } from "./parse-config.ts";

export const ROBOT = "robots: { ops: { webhook: '${WEBHOOK}' } }\n";

/** The mistakes that it is refused for. */
export async function issuesOf(input: unknown, sourceTypes?: readonly string[]): Promise<readonly Issue[]> {
  try {
    await parseConfig(input, sourceTypes === undefined ? {} : { sourceTypes });
    return [];
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "config_invalid") return error.details.issues;
    throw error;
  }
}

/** `line:column path code` of each, or without the place for an object. */
export async function placesOf(input: unknown): Promise<readonly string[]> {
  const issues = await issuesOf(input);
  return issues.map(
    ({ line, column, path, code }) => `${line === undefined ? "" : `${line}:${column} `}${path} ${code}`,
  );
}
