// Webhooks of GitHub runs in lanes, a pipeline and a branch each, numbered in order within a lane.
import { createHmac } from "node:crypto";
import type { GroupMessage } from "@dingpipe/fixtures";

export interface Numbered {
  readonly lane: string;
  readonly robot: string;
  readonly number: number;
}

/** A webhook, ready to be posted, also again. */
export interface Hook extends Numbered {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const robotNames = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

/** Lanes of `robots` robots: `r0-p1/b2` goes to `r0`. */
export function lanesOf(robots: number, pipelines: number): readonly string[] {
  return robotNames(robots).flatMap((robot) =>
    Array.from({ length: pipelines }, (_, pipeline) => `${robot}-p${pipeline}`),
  );
}

/** The webhook of a run that has come to its end; `more` is in the run beside what is read. */
export function hookOf(lane: string, number: number, secret: string, at: number, more: object = {}): Hook {
  const idOf = (text: string) =>
    Number.parseInt(createHmac("sha256", "id").update(text).digest("hex").slice(0, 12), 16);
  const body = JSON.stringify({
    action: "completed",
    workflow_run: {
      id: idOf(`${lane} ${number}`),
      name: lane,
      workflow_id: idOf(lane),
      run_number: number,
      run_attempt: 1,
      status: "completed",
      conclusion: number % 3 === 0 ? "success" : "failure",
      event: "push",
      head_branch: "main",
      head_sha: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31",
      html_url: `https://ci.example/${lane}/${number}`,
      updated_at: new Date(at).toISOString(),
      run_started_at: new Date(at).toISOString(),
      pull_requests: [],
      ...more,
    },
    repository: { full_name: "acme/shop", name: "shop", html_url: "https://github.com/acme/shop" },
    sender: { login: "zhangsan" },
  });
  return {
    lane,
    robot: lane.split("-", 1)[0] ?? "",
    number,
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": "workflow_run",
      "x-github-delivery": `${lane}-${number}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
  };
}

/** The runs that a message tells of, in its order. */
export function runsIn(message: GroupMessage): readonly Numbered[] {
  const links = message.text.matchAll(/url=https%3A%2F%2Fci\.example%2F([\w-]+)%2F(\d+)/g);
  return [...links].map(([, lane = "", number]) => ({
    lane,
    robot: lane.split("-", 1)[0] ?? "",
    number: Number(number),
  }));
}

/** A configuration whose robots take 18 messages a second, for a mock that takes 20. */
export function scaledConfig(robots: number, endpoint: string, windowMs: number): object {
  return {
    robots: Object.fromEntries(
      robotNames(robots).map((name) => [
        name,
        {
          webhook: `\${WEBHOOK_${name}}`,
          endpoint,
          // As 62 s are to 60 s.
          limits: { messages: 18, window: `${Math.ceil((windowMs * 62) / 60)}ms`, mute: `${windowMs * 10}ms` },
        },
      ]),
    ),
    rules: robotNames(robots).map((name) => ({ name, robots: [name], on: ["finished"], pipelines: [`${name}-*`] })),
    sources: { github: { type: "github", secret: "${HOOK_SECRET}" } },
    access: [{ name: "driver", token: "${API_TOKEN}", may: ["read"] }],
  };
}
