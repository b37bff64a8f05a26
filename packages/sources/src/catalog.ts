import type { WebhookSource } from "./source.ts";

// Loaded when a door needs it: a start of the CLI reads none of them.
const loaders = {
  argocd: async () => (await import("./webhooks/argocd.ts")).argocd,
  "azure-devops": async () => (await import("./webhooks/azure-devops.ts")).azureDevops,
  drone: async () => (await import("./webhooks/drone.ts")).drone,
  github: async () => (await import("./webhooks/github.ts")).github,
  jenkins: async () => (await import("./webhooks/jenkins.ts")).jenkins,
} as const satisfies Readonly<Record<string, () => Promise<WebhookSource>>>;

/** The types of `sources` in the config: what kinds of sender a door may be for. */
export type SourceType = keyof typeof loaders;

export const sourceTypes = Object.keys(loaders) as readonly SourceType[];

/** The kind of sender of that type; `undefined` for a type that nobody knows. */
export async function loadSource(type: string): Promise<WebhookSource | undefined> {
  return Object.hasOwn(loaders, type) ? loaders[type as SourceType]() : undefined;
}
