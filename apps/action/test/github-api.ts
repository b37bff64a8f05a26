// The part of GitHub's API that tells of runs.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeApi {
  readonly url: string;
  /** Paths with their queries, as they were asked for. */
  readonly asked: readonly string[];
  readonly tokens: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Answers each path below `/repos/acme/shop/actions/` as told, or leads on; 403 to all others, as to a token that may not. */
export async function startApi(
  answers: Readonly<Record<string, unknown>>,
  redirects: Readonly<Record<string, string>> = {},
): Promise<FakeApi> {
  const asked: string[] = [];
  const tokens = new Set<string>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://api");
    asked.push(`${url.pathname}${url.search}`);
    tokens.add(request.headers.authorization ?? "");
    const path = url.pathname.replace("/repos/acme/shop/actions/", "");
    const [answer, location] = [answers[path], redirects[path]];
    if (location !== undefined) {
      response.writeHead(302, { location }).end();
      return;
    }
    response.statusCode = answer === undefined ? 403 : 200;
    response.end(JSON.stringify(answer ?? { message: "Resource not accessible by integration" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    tokens,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A run of the workflow on main, as the API lists it. */
export function runOf(number: number, conclusion: string | null, more: object = {}): object {
  const head_repository = { full_name: "acme/shop" };
  return { id: number, run_number: number, conclusion, event: "push", head_branch: "main", head_repository, ...more };
}
