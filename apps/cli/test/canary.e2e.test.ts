import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMockDingTalk, type Fault, type MockDingTalk } from "@dingpipe/fixtures";
import { sample, startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { fastClock, runCli, workFolder } from "./run-cli.ts";

// Neither the token, the secret, nor a signature made from them may appear anywhere, whatever goes wrong and however much is told.
const gitee = sample("ci/gitee-go-push") as Record<string, string>;

interface Failure {
  readonly name: string;
  readonly command?: (token: string) => string;
  readonly fault?: Fault;
  readonly args?: (token: string, secret: string) => readonly string[];
  readonly env?: (token: string, secret: string) => Readonly<Record<string, string>>;
  readonly files?: (token: string, secret: string) => Readonly<Record<string, string>>;
  readonly stdin?: (token: string, secret: string) => string;
}

const webhookOf = (token: string) => `https://oapi.dingtalk.com/robot/send?access_token=${token}`;
// Nothing but their shape tells the values that stand in the wrong place.
const nothingKnown = () => ({ DINGTALK_WEBHOOK: "", DINGTALK_SECRET: "" });

const failures: readonly Failure[] = [
  { name: "success" },
  { name: "a dry run", args: () => ["--dry-run"] },
  { name: "a wrong secret", env: (_, secret) => ({ DINGTALK_SECRET: `${secret}x` }) },
  { name: "an unknown token", env: (token) => ({ DINGTALK_WEBHOOK: webhookOf(`${token}0`) }) },
  { name: "an answer that repeats the token", fault: { fault: "errcode", errcode: 310000, errmsg: "TOKEN" } },
  { name: "a redirect", fault: { fault: "redirect", times: 9 } },
  { name: "an HTML page", fault: { fault: "html" } },
  {
    name: "a webhook of another host",
    env: (token) => ({ DINGTALK_WEBHOOK: `https://example.com/robot/send?access_token=${token}` }),
  },
  { name: "a webhook that is no URL", env: (token) => ({ DINGTALK_WEBHOOK: `https://[${token}` }) },
  { name: "a secret in place of the webhook", env: (_, secret) => ({ DINGTALK_WEBHOOK: secret }) },
  { name: "nobody listens", env: () => ({ DINGTALK_ENDPOINT: "http://127.0.0.1:9" }) },
  { name: "an endpoint that is none", env: (token) => ({ DINGTALK_ENDPOINT: `http://${token}@127.0.0.1:1/x` }) },
  {
    name: "arguments",
    args: (token, secret) => ["--webhook", webhookOf(token), "--secret", secret],
    env: () => ({ DINGTALK_WEBHOOK: "", DINGTALK_SECRET: "" }),
  },
  {
    name: "standard input",
    args: () => ["--webhook-stdin", "--secret-stdin"],
    stdin: (token, secret) => `${webhookOf(token)}\n${secret}\n`,
  },
  {
    name: "a webhook in place of its file",
    env: (token) => ({ DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: webhookOf(token) }),
  },
  { name: "a token in place of its file", env: (token) => ({ DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: token }) },
  {
    name: "a secret in place of its file",
    env: (_, secret) => ({ DINGTALK_SECRET: "", DINGTALK_SECRET_FILE: secret }),
  },
  ...["webhok", "robot", "rule", "mention", "status"].map((flag) => ({
    name: `a webhook in --${flag}`,
    args: (token: string) => [`--${flag}=${webhookOf(token)}`],
    env: nothingKnown,
  })),
  { name: "a token in --mention", args: (token) => [`--mention=${token}`], env: nothingKnown },
  { name: "a secret in --mention", args: (_, secret) => [`--mention=${secret}`], env: nothingKnown },
  { name: "a webhook as an argument", args: (token) => [webhookOf(token)], env: nothingKnown },
  { name: "a webhook as a command", command: webhookOf, env: nothingKnown },
  { name: "a token as a command", command: (token) => token, env: nothingKnown },
  {
    name: "a webhook as a type",
    command: () => "send",
    args: (token) => ["--type", webhookOf(token)],
    env: nothingKnown,
  },
  {
    name: "a literal in the file",
    files: (token, secret) => ({
      "dingpipe.yaml": `robots: { ops: { webhook: "${webhookOf(token)}", secret: "${secret}" } }\nrules: []\n`,
    }),
  },
  {
    name: "a broken file",
    files: (token) => ({ "dingpipe.yaml": `robots: { ops: { webhook: "${webhookOf(token)} } }\n` }),
  },
  {
    name: "a template that names them",
    args: () => ["--text", "x ${DINGTALK_SECRET} ${DINGTALK_WEBHOOK} {{ env.DINGTALK_SECRET }}"],
  },
];

const asUsual = ["notify", "--status", "FAIL", "--state-file", "state.json"];
const verbosities = [[], ["--quiet"], ["--verbose"], ["--json"]];

describe("the canary", () => {
  it.concurrent.for(failures)(
    "is not seen after $name",
    async ({ command, fault, args, env, files, stdin }, { expect }) => {
      const token = randomBytes(32).toString("hex");
      const secret = `SEC${randomBytes(32).toString("hex")}`;
      const signatures: string[] = [];
      const mock = createMockDingTalk({ clock: systemClock, robots: { [token]: { secret } } });
      const server = await startMockDingTalk({ mock: noting(mock, signatures) });
      for (const more of verbosities) {
        if (fault !== undefined)
          mock.faults.push({ ...fault, ...(fault.errmsg === "TOKEN" ? { errmsg: `${token} ${secret}` } : {}) });
        const cwd = workFolder(files?.(token, secret) ?? {});
        const before = new Set(readdirSync(cwd));
        const { stdout, stderr } = await runCli(
          [...(command === undefined ? asUsual : [command(token)]), ...(args?.(token, secret) ?? []), ...more],
          {
            cwd,
            env: {
              ...gitee,
              DINGTALK_ENDPOINT: server.url,
              DINGTALK_WEBHOOK: webhookOf(token),
              DINGTALK_SECRET: secret,
              ...env?.(token, secret),
            },
            nodeArgs: fastClock,
            ...(stdin === undefined ? {} : { stdin: stdin(token, secret) }),
          },
        );
        const written = readdirSync(cwd)
          .filter((name) => !before.has(name))
          .map((name) => readFileSync(join(cwd, name), "utf8"));
        const seen = [stdout, stderr, ...written, JSON.stringify(mock.messages())].join("\n");
        for (const hidden of [token, secret, secret.slice(3), ...signatures].flatMap(formsOf)) {
          expect(seen.includes(hidden), `${more.join(" ")} shows ${hidden.slice(0, 4)}…`).toBe(false);
        }
        mock.reset();
      }
      await server.close();
    },
  );
});

function noting(mock: MockDingTalk, signatures: string[]): MockDingTalk {
  return {
    ...mock,
    respond: (request, ip) => {
      const sign = new URL(request.url).searchParams.get("sign");
      if (sign !== null) signatures.push(sign.replaceAll(" ", "+"));
      return mock.respond(request, ip);
    },
  };
}

function formsOf(value: string): readonly string[] {
  return [value, encodeURIComponent(value), Buffer.from(value).toString("base64").slice(0, -4)];
}
