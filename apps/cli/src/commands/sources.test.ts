import { describe, expect, it } from "vitest";
import { runProgram } from "../../test/run-program.ts";

describe("sources", () => {
  it("lists the CIs and the senders of webhooks", async () => {
    const { exitCode, stdout } = await runProgram(["sources", "--locale", "en"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}gitee-go +Gitee Go$/m);
    expect(stdout).toMatch(/^ {2}github +GitHub \(secret token\)$/m);
  });

  it("lists them for machines", async () => {
    const { stdout } = await runProgram(["sources", "--json", "--locale", "en"]);
    expect(JSON.parse(stdout)).toMatchObject({
      ci: expect.arrayContaining([{ id: "gitlab", name: "GitLab CI" }]),
      webhooks: expect.arrayContaining([{ id: "github", name: "GitHub", credentials: ["secret", "token"] }]),
    });
  });

  it("says how one gives its status and how it is set up", async () => {
    expect((await runProgram(["sources", "gitlab", "--locale", "en"])).stdout).toContain("after_script");
    expect((await runProgram(["sources", "GitHub"])).stdout).toContain("Payload URL");
  });

  it("names the sender that was probably meant", async () => {
    const { exitCode, stderr } = await runProgram(["sources", "gitee-goo", "--locale", "en"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("did you mean gitee-go?");
  });
});
