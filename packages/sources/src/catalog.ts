/** The types of `sources` in the config: what kinds of sender a door may be for. */
export const sourceTypes = [
  "gitee",
  "gitee-pipeline",
  "github",
  "gitlab",
  "gitea",
  "forgejo",
  "aliyun-flow",
  "codeup",
  "coding",
  "bk-ci",
  "volcengine",
  "jenkins",
  "alertmanager",
  "grafana",
  "argocd",
  "tekton",
  "harbor",
  "drone",
  "gogs",
  "bitbucket",
  "azure-devops",
  "cdevents",
  "cloudevents",
  "standard-webhooks",
] as const;

export type SourceType = (typeof sourceTypes)[number];
