import { parseConfig } from "@dingpipe/core";
import { loadSource, sourceTypes } from "@dingpipe/sources";
import { describe, expect, it } from "vitest";
import { configFile, oneRobot, runProgram } from "../../test/run-program.ts";

describe("config compile", () => {
  const text = `${oneRobot}sources: { a: { type: gitee-pipeline, token: "\${T}" }, b: { type: github, secret: "\${S}" } }\n`;

  it("writes a module with the senders of its doors, and no secret", async () => {
    const env = { T: "secret-token", S: "secret-secret" };
    const { exitCode, files } = await runProgram(["config", "compile", "--output", "config.js"], {
      files: configFile(text),
      env,
    });
    expect(exitCode).toBe(0);
    const code = files["/repo/config.js"] ?? "";
    expect(code).toContain('import { giteePipeline } from "@dingpipe/sources/webhooks/gitee-pipeline";');
    expect(code).toContain('sources: { "gitee-pipeline": giteePipeline, "github": github }');
    expect(code).not.toContain("secret-");
  });

  it.for(sourceTypes)("imports the sender %s by the name that its module gives it", async (type) => {
    const door = { type, insecure: true };
    const { stdout } = await runProgram(["config", "compile"], {
      files: { "/repo/dingpipe.json": JSON.stringify({ robots: { ops: { webhook: "${W}" } }, sources: { door } }) },
    });
    const [, name = "", path = ""] = /^import \{ (\w+) \} from "(.+)";$/m.exec(stdout) ?? [];
    const module = (await import(`../../../../packages/sources/src/webhooks/${path.split("/").at(-1)}.ts`)) as object;
    expect(path).toBe(`@dingpipe/sources/webhooks/${type}`);
    expect((module as Readonly<Record<string, unknown>>)[name]).toBe(await loadSource(type));
  });

  it("writes to standard output, or to the file of -o", async () => {
    const toOutput = await runProgram(["config", "compile"], { files: configFile(text) });
    const toFile = await runProgram(["config", "compile", "-o", "config.js"], { files: configFile(text) });
    expect(toOutput.stdout).toBe(toFile.files["/repo/config.js"]);
    expect(toFile.stdout).toBe("");
  });

  it("writes nothing where the configuration is wrong", async () => {
    const { exitCode, files } = await runProgram(["config", "compile", "--output", "config.js"], {
      files: configFile("robots: 1\n"),
    });
    expect(exitCode).toBe(10);
    expect(files["/repo/config.js"]).toBeUndefined();
  });
});

describe("init", () => {
  it("writes a folder that deploys a gateway, and says what is next", async () => {
    const { exitCode, stdout, files } = await runProgram([
      "init",
      "--gateway",
      "workers",
      "gw",
      "--domain",
      "hooks.example.com",
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("npx wrangler secret put DINGTALK_WEBHOOK");
    const wrangler = JSON.parse(files["/repo/gw/wrangler.jsonc"] ?? "{}") as object;
    expect(wrangler).toMatchObject({
      routes: [{ pattern: "hooks.example.com", custom_domain: true }],
      migrations: [{ new_sqlite_classes: ["OutboxObject", "IntakeObject"] }],
      observability: { logs: { invocation_logs: false }, traces: { enabled: false } },
    });
    expect(files["/repo/gw/.gitignore"]).toContain(".dev.vars");
  });

  it.for([{ args: [] }, { args: ["--keyword", "build", "--on", "failed,canceled"] }])(
    "requires the very secrets that its configuration refers to: $args",
    async ({ args }) => {
      const { files, stdout } = await runProgram(["init", "--gateway", "workers", "gw", ...args]);
      const names = [...(files["/repo/gw/dingpipe.yaml"] ?? "").matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      const wrangler = JSON.parse(files["/repo/gw/wrangler.jsonc"] ?? "{}") as object;
      expect(wrangler).toMatchObject({ secrets: { required: names } });
      expect([...stdout.matchAll(/secret put (\w+)/g)].map(([, name]) => name)).toEqual(names);
    },
  );

  it("tells of what --on says, by a robot with the keywords of --keyword", async () => {
    const args = ["--on", "failed,canceled", "--keyword", "build"];
    const { files } = await runProgram(["init", "--gateway", "workers", "gw", ...args]);
    expect(await parseConfig(files["/repo/gw/dingpipe.yaml"] ?? "")).toMatchObject({
      robots: { ops: { keywords: ["build"] } },
      rules: [{ on: ["failed", "canceled"] }],
    });
    expect(await runProgram(["init", "--gateway", "workers", "gw", "--on", "fail"])).toMatchObject({
      exitCode: 2,
      files: {},
    });
  });

  it.for(["https://hooks.example.com", "hooks", "hooks.example.com/x", "-a.example.com", "1.2.3.4"])(
    "refuses the domain %s",
    async (domain) => {
      const { exitCode, files } = await runProgram(["init", "--gateway", "workers", "gw", "--domain", domain]);
      expect([exitCode, Object.keys(files)]).toEqual([2, []]);
    },
  );

  it("writes into its own folder where the name is empty", async () => {
    const { files } = await runProgram(["init", "--gateway", "workers", ""]);
    expect(Object.keys(files).every((path) => path.startsWith("/repo/dingpipe-gateway/"))).toBe(true);
  });

  it("prints steps that a shell takes as they are", async () => {
    const { stdout } = await runProgram(["init", "--gateway", "workers", "my $(x) gateway"]);
    expect(stdout).toContain("cd 'my $(x) gateway'\n");
    const quoted = await runProgram(["init", "--gateway", "workers", "it's"]);
    expect(quoted.stdout).toContain("cd 'it'\\''s'\n");
    const dashed = await runProgram(["init", "--gateway", "workers", "--", "-rf"]);
    expect(dashed.stdout).toContain("cd ./-rf\n");
  });

  it("warns without a domain, and writes over nothing", async () => {
    const first = await runProgram(["init", "--gateway", "workers"]);
    expect(first.stderr).toContain("workers.dev");
    const again = await runProgram(["init", "--gateway", "workers"], {
      files: { "/repo/dingpipe-gateway/worker.js": "mine" },
    });
    expect([again.exitCode, again.files["/repo/dingpipe-gateway/worker.js"]]).toEqual([2, "mine"]);
  });

  it("writes a configuration that is valid", async () => {
    const { files } = await runProgram(["init", "--gateway", "workers", "gw"]);
    const checked = await runProgram(["config", "validate"], {
      files: configFile(files["/repo/gw/dingpipe.yaml"] ?? ""),
    });
    expect(checked.exitCode).toBe(0);
  });

  it("asks what to write", async () => {
    expect((await runProgram(["init"])).exitCode).toBe(2);
  });
});
