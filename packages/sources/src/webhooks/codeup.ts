import { repositoryOf } from "../draft.ts";
import { parseUrl } from "../git-url.ts";
import { at, nameAt, ownOf, textAt } from "../payload.ts";
import type { Parsed, WebhookPayload, WebhookSource } from "../source.ts";
import { type CodePayload, mergeRequest, push } from "./gitlab-code.ts";

/**
 * Webhooks of a repository in Alibaba Cloud's Codeup; their bodies are GitLab's.
 *
 * @see https://help.aliyun.com/zh/yunxiao/user-guide/webhooks-settings
 */
export const codeup: WebhookSource = {
  id: "codeup",
  verification: { token: { header: "x-codeup-token" } },
  parse: (payload) => {
    const { body } = payload;
    const kind = nameAt(body, "object_kind");
    // The Test button sends two commits and nothing else.
    if (kind === undefined)
      return nameAt(body, "after") === undefined ? { invalid: "object_kind" } : { ignored: "ping" };
    return ownOf(readers, kind)?.(shared(payload, kind)) ?? { ignored: "event", detail: kind };
  },
};

const readers: Readonly<Record<string, (payload: CodePayload) => Parsed>> = {
  push,
  tag_push: push,
  merge_request: mergeRequest,
};

function shared({ body, headers }: WebhookPayload, kind: string): CodePayload {
  const address =
    textAt(body, "repository", "homepage") ??
    textAt(body, "repository", "git_http_url") ??
    textAt(at(body, "object_attributes", "target"), "web_url");
  const repository = repositoryOf(undefined, address);
  const host = parseUrl(repository?.url ?? "")?.host;
  // Documented without an X, seen with one.
  const said = headers.get("codeup-event") ?? headers.get("x-codeup-event");
  return {
    body,
    source: {
      event: nameAt(said) ?? kind,
      instance: host === "codeup.aliyun.com" ? undefined : host,
    },
    repository,
  };
}
