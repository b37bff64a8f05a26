import type { PipelineEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import {
  githubJob,
  githubRun,
  gitlabJob,
  gitlabPipeline,
  HOUR,
  intakeStores,
  openIntakeStage,
} from "../test/intake-stage.ts";

describe.each(intakeStores)("an intake over $store", ({ rows }) => {
  const open = (options: Parameters<typeof openIntakeStage>[1] = {}) => openIntakeStage(rows(), options);

  describe("gathers the tasks of a run for its end", () => {
    const failedTasks = (stage: Awaited<ReturnType<typeof open>>) =>
      (stage.planned.at(-1)?.event as PipelineEvent | undefined)?.failedTasks;
    const part = (...jobs: readonly PipelineEvent[]) => ({ events: jobs, untold: "part_of_run" }) as const;

    it("of GitHub's workflow_job", async () => {
      const stage = await open();
      await stage.accept(part(githubJob("1", "lint", { state: "success" })));
      await stage.accept(part(githubJob("2", "unit", { reason: "exit code 1" })));
      await stage.accept(
        part(githubJob("3", "e2e", { state: "timed_out" }), githubJob("4", "docs", { state: "running" })),
      );
      await stage.accept({ events: [githubRun()] });
      await stage.work();
      expect(failedTasks(stage)).toEqual([
        { name: "unit", url: "https://github.com/acme/shop/actions/runs/4242/job/2", reason: "exit code 1" },
        { name: "e2e", url: "https://github.com/acme/shop/actions/runs/4242/job/3" },
      ]);
      expect(JSON.stringify(stage.puts[0]?.entry.message)).toContain("unit");
      expect(await stage.titles()).toHaveLength(1);
      expect(await stage.intake.accounts()).toEqual({ received: 5, planned: 1, ignored: 4, waiting: 0 });
    });

    it("of one batch with the run", async () => {
      const stage = await open();
      await stage.accept({ events: [githubRun()], parts: [githubJob("2", "unit"), githubJob("3", "docs")] });
      await stage.work();
      expect(failedTasks(stage)?.map(({ name }) => name)).toEqual(["unit", "docs"]);
      expect(await stage.intake.accounts()).toEqual({ received: 3, planned: 1, ignored: 2, waiting: 0 });
    });

    it("and keeps jobs of one name apart where a run counts its attempts", async () => {
      const stage = await open();
      await stage.accept(part(githubJob("1", "build"), githubJob("2", "build", { state: "success" })));
      await stage.accept({ events: [githubRun()] });
      await stage.work();
      expect(failedTasks(stage)?.map(({ url }) => url)).toEqual([
        "https://github.com/acme/shop/actions/runs/4242/job/1",
      ]);
    });

    it("but not those of another attempt, run or repository", async () => {
      const stage = await open();
      await stage.accept(
        part(
          githubJob("1", "unit"),
          githubJob("2", "lint", { run: { id: "4243", attempt: 2 } }),
          githubJob("3", "docs", { run: { id: "4242", attempt: 2 }, repository: { fullName: "acme/other" } }),
        ),
      );
      await stage.accept({ events: [githubRun({ run: { id: "4242", attempt: 2 } })] });
      await stage.work();
      expect(failedTasks(stage)).toBeUndefined();
    });

    it("of GitLab's jobs, the last try of each", async () => {
      const stage = await open();
      await stage.accept(part(gitlabJob("90412", "unit")));
      await stage.accept(part(gitlabJob("90413", "lint")));
      await stage.accept(part(gitlabJob("90500", "unit", { state: "success" })));
      await stage.accept({ events: [gitlabPipeline()] });
      await stage.work();
      expect(failedTasks(stage)).toEqual([
        { stage: "test", name: "lint", url: "https://gitlab.example.com/acme/shop/-/jobs/90413" },
      ]);
    });

    it("beside those that the run names itself", async () => {
      const stage = await open();
      const own = { name: "unit", stage: "test", reason: "script_failure" };
      await stage.accept(part(gitlabJob("1", "unit"), gitlabJob("2", "lint")));
      await stage.accept({ events: [gitlabPipeline({ failedTasks: [own] })] });
      await stage.work();
      expect(failedTasks(stage)?.map(({ name, reason }) => [name, reason])).toEqual([
        ["unit", "script_failure"],
        ["lint", undefined],
      ]);
    });

    it("once: the same run's next end begins anew", async () => {
      const stage = await open();
      await stage.accept(part(gitlabJob("1", "unit")));
      await stage.accept({ events: [gitlabPipeline()] });
      await stage.work();
      await stage.accept(part(gitlabJob("2", "unit", { state: "success" })));
      await stage.accept({ events: [gitlabPipeline({ state: "success" })] });
      await stage.work();
      expect(failedTasks(stage)).toBeUndefined();
    });

    it("not before the end is told: an outbox that can't be reached loses none", async () => {
      let isDown = true;
      const kept = rows();
      const stage = await openIntakeStage(kept);
      const broken = await openIntakeStage(kept, {
        clock: stage.clock,
        put: async () => {
          if (isDown) throw new RangeError("down");
          return ["queued"];
        },
      });
      await broken.accept(part(githubJob("1", "unit")));
      await broken.accept({ events: [githubRun()] });
      await expect(broken.work()).rejects.toThrow("down");
      isDown = false;
      await broken.work();
      expect(broken.planned.at(-1)?.event).toMatchObject({ failedTasks: [{ name: "unit" }] });
    });

    it("for six hours", async () => {
      const stage = await open();
      await stage.accept(part(githubJob("1", "unit")));
      await stage.clock.advance(6 * HOUR);
      await stage.accept({ events: [githubRun()] });
      await stage.work();
      expect(failedTasks(stage)).toBeUndefined();
    });

    it("and none where the sender's words were for something else, or no run is named", async () => {
      const stage = await open();
      await stage.accept({ events: [githubJob("1", "unit")], untold: "other" });
      const { run: _, ...noRun } = githubJob("2", "unit");
      await stage.accept(part(noRun));
      const { run: __, ...end } = githubRun();
      await stage.accept({ events: [end] });
      await stage.accept({ events: [githubRun()] });
      await stage.work();
      expect(stage.planned.every(({ event }) => !("failedTasks" in event))).toBe(true);
    });
  });
});
