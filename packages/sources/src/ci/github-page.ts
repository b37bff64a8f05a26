import { gitUrl } from "../git-url.ts";

/** The page of a commit or a pull request below any of git's addresses of a repository on github.com. Of other forges it is not known which one they are. */
export function githubPage(
  address: string | undefined,
  kind: "commit" | "pull",
  id: string | undefined,
): string | undefined {
  const page = gitUrl(address);
  return page?.startsWith("https://github.com/") === true && id !== undefined
    ? `${page}/${kind}/${encodeURIComponent(id)}`
    : undefined;
}
