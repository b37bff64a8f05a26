import type {
  AlertEvent,
  ArtifactEvent,
  ChangeEvent,
  Delivery,
  DeploymentEvent,
  Event,
  PipelineEvent,
} from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { githubRun, START } from "../test/intake-stage.ts";
import { type EventEntryOptions, entryOfEvent } from "./event-entry.ts";

const delivery: Delivery = {
  robot: "ops",
  rule: "main",
  message: { msgtype: "markdown", markdown: { title: "t", text: "x" }, msgUuid: "sha256" },
  part: 1,
  parts: 1,
  bytes: 100,
};

function entry(event: Event, changes: Partial<EventEntryOptions> = {}, of: Partial<Delivery> = {}) {
  return entryOfEvent(
    { ...delivery, ...of },
    { event, key: "github/7", receivedAt: START, locale: "en", openLinksIn: "browser", ...changes },
  );
}

const source = { provider: "github", via: "webhook" } as const;
const time = "2026-11-20T08:00:00Z";
const alert: AlertEvent = {
  ...{ id: "a", kind: "alert", time, source: { provider: "alertmanager", via: "webhook" } },
  ...{ status: "firing", name: "HighLatency", groupKey: "g" },
  alerts: [
    { labels: { pod: "a", alertname: "HighLatency" }, annotations: {}, startsAt: time },
    { labels: { pod: "b", alertname: "HighLatency" }, annotations: {}, startsAt: time },
  ],
};
const change: ChangeEvent = {
  ...{ id: "c", kind: "change", time, source, action: "opened", commits: [] },
  repository: { fullName: "acme/shop" },
  change: { number: "5", title: "cart" },
};
const deployment: DeploymentEvent = {
  ...{ id: "d", kind: "deployment", time, source, state: "failure" },
  ...{ environment: { name: "production" }, service: { name: "shop" } },
};
const artifact: ArtifactEvent = { id: "f", kind: "artifact", time, source, action: "pushed", name: "shop", tag: "1.0" };

const jenkinsRun = githubRun({ state: "unstable", source: { provider: "jenkins", via: "webhook" } });

describe("entryOfEvent", () => {
  it("is what its delivery says, without the key that a message sent directly has", () => {
    expect(entry(githubRun(), { transition: "broken", access: "ci" })).toEqual({
      key: "github/7/main/1",
      lane: "github//acme%2Fshop/pipeline/7///main",
      urgent: true,
      message: { msgtype: "markdown", markdown: { title: "t", text: "x" } },
      digest: {
        topic: "github//acme%2Fshop/pipeline/7///main",
        group: "failed",
        line: "[❌ failed · ci · main](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fgithub.com%2Facme%2Fshop%2Factions%2Fruns%2F4242&pc_slide=false) · zhangsan",
      },
      replaces: '["github//acme%2Fshop/pipeline/7///main","4242",1]',
      origin: {
        title: "❌ failed · ci · main",
        receivedAt: START,
        eventId: "delivery-1",
        rule: "main",
        door: "github",
        access: "ci",
      },
    });
  });

  it("has a key of its own for each rule and part", () => {
    const keys = [
      entry(change),
      entry(change, {}, { part: 2, parts: 2 }),
      entry(change, {}, { rule: "other" }),
      entry(change, { key: "github/8" }),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    expect(entry(change, {}, { part: 2, parts: 2 }).origin).toMatchObject({ part: 2, parts: 2 });
  });

  it.for([
    { name: "a failure", event: githubRun(), group: "failed" },
    { name: "an error", event: githubRun({ state: "error" }), group: "failed" },
    { name: "a time-out", event: githubRun({ state: "timed_out" }), group: "failed" },
    { name: "a success", event: githubRun({ state: "success" }), group: "passed" },
    { name: "a success that fixes", event: githubRun({ state: "success" }), transition: "fixed", group: "fixed" },
    { name: "a warning", event: githubRun({ state: "unstable" }), group: "passed" },
    {
      name: "a warning that counts as a failure",
      event: githubRun({ state: "unstable" }),
      unstable: "failed",
      group: "failed",
    },
    { name: "a warning of Jenkins", event: jenkinsRun, group: "failed" },
    { name: "a warning of Jenkins that counts as passed", event: jenkinsRun, unstable: "passed", group: "passed" },
    { name: "a start", event: githubRun({ state: "running" }), group: "other" },
    { name: "an end by hand", event: githubRun({ state: "canceled" }), group: "other" },
    { name: "a failed deployment", event: deployment, group: "failed" },
    { name: "an alert that fires", event: alert, group: "failed" },
    { name: "one that is resolved", event: { ...alert, status: "resolved" }, group: "fixed" },
    { name: "a change", event: change, group: "other" },
    { name: "an artifact", event: artifact, group: "other" },
  ] as const)("puts $name to the $group", ({ event, group, ...rest }) => {
    const made = entry(event, rest);
    expect(made.digest?.group).toBe(group);
    expect(made.urgent).toBe(group === "failed");
  });

  it("keeps a run and its tasks in one lane, with a topic each", () => {
    const made = [
      githubRun(),
      githubRun({ task: { name: "unit" } }),
      githubRun({ stage: { name: "test" }, task: { name: "unit" } }),
    ].map((event) => entry(event));
    expect(new Set(made.map(({ lane }) => lane)).size).toBe(1);
    expect(new Set(made.map(({ digest }) => digest?.topic)).size).toBe(3);
  });

  it("keeps pushes to a branch in one lane, with a topic each", () => {
    const { change: _, ...rest } = change;
    const [first, second] = ["9f8e7d6c", "0a1b2c3d"].map((sha) =>
      entry({ ...rest, action: "pushed", ref: { branch: "main" }, commits: [{ sha, shortSha: sha }] }),
    );
    expect(first?.lane).toBe(second?.lane);
    expect(first?.digest?.topic).not.toBe(second?.digest?.topic);
  });

  it("tells tasks of one run apart", () => {
    const lineOf = (changes: Partial<PipelineEvent>) => entry(githubRun({ run: {}, ...changes })).digest?.line;
    expect(lineOf({ task: { name: "unit" } })).toBe("❌ failed · ci · unit · main · zhangsan");
    expect(lineOf({ stage: { name: "test" }, task: { name: "lint" } })).toBe(
      "❌ failed · ci · test / lint · main · zhangsan",
    );
  });

  it("tells alerts of one group apart by the labels that they do not have in common", () => {
    const labels = { alertname: "HighLatency", cluster: "prod", exported_cluster: "prod", pod: "a" };
    const [first] = alert.alerts;
    const lineOf = (changes: Partial<AlertEvent>) => entry({ ...alert, ...changes }).digest?.line;
    const groupKey = '{}/{team="shop"}:{alertname="HighLatency", cluster="prod"}';
    const alerts = [{ annotations: {}, startsAt: time, labels }];
    expect(lineOf({ groupKey, alerts })).toBe("🔥 firing · HighLatency · exported\\_cluster=prod pod=a");
    expect(lineOf({ status: "resolved" })).toBe("✅ resolved · HighLatency · pod=a and 1 more");
    expect(lineOf({ alerts: [{ annotations: {}, startsAt: time, ...first, labels: {} }] })).toBe(
      "🔥 firing · HighLatency",
    );
    expect(entry(alert).origin.title).toBe("🔥 firing · HighLatency");
  });

  it("keeps a group of alerts in one lane and names those that its line speaks of", () => {
    const [all, one, none] = [alert, { ...alert, alerts: alert.alerts.slice(0, 1) }, { ...alert, alerts: [] }].map(
      (event) => entry(event),
    );
    expect([one?.lane, one?.digest?.topic]).toEqual([all?.lane, all?.digest?.topic]);
    expect(all?.digest?.members).toHaveLength(2);
    expect(one?.digest?.members).toEqual(all?.digest?.members?.slice(0, 1));
    expect(none?.digest).not.toHaveProperty("members");
    const many = Array.from({ length: 3_000 }, (_, pod) => ({
      annotations: {},
      startsAt: time,
      labels: { pod: `shop-${pod}`, namespace: "production" },
    }));
    expect(entry({ ...alert, alerts: many }).digest?.members).toEqual(["firing"]);
  });

  it("gives whatever is another thing a lane of its own", () => {
    const all: readonly Event[] = [
      githubRun(),
      githubRun({ ref: { branch: "dev" } }),
      githubRun({ change: { number: "5" } }),
      githubRun({ repository: { fullName: "acme/other" } }),
      githubRun({ source: { ...source, instance: "git.example.com" } }),
      ...[alert, { ...alert, groupKey: "h" }],
      ...[change, { ...change, change: { number: "6" } }, { ...change, repository: { fullName: "acme/other" } }],
      ...[deployment, { ...deployment, environment: { name: "staging" } }],
      ...[artifact, { ...artifact, tag: "1.1" }, { ...artifact, name: "api" }],
    ];
    expect(new Set(all.map((event) => entry(event).lane)).size).toBe(all.length);
  });

  describe("takes the place of", () => {
    const replacesOf = (event: Event, of: Partial<Delivery> = {}) => {
      const { replaces, replaceable } = entry(event, {}, of);
      return { replaces, replaceable };
    };
    const start = replacesOf(githubRun({ state: "running" })).replaceable;

    it("its run's own start", () => {
      expect(start).toBeDefined();
      expect(replacesOf(githubRun())).toEqual({ replaces: start });
      expect(replacesOf(githubRun({ state: "queued" }))).toEqual({ replaceable: start });
      expect(replacesOf(githubRun({ state: "unknown" }))).toEqual({ replaceable: start });
    });

    it.for([
      { name: "another run", changes: { run: { id: "4243", attempt: 1 } } },
      { name: "another attempt", changes: { run: { id: "4242", attempt: 2 } } },
      { name: "a task of it", changes: { task: { name: "unit" } } },
      { name: "another branch", changes: { ref: { branch: "dev" } } },
    ])("no start of $name", ({ changes }) => {
      expect(replacesOf(githubRun(changes)).replaces).not.toBe(start);
    });

    it("nothing where no run is named", () => {
      const { run: _, ...event } = githubRun();
      expect(replacesOf(event)).toEqual({});
    });

    it("nothing by a message's later parts", () => {
      expect(replacesOf(githubRun(), { part: 2, parts: 2 })).toEqual({});
    });

    it("the older news of the very same alerts", () => {
      const { replaces, replaceable } = replacesOf(alert);
      expect(replaces).toBe(replaceable);
      expect(replacesOf({ ...alert, status: "resolved" })).toEqual({ replaces: replaceable });
      const turned = alert.alerts.toReversed().map(({ labels, ...rest }) => ({
        ...rest,
        labels: Object.fromEntries(Object.entries(labels).toReversed()),
      }));
      expect(replacesOf({ ...alert, alerts: turned }).replaces).toBe(replaces);
      expect(replacesOf({ ...alert, alerts: alert.alerts.slice(0, 1) }).replaces).not.toBe(replaces);
      expect(replacesOf({ ...alert, groupKey: "h" }).replaces).not.toBe(replaces);
    });

    it("nothing by a change, a deployment or an artifact", () => {
      for (const event of [change, deployment, artifact]) expect(replacesOf(event)).toEqual({});
    });
  });

  it("has one line for a digest, whatever the names hold", () => {
    const hostile = "a\n- [x](https://evil.example) @13900000000 ![p](https://evil.example/p.png)";
    const { digest, origin } = entry(
      githubRun({ pipeline: { name: hostile }, ref: { branch: hostile }, actor: { name: hostile } }),
    );
    expect(digest?.line).not.toMatch(/[\n\r]|(?<!\\)\]\(https:\/\/evil|@\d/);
    expect(origin.title).not.toMatch(/[\n\r]|@\d/);
  });

  it("links to where a person reads more, in the panel where the robot says so", () => {
    const url = "https://ci.example.com/12";
    expect(entry({ ...change, url }, { openLinksIn: "panel" }).digest?.line).toContain("pc_slide=true");
    expect(entry(change).digest?.line).toBe("📝 opened a pull request · cart · #5");
  });
});
