// What is bundled once and run in every runtime: signs the vectors, sends one message that arrives and one that is refused.
import { createRobot, type Outcome, sign } from "@dingpipe/core";

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
  readonly sent: Outcome;
  readonly refused: Outcome;
}

export async function run({ runtime, endpoint, token, secret, vectors }: Task): Promise<Result> {
  const signatures = await Promise.all(vectors.map((vector) => sign(vector.secret, vector.timestampMs)));
  const world = { webhook: token, endpoint, fetch, now: Date.now, wait, random: Math.random } as const;
  const message = { msgtype: "markdown", markdown: { title: "构建失败", text: `流水线 from ${runtime} ✅` } } as const;
  return {
    signatures,
    sent: await createRobot({ ...world, secret }).send(message),
    refused: await createRobot({ ...world, secret: `${secret}0` }).send(message),
  };
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
