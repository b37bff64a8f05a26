import { randomBytes } from "node:crypto";
import { createMockDingTalk, type Fault } from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { runStep, type Step } from "./fake-runner.ts";
import { environment, fastClock } from "./samples.ts";

// Neither the address, the token, the secret nor a signature may be seen, and the runner knows each before it reads anything else.

interface Case {
  readonly name: string;
  readonly step?: Step;
  readonly faults?: readonly Fault[];
}

const cases: readonly Case[] = [
  { name: "a message that is delivered" },
  { name: "one more attempt", faults: [{ fault: "cut_after" }, { fault: "html" }] },
  { name: "a refusal that repeats the token", faults: [{ fault: "errcode", errcode: 310000, errmsg: "TOKEN" }] },
  { name: "a dry run", step: { with: { "dry-run": "true" } } },
  {
    name: "a template that names them",
    step: { with: { text: "x ${DINGTALK_SECRET} ${INPUT_WEBHOOK} {{ env.INPUT_SECRET }}" } },
  },
  { name: "a runner that tells more", step: { env: { RUNNER_DEBUG: "1" } } },
  { name: "a webhook in the wrong input", step: { with: { robot: "WEBHOOK" } } },
];

describe("what is secret", () => {
  it.concurrent.for(cases)("is masked first and never seen: $name", async ({ step = {}, faults = [] }, { expect }) => {
    const token = randomBytes(32).toString("hex");
    const secret = `SEC${randomBytes(32).toString("hex")}`;
    const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${token}`;
    const mock = createMockDingTalk({ clock: systemClock, robots: { [token]: { secret } } });
    const signatures: string[] = [];
    const server = await startMockDingTalk({
      mock: {
        ...mock,
        respond: (request, ip) => {
          signatures.push(new URL(request.url).searchParams.get("sign") ?? "");
          return mock.respond(request, ip);
        },
      },
    });
    for (const fault of faults) mock.faults.push({ ...fault, ...(fault.errmsg && { errmsg: `${token} ${secret}` }) });
    const given = Object.entries(step.with ?? {}).map(([name, value]) => [name, value.replace("WEBHOOK", webhook)]);
    const result = await runStep({
      with: { webhook, secret, ...(step.with?.["robot"] ? Object.fromEntries(given) : step.with) },
      env: { ...environment("github-complete"), DINGTALK_ENDPOINT: server.url, ...step.env },
      githubToken: `ghs_${token.slice(0, 36)}`,
      nodeArgs: fastClock,
    });
    await server.close();

    if (step.with === undefined) expect(signatures.length).toBeGreaterThan(0);
    const firstOther = result.commands.findIndex(({ name }) => name !== "add-mask");
    const isMaskFirst = result.raw.split("\n").findIndex((line) => line !== "" && !line.startsWith("::add-mask::"));
    const masked = firstOther === -1 ? result.masks : result.commands.slice(0, firstOther).map(({ data }) => data);
    for (const hidden of [webhook, token, secret, ...signatures]) {
      const first = masked.slice(0, isMaskFirst === -1 ? undefined : isMaskFirst);
      for (const form of [hidden, encodeURIComponent(hidden), btoa(hidden).replace(/=+$/, "")])
        expect(first).toContain(form);
      const seen = [withoutMasks(result.raw), result.summary, ...Object.values(result.outputs)].join("\n");
      for (const form of [hidden, encodeURIComponent(hidden), btoa(hidden).slice(0, -4)])
        expect(seen).not.toContain(form);
      expect(JSON.stringify(mock.messages())).not.toContain(hidden);
    }
  });
});

function withoutMasks(raw: string): string {
  return raw
    .split("\n")
    .filter((line) => !line.startsWith("::add-mask::"))
    .join("\n");
}
