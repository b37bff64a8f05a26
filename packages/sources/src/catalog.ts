import type { WebhookSource } from "./source.ts";

// Loaded when a door needs it: a start of the CLI reads none of them.
const loaders = {
  alertmanager: async () => (await import("./webhooks/alertmanager.ts")).alertmanager,
  "aliyun-flow": async () => (await import("./webhooks/aliyun-flow.ts")).aliyunFlow,
  argocd: async () => (await import("./webhooks/argocd.ts")).argocd,
  "azure-devops": async () => (await import("./webhooks/azure-devops.ts")).azureDevops,
  bitbucket: async () => (await import("./webhooks/bitbucket.ts")).bitbucket,
  "bk-ci": async () => (await import("./webhooks/bk-ci.ts")).bkCi,
  cdevents: async () => (await import("./webhooks/cdevents.ts")).cdevents,
  cloudevents: async () => (await import("./webhooks/cloudevents.ts")).cloudevents,
  codeup: async () => (await import("./webhooks/codeup.ts")).codeup,
  coding: async () => (await import("./webhooks/coding.ts")).coding,
  drone: async () => (await import("./webhooks/drone.ts")).drone,
  forgejo: async () => (await import("./webhooks/forgejo.ts")).forgejo,
  gitea: async () => (await import("./webhooks/gitea.ts")).gitea,
  gitee: async () => (await import("./webhooks/gitee.ts")).gitee,
  "gitee-pipeline": async () => (await import("./webhooks/gitee-pipeline.ts")).giteePipeline,
  github: async () => (await import("./webhooks/github.ts")).github,
  gitlab: async () => (await import("./webhooks/gitlab.ts")).gitlab,
  gogs: async () => (await import("./webhooks/gogs.ts")).gogs,
  grafana: async () => (await import("./webhooks/grafana.ts")).grafana,
  harbor: async () => (await import("./webhooks/harbor.ts")).harbor,
  jenkins: async () => (await import("./webhooks/jenkins.ts")).jenkins,
  "standard-webhooks": async () => (await import("./webhooks/standard-webhooks.ts")).standardWebhooks,
  tekton: async () => (await import("./webhooks/tekton.ts")).tekton,
  volcengine: async () => (await import("./webhooks/volcengine.ts")).volcengine,
} as const satisfies Readonly<Record<string, () => Promise<WebhookSource>>>;

/** The types of `sources` in the config: what kinds of sender a door may be for. */
export type SourceType = keyof typeof loaders;

export const sourceTypes = Object.keys(loaders) as readonly SourceType[];

/** The kind of sender of that type; `undefined` for a type that nobody knows. */
export async function loadSource(type: string): Promise<WebhookSource | undefined> {
  return Object.hasOwn(loaders, type) ? loaders[type as SourceType]() : undefined;
}
