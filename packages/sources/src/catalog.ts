import type { WebhookSource, WebhookTexts } from "./source.ts";

// Loaded when a door needs it: a start of the CLI reads none of them.
const loaders = {
  alertmanager: async () => (await import("./webhooks/alertmanager.ts")).alertmanager,
  "aliyun-flow": async () => (await import("./webhooks/aliyun-flow.ts")).aliyunFlow,
  argocd: async () => (await import("./webhooks/argocd.ts")).argocd,
  "azure-devops": async () => (await import("./webhooks/azure-devops.ts")).azureDevops,
  bitbucket: async () => (await import("./webhooks/bitbucket.ts")).bitbucket,
  "bk-ci": async () => (await import("./webhooks/bk-ci.ts")).bkCi,
  buildkite: async () => (await import("./webhooks/buildkite.ts")).buildkite,
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

// A gateway needs none of them: they are for who sets one up.
const textLoaders: Readonly<Record<keyof typeof loaders, () => Promise<{ readonly texts: WebhookTexts }>>> = {
  alertmanager: () => import("./webhooks/alertmanager.texts.ts"),
  "aliyun-flow": () => import("./webhooks/aliyun-flow.texts.ts"),
  argocd: () => import("./webhooks/argocd.texts.ts"),
  "azure-devops": () => import("./webhooks/azure-devops.texts.ts"),
  bitbucket: () => import("./webhooks/bitbucket.texts.ts"),
  "bk-ci": () => import("./webhooks/bk-ci.texts.ts"),
  buildkite: () => import("./webhooks/buildkite.texts.ts"),
  cdevents: () => import("./webhooks/cdevents.texts.ts"),
  cloudevents: () => import("./webhooks/cloudevents.texts.ts"),
  codeup: () => import("./webhooks/codeup.texts.ts"),
  coding: () => import("./webhooks/coding.texts.ts"),
  drone: () => import("./webhooks/drone.texts.ts"),
  forgejo: () => import("./webhooks/forgejo.texts.ts"),
  gitea: () => import("./webhooks/gitea.texts.ts"),
  gitee: () => import("./webhooks/gitee.texts.ts"),
  "gitee-pipeline": () => import("./webhooks/gitee-pipeline.texts.ts"),
  github: () => import("./webhooks/github.texts.ts"),
  gitlab: () => import("./webhooks/gitlab.texts.ts"),
  gogs: () => import("./webhooks/gogs.texts.ts"),
  grafana: () => import("./webhooks/grafana.texts.ts"),
  harbor: () => import("./webhooks/harbor.texts.ts"),
  jenkins: () => import("./webhooks/jenkins.texts.ts"),
  "standard-webhooks": () => import("./webhooks/standard-webhooks.texts.ts"),
  tekton: () => import("./webhooks/tekton.texts.ts"),
  volcengine: () => import("./webhooks/volcengine.texts.ts"),
};

/** The types of `sources` in the config: what kinds of sender a door may be for. */
export type SourceType = keyof typeof loaders;

export const sourceTypes = Object.keys(loaders) as readonly SourceType[];

/** The kind of sender of that type; `undefined` for a type that nobody knows. */
export async function loadSource(type: string): Promise<WebhookSource | undefined> {
  return Object.hasOwn(loaders, type) ? loaders[type as SourceType]() : undefined;
}

/** The texts about that kind of sender, for people; `undefined` for a type that nobody knows. */
export async function loadSourceTexts(type: string): Promise<WebhookTexts | undefined> {
  return Object.hasOwn(textLoaders, type) ? (await textLoaders[type as SourceType]()).texts : undefined;
}
