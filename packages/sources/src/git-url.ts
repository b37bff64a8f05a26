const MAX_CHARACTERS = 2_048;
const WEB = /^(?:git\+)?(https?):$/;
const SHELL = /^(?:git|ssh|git\+ssh|ssh\+git):$/;
// git's short form, `[user@]host:path`: a host alone needs a dot, or `C:/x` would be one.
const SHORT = /^(?:[^/@]*@([\w.-]+)|([\w-]+(?:\.[\w-]+)+)):(?!\/\/)([^@:\\]+)$/;
const CONTROL_OR_SPACE = /[\s\p{Cc}\p{Cf}]/u;

/** Pages that `URL` and `gitUrl` would leave as they are, as most: asking them takes longer than all else that a commit needs. */
export const PLAIN_PAGE = /^https?:\/\/(?:[a-z\d]+[.-])+[a-z]+(?:\/\w[\w.-]*)+(?<!\.\w{3})$/;

/**
 * The page of a repository from any of git's addresses: `https://user:token@host/o/r.git`, `ssh://git@host:22/o/r`,
 * `git@host:o/r.git` all give `https://host/o/r`. User info, query and fragment never survive; an address that might
 * hide them elsewhere (an `@` behind the host) gives nothing, like one that is no address. Never throws.
 */
export function gitUrl(raw: string | undefined): string | undefined {
  const text = raw?.trim() ?? "";
  if (text === "" || text.length > MAX_CHARACTERS || CONTROL_OR_SPACE.test(text)) return undefined;
  if (PLAIN_PAGE.test(text)) return text;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) return fromUrl(text);
  const short = text.match(SHORT);
  return short === null ? undefined : page("https", short[1] ?? short[2] ?? "", short[3] ?? "");
}

/** The address, parsed, or nothing. */
export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function fromUrl(text: string): string | undefined {
  const behindHost = text.replace(/^[^:]*:\/\/[^/?#\\]*/, "");
  const url = parseUrl(text);
  if (url === undefined || url.hostname === "" || /@|%40|\\/i.test(behindHost)) return undefined;
  const scheme = url.protocol.match(WEB)?.[1];
  if (scheme !== undefined) return page(scheme, url.host, url.pathname);
  // The port of a shell is not the port of the pages.
  return SHELL.test(url.protocol) ? page("https", url.hostname, url.pathname) : undefined;
}

function page(scheme: string, host: string, path: string): string | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  const name = segments.pop()?.replace(/\.git$/i, "");
  if (name === undefined || name === "") return undefined;
  const url = parseUrl(`${scheme}://${host}/${[...segments, name].join("/")}`);
  if (url === undefined || url.username !== "" || url.password !== "" || url.pathname === "/") return undefined;
  return `${url.origin}${url.pathname}`;
}
