import { describe, expect, it } from "vitest";
import { render } from "./template.fixture.ts";

describe("filters of ours", () => {
  it.for([
    ["{{ event.durationMs | duration }}", "3分12秒"],
    ["{{ '192000' | duration }}", "3分12秒"],
    ["[{{ event.tests.total | duration }}]", "[]"],
    ["{{ event.startedAt | time }}", "2026-01-02 11:04:05"],
    ["{{ event.startedAt | time: 'UTC' }}", "2026-01-02 03:04:05"],
    ["{{ event.startedAt | time: env.MISSING }}", "2026-01-02 11:04:05"],
    ["[{{ event.finishedAt | time }}]", "[]"],
    ["{{ 0 | time: 'UTC' }}", "1970-01-01 00:00:00"],
    ["{{ event.commit.sha | short }}", "0123456"],
    ["{{ event.commit.sha | short: 10 }}", "0123456789"],
    ["[{{ event.reason | short }}]", "[]"],
    ["{{ 'abcdef' | truncate: 4 }}", "abc…"],
    ["{{ 'abcdef' | truncate: 6 }}", "abcdef"],
    ["{{ 'abcdef' | truncate: 5, '..' }}", "abc.."],
    ["{{ 'abcdef' | truncate: 6, '..' }}", "abcdef"],
    ["{{ '👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧' | truncate: 2 }}", "👨‍👩‍👧…"],
    ["[{{ 'abc' | truncate: 0 }}]", "[]"],
    ["[{{ 'abc' | truncate: -1, '..' }}]", "[..]"],
    ["{{ 'a b&c' | url_encode | raw }}", "a%20b%26c"],
    ["{{ 'aXbX' | replace: 'X', '-' }}", "a-b-"],
    ["{{ event.failedTasks | map: 'name' | join: '/' }}", "unit/lint/e2e"],
    ["{{ event.failedTasks | map: 'name' | join }}", "unit lint e2e"],
    ["{{ 'b,a,b' | split: ',' | uniq | sort | join: '+' }}", "a+b"],
    ["{{ 'a' | uniq }}{{ 'a' | join: 'x' }}", "aa"],
    ["{{ event.failedTasks | where: 'name', 'nobody' | default: 'none' }}", "none"],
    ["{{ event.failedTasks | default: 'none' | size }}", "3"],
    ["{{ nil | default: 'n' }}{{ true | default: 'n' }}", "ntrue"],
    ["{% capture t %}2026-01-02T03:04:05Z{% endcapture %}{{ t | time: 'UTC' }}", "2026-01-02 03:04:05"],
    ["[{{ nil }}{{ empty }}{{ blank }}]", "[]"],
    ["{{ false | default: 'x' }}{{ '' | default: 'y' }}{{ 0 | default: 'z' }}", "xy0"],
    ["{{ 7 | plus: 3 | times: 2 | divided_by: 5 | round }}", "4"],
  ] as const)("%s is %s", ([text, expected]) => {
    expect(render(text)).toBe(expected);
  });

  it("cuts 50 characters where no length is given", () => {
    expect(render(`{{ '${"x".repeat(51)}' | truncate }}`)).toBe(`${"x".repeat(49)}…`);
  });

  it("says durations in the message's language", () => {
    expect(render("{{ event.durationMs | duration }}", { locale: "en" })).toBe("3m 12s");
  });

  it("makes links of http and https alone, with an escaped title that is escaped once", () => {
    const url = "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fci.test%2Frun%2F1%3Fa%3Db&pc_slide=false";
    expect(render("{{ event.pipeline.name | link: event.run.url }}")).toBe(`[a\\*b\\*](${url})`);
    expect(render("{{ event.reason | link: event.run.url }}")).toContain(`](${url})`);
    expect(render("{{ event.pipeline.name | link: 'javascript:alert(1)' }}")).toBe("a\\*b\\*");
    expect(render("{{ event.pipeline.name | link: event.change.url }}")).toBe("a\\*b\\*");
    expect(render("{{ event.pipeline.name | link: event.run.url }}", { openLinksIn: "panel" })).toContain(
      "pc_slide=true",
    );
  });

  it("writes a link's address beside its title where there is no Markdown", () => {
    expect(render("{{ '@x' | link: event.run.url }}", { escape: "text" })).toBe("@\u200Bx https://ci.test/run/1?a=b");
  });
});
