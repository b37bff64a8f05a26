/** The lines of a first dingpipe.yaml for its one robot, secured by keywords or else by a secret. */
export function firstRobot(name: string, keywords: readonly string[]): string {
  return [
    "robots:",
    `  ${name}:`,
    "    webhook: ${DINGTALK_WEBHOOK}",
    keywords.length === 0 ? "    secret: ${DINGTALK_SECRET}" : `    keywords: ${JSON.stringify(keywords)}`,
  ].join("\n");
}

/** What those lines refer to. */
export function robotSecrets(keywords: readonly string[]): readonly string[] {
  return ["DINGTALK_WEBHOOK", ...(keywords.length === 0 ? ["DINGTALK_SECRET"] : [])];
}
