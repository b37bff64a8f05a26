import { storeEntry } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { entries, openPumpStage, uuidsOf } from "../test/pump-stage.ts";

describe("what a robot may give up", () => {
  const linked = storeEntry("a", {
    message: { msgtype: "markdown", markdown: { title: "a", text: "see [the log](https://bad.example/1)" } },
  });
  const audit = { urls: ["bad.example"] };

  it("are links, in a message of its own key", async () => {
    const stage = openPumpStage({ robot: { audit }, fallbacks: ["withoutLinks"] });
    await stage.put(linked, storeEntry("b"));
    expect(stage.mock.messages().map(({ text }) => text)).toEqual(["see the log", "text of b"]);
    const [first, second] = uuidsOf(stage);
    expect(second).not.toBe(first);
    expect((await stage.outbox.get("ops-1"))?.batch?.msgUuid).toBe(second);
    expect(await stage.accounts()).toMatchObject({ delivered: 2 });
  });

  it("is nothing without leave", async () => {
    const stage = openPumpStage({ robot: { audit }, fallbacks: ["withoutAtAll"] });
    await stage.put(linked);
    expect(stage.mock.messages()).toEqual([]);
    expect(await stage.outbox.get("ops-1")).toMatchObject({ status: "parked", reason: "unsafe_url" });
  });

  it("is given up once: refused again, the message is parked", async () => {
    const stage = openPumpStage({ fallbacks: ["withoutLinks"] });
    stage.mock.faults.push({ fault: "errcode", errcode: 430101, errmsg: "unSafe URL", times: 5 });
    await stage.put(linked);
    expect(stage.mock.requests()).toHaveLength(2);
    expect(await stage.accounts()).toMatchObject({ parked: 1 });
  });

  it("is the mention of everyone", async () => {
    const stage = openPumpStage({ robot: { atAllAllowed: false }, fallbacks: ["withoutAtAll"] });
    const { message } = storeEntry("a");
    await stage.put(storeEntry("a", { message: { ...message, at: { isAtAll: true, atMobiles: ["13900000000"] } } }));
    expect(stage.mock.messages()).toMatchObject([{ title: "a", mentions: { all: false } }]);
  });

  it("are the links of a digest, which stays one", async () => {
    const stage = openPumpStage({ robot: { audit }, fallbacks: ["withoutLinks"] });
    const lines = entries(20).map((entry) => ({
      ...entry,
      digest: { topic: entry.key, group: "failed" as const, line: `[${entry.key}](https://bad.example/1)` },
    }));
    await stage.put(...lines);
    expect(stage.mock.messages().map(({ title }) => title)).toEqual(["20 failed"]);
    expect(stage.mock.messages()[0]?.text).toContain("- e1\n");
    expect(await stage.accounts()).toMatchObject({ delivered: 20 });
  });
});
