import type { FailOn } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** What `--fail-on` says; `config` where nothing does: a chat message must not turn a build red, a broken configuration must not stay silent. */
export function failOnOf({ settings }: Session): FailOn {
  return (settings.text("fail-on") as FailOn | undefined) ?? "config";
}
