// What is bundled once and run in every runtime: signs the vectors, plans messages by a configuration, sends one message that
// arrives and one that is refused.
import {
  createNotifier,
  createPipelineEvent,
  createRobot,
  type Message,
  type Outcome,
  parseConfig,
  sign,
} from "@dingpipe/core";

export interface Task {
  readonly runtime: string;
  /** The origin of the mock, or of what passes its requests on. */
  readonly endpoint: string;
  readonly token: string;
  readonly secret: string;
  readonly vectors: readonly { readonly secret: string; readonly timestampMs: number }[];
}

export interface Result {
  readonly signatures: readonly string[];
  readonly planned: readonly Message[];
  readonly sent: Outcome;
  readonly refused: Outcome;
}

export async function run({ runtime, endpoint, token, secret, vectors }: Task): Promise<Result> {
  // A busy machine is not what is tried here.
  const limits = { attemptTimeoutMs: 60_000, totalTimeoutMs: 120_000 };
  const robot = { ...world, ...limits, webhook: token, endpoint };
  const message = { msgtype: "markdown", markdown: { title: "构建失败", text: `流水线 from ${runtime} ✅` } } as const;
  return {
    signatures: await Promise.all(vectors.map((vector) => sign(vector.secret, vector.timestampMs))),
    planned: await plan(),
    sent: await createRobot({ ...robot, secret }).send(message),
    refused: await createRobot({ ...robot, secret: `${secret}0` }).send(message),
  };
}

// Everything that brings a library with it: YAML, CEL, Liquid, Markdown.
const CONFIG = `
robots:
  ops: { webhook: "\${WEBHOOK}" }
rules:
  - name: every library
    when: event.pipeline.name.matches("^full-.*") && event.durationMs > 60000
    text: |
      # {{ event.pipeline.name | upcase }} took {{ event.durationMs | duration }}

      | commit | by |
      | --- | --- |
      | \${COMMIT} | {{ event.actor.name }} |
`;

/** What the configuration makes of a failure, without sending it. */
export async function plan(): Promise<readonly Message[]> {
  const notifier = await createNotifier(await parseConfig(CONFIG), world);
  const event = createPipelineEvent({
    time: "2026-11-24T10:00:00Z",
    source: { provider: "gitee-go", via: "env" },
    pipeline: { id: "full-test", name: "full-test" },
    task: { name: "unit" },
    run: { number: "6" },
    ref: { branch: "main" },
    actor: { name: "周*宁*" },
    state: "failure",
    durationMs: 61_000,
  });
  const { deliveries } = await notifier.plan(event, { variables: { COMMIT: "修复 <b>登录</b> @all" } });
  return deliveries.map(({ message }) => message);
}

const world = { fetch, now: Date.now, wait, random: Math.random } as const;

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
