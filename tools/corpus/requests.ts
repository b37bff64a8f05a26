// Which sender a file of the corpus is of, and the headers that came with it. The files hold bodies alone; the headers are what the
// sender's documentation says of such a body.

/** What a file of the corpus stands for. */
export type CorpusFile =
  | { readonly kind: "webhook"; readonly source: string; readonly headers: Readonly<Record<string, string>> }
  /** A list of [environment, expected]. */
  | { readonly kind: "environments" }
  /** No payload: what it is instead, and what looks at it. */
  | { readonly kind: "other"; readonly reason: string };

type Body = Readonly<Record<string, unknown>>;

const GITHUB_BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^(?:branch|tag)_create/, "create"],
  [/^(?:branch|tag)_delete/, "delete"],
  [/^pr_review/, "pull_request_review"],
  [/^pr_/, "pull_request"],
  [/^push/, "push"],
  [/^release_/, "release"],
  [/^merge_group/, "merge_group"],
  [/^deployment/, "deployment"],
  [/^check_run/, "check_run"],
  [/^pipeline_hook/, "workflow_run"],
  [/^comment/, "issue_comment"],
  [/^status/, "status"],
];

const GITEA_BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^(?:branch|tag)_create/, "create"],
  [/^(?:branch|tag)_delete/, "delete"],
  [/_comment_/, "issue_comment"],
  [/^issues_/, "issues"],
  [/^pull_request_/, "pull_request"],
  [/^push/, "push"],
  [/^workflow_run/, "workflow_run"],
];

const BITBUCKET_BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^push/, "repo:push"],
  [/^pr_comment_created/, "pullrequest:comment_created"],
  [/^pr_comment_deleted/, "pullrequest:comment_deleted"],
  [/^pr_created/, "pullrequest:created"],
  [/^pr_updated/, "pullrequest:updated"],
  [/^pr_declined/, "pullrequest:rejected"],
  [/^pr_fulfilled/, "pullrequest:fulfilled"],
  [/^pipeline_hook_created/, "repo:commit_status_created"],
  [/^pipeline_hook_update/, "repo:commit_status_updated"],
];

const GITEE_BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/^push/, "Push Hook"],
  [/^tag/, "Tag Push Hook"],
  [/^issue/, "Issue Hook"],
  [/^pr_/, "Merge Request Hook"],
  [/^note/, "Note Hook"],
];

const GITLAB_BY_KIND: Readonly<Record<string, string>> = {
  pipeline: "Pipeline Hook",
  build: "Job Hook",
  push: "Push Hook",
  tag_push: "Tag Push Hook",
  merge_request: "Merge Request Hook",
  note: "Note Hook",
  deployment: "Deployment Hook",
  release: "Release Hook",
  issue: "Issue Hook",
  feature_flag: "Feature Flag Hook",
  wiki_page: "Wiki Page Hook",
  access_token: "Resource Access Token Hook",
};

/** What the file of that path stands for; `body` is its JSON, where it is some. Throws for a file that has no place here. */
export function corpusFile(path: string, body: unknown, read: (path: string) => unknown): CorpusFile {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [sender = "", from = ""] = path.split("/");
  const value = (typeof body === "object" && body !== null ? body : {}) as Body;
  if (/\.golden$/.test(name)) return other("another program's reading of the payload beside it, compared with ours");
  if (/README\.md$/.test(name)) return other("documentation");
  if (/\.headers\.json$/.test(name)) return other("the headers of the body beside it");
  if (/\.asprinted-invalid\.json$/.test(name))
    return other("no JSON, as its documentation prints it: refused as not_json");
  if (/group_merge_request\.json$/.test(name))
    return other("no payload of GitLab's, since its keys end in blanks: refused");
  if (path.includes("/schemas/")) return other("a JSON Schema, used by the conformance test");
  if (path.includes("/outputs/")) return other("another program's output for the payload of the same name");
  switch (sender) {
    case "ci-env":
      return { kind: "environments" };
    case "signatures":
      return other("signature vectors, used by the test of them");
    case "cloudevents":
      return other("the scenarios of the HTTP binding, run by the conformance test");
    case "github":
      return webhook(
        "github",
        "x-github-event",
        from === "octokit" ? path.split("/")[2] : byName(GITHUB_BY_NAME, name),
      );
    case "gitea":
      return webhook("gitea", "x-gitea-event", byName(GITEA_BY_NAME, name));
    case "gitee":
      return webhook("gitee", "x-gitee-event", byName(GITEE_BY_NAME, name));
    case "bitbucket":
      return webhook("bitbucket", "x-event-key", byName(BITBUCKET_BY_NAME, name));
    case "gitlab":
      return webhook("gitlab", "x-gitlab-event", GITLAB_BY_KIND[String(value["object_kind"])] ?? gitlabByName(value));
    case "drone":
      // The header that came with it is not printed beside it.
      return webhook("drone", "x-drone-event", name.startsWith("build.") ? "build" : name.split(".")[0]);
    case "jenkins":
      if (from === "notification-plugin") return plain("jenkins", {});
      return plain("jenkins", { "x-event-type": name.replace(/\.json$/, ""), referrer: "https://ci.example.com/" });
    case "harbor":
      return plain("harbor", name.includes(".cloudevents.") ? { "content-type": "application/cloudevents+json" } : {});
    case "tekton":
      return plain("tekton", lowerCased(read(path.replace(".body.json", ".headers.json"))));
    case "cdevents":
      return plain("cdevents", binaryHeaders(value["context"]));
    case "azure":
      return plain("azure-devops", {});
    case "alertmanager":
    case "argocd":
      return plain(sender, {});
    default:
      throw new RangeError(`nothing is known of ${path}`);
  }
}

function other(reason: string): CorpusFile {
  return { kind: "other", reason };
}

function plain(source: string, headers: Readonly<Record<string, string>>): CorpusFile {
  return { kind: "webhook", source, headers: { "content-type": "application/json", ...headers } };
}

function webhook(source: string, header: string, event: string | undefined): CorpusFile {
  if (event === undefined) throw new RangeError(`no event is known for a payload of ${source}`);
  return plain(source, { [header]: event });
}

function byName(table: readonly (readonly [RegExp, string])[], name: string): string | undefined {
  return table.find(([pattern]) => pattern.test(name))?.[1];
}

// Hooks of groups name themselves by `event_name` alone.
function gitlabByName(body: Body): string {
  return /^user_.*_group$/.test(String(body["event_name"])) ? "Member Hook" : "Subgroup Hook";
}

function binaryHeaders(context: unknown): Readonly<Record<string, string>> {
  const { id, source, type, timestamp } = context as Readonly<Record<string, string>>;
  return {
    "ce-specversion": "1.0",
    "ce-id": id ?? "",
    "ce-source": source ?? "",
    "ce-type": type ?? "",
    "ce-time": timestamp ?? "",
  };
}

function lowerCased(headers: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(headers as Readonly<Record<string, string>>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
