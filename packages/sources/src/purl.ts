import { parseUrl } from "./git-url.ts";
import { cleanName, decodedPart } from "./values.ts";

/** What the id of an artifact says of it. */
export interface ArtifactName {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * An artifact from its package URL, `pkg:oci/shop@sha256%3A…?repository_url=…&tag=1.8`; any other id is its name. Never throws.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function artifactOf(id: string): ArtifactName {
  const [, path = "", version, query = ""] = /^pkg:\/{0,2}[^/]+\/([^?#@]+)(?:@([^?#]*))?(?:\?([^#]*))?/.exec(id) ?? [];
  const own = cleanName(decodedPart(path));
  if (own === undefined) return { name: id };
  const qualifiers = new URLSearchParams(query);
  const said = cleanName(decodedPart(version ?? ""));
  const isDigest = /^sha\d{3}:[\da-f]+$/i.test(said ?? "");
  const tag = cleanName(qualifiers.get("tag")) ?? (isDigest ? undefined : said);
  return {
    name: repositoryName(qualifiers.get("repository_url"), own) ?? own,
    ...(tag === undefined ? {} : { tag }),
    ...(isDigest && said !== undefined ? { digest: said } : {}),
  };
}

/** Where an image is kept, in the form in which it is pulled; some write the image's own name behind it, some don't. */
function repositoryName(address: string | null, own: string): string | undefined {
  const text = cleanName(address);
  if (text === undefined) return undefined;
  const url = parseUrl(text);
  const place = (url === undefined || url.host === "" ? text : `${url.host}${url.pathname}`).replace(/\/+$/, "");
  return place.endsWith(`/${own}`) ? place : `${place}/${own}`;
}
