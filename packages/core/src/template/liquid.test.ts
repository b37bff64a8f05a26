import { describe, expect, it } from "vitest";
import { mistakeOf, render } from "./template.fixture.ts";

describe("Liquid", () => {
  it.for([
    ["{% if event.state == 'failure' %}F{% elsif true %}E{% else %}O{% endif %}", "F"],
    ["{% unless event.state == 'success' %}not{% endunless %}", "not"],
    ["{% case event.state %}{% when 'success' %}S{% when 'failure', 'error' %}F{% else %}O{% endcase %}", "F"],
    ["{% for t in event.failedTasks limit: 2 %}{{ t.name }};{% endfor %}", "unit;lint;"],
    ["{% for t in event.failedTasks offset: 1 reversed %}{{ t.name }};{% endfor %}", "e2e;lint;"],
    ["{% for t in event.failedTasks %}{% if t.name == 'lint' %}{% break %}{% endif %}{{ t.name }}{% endfor %}", "unit"],
    [
      "{% for t in event.failedTasks %}{% if t.name == 'lint' %}{% continue %}{% endif %}{{ t.name }}{% endfor %}",
      "unite2e",
    ],
    ["{% for t in event.artifacts %}x{% else %}none{% endfor %}", "none"],
    [
      "{% for t in event.failedTasks %}{{ forloop.index }}{% unless forloop.last %},{% endunless %}{% endfor %}",
      "1,2,3",
    ],
    ["{% for i in (1..3) %}{{ i }}{% endfor %}", "123"],
    ["{% for p in event.params %}{{ p[0] }}={{ p[1] }}{% endfor %}", "level=high"],
    ["{% assign c = event.commit %}{{ c.author.name }}", "张三"],
    ["{% assign n = event.failedTasks | size %}{{ n }}", "3"],
    ["{# x #}{%# note %}y", "{# x #}y"],
    ["{% for t in event.failedTasks %}{{ last }}{% assign last = t.name %}{% endfor %}", "unitlint"],
    ["{% for key in event.params %}{{ event.params[key[0]] }}{% endfor %}", "high"],
    ["{% if event.reason %}x{% else %}absent{% endif %}", "absent"],
    ["{% if event.id == '12' and event.state != 'success' %}y{% endif %}", "y"],
    ["{% if not event.reason %}y{% endif %}", "y"],
    ["{% if event.params.level == blank or event.reason == nil %}y{% endif %}", "y"],
  ] as const)("%s is %s", ([text, expected]) => {
    expect(render(text)).toBe(expected);
  });

  it.for([
    ["{{ event.ref.branc }}", 1, 4, "event.ref.branc", "event.ref.branch"],
    ["a\n  {{ event.branch }}", 2, 6, "event.branch", "event.ref.branch"],
    ["{{ branch }}", 1, 4, "branch", "event.ref.branch"],
    ["{{ evnt.id }}", 1, 4, "evnt.id", "event.id"],
    ["{{ event['stat'] }}", 1, 4, "event.stat", "event.state"],
    ["{{ event.id | append: event.stat }}", 1, 23, "event.stat", "event.state"],
    ["{% if event.stat == 'x' %}{% endif %}", 1, 7, "event.stat", "event.state"],
    ["{% if true %}{% elsif event.stat %}{% endif %}", 1, 23, "event.stat", "event.state"],
    ["{% case event.state %}{% when event.stat %}{% endcase %}", 1, 31, "event.stat", "event.state"],
    ["{% unless event.stat %}{% endunless %}", 1, 11, "event.stat", "event.state"],
    ["{% for t in event.failedTask %}{% endfor %}", 1, 13, "event.failedTask", "event.failedTasks"],
    ["{% for t in event.failedTasks limit: event.stat %}{% endfor %}", 1, 38, "event.stat", "event.state"],
    ["{% for t in event.failedTasks %}{{ t.nam }}{% endfor %}", 1, 36, "t.nam", "t.name"],
    ["{% for t in event.failedTasks %}{% else %}{{ event.stat }}{% endfor %}", 1, 46, "event.stat", "event.state"],
    ["{% for a in event.alerts %}{{ a.startAt }}{% endfor %}", 1, 31, "a.startAt", "a.startsAt"],
    ["{% assign c = event.commit %}{{ c.author.nam }}", 1, 33, "c.author.nam", "c.author.name"],
    ["{% capture c %}{{ event.stat }}{% endcapture %}", 1, 19, "event.stat", "event.state"],
    ["{% assign tasks = event.failedTasks %}{{ task }}", 1, 42, "task", "tasks"],
    ["{% for t in event.failedTasks %}{{ forloop.indx }}{% endfor %}", 1, 36, "forloop.indx", "forloop.index"],
    ["{{ event.params[event.stat] }}", 1, 17, "event.stat", "event.state"],
    ["{{ event.failedTasks.frist }}", 1, 4, "event.failedTasks.frist", undefined],
    ["{{ event.state.size.x }}", 1, 4, "event.state.size.x", undefined],
    ["{{ event.ref.size }}", 1, 4, "event.ref.size", undefined],
    ["{{ qwertyuiop }}", 1, 4, "qwertyuiop", undefined],
    ["{% capture c %}{% endcapture %}{{ c.constructor }}", 1, 35, "c.constructor", undefined],
  ] as const)("%j does not compile: at %i:%i %s is not known", ([text, line, column, name, near]) => {
    expect(mistakeOf(text)).toMatchObject({
      code: "template_invalid",
      details: {
        ...{ reason: "unknown_variable", line, column, name },
        ...(near === undefined ? {} : { nearest: near }),
      },
    });
    if (near === undefined) expect(mistakeOf(text)).not.toHaveProperty("details.nearest");
  });

  it.for([
    ["{{ event.id | upcaes }}", 1, 15, "upcaes", "upcase"],
    ["\n{{ event.time | date: '%Y' }}", 2, 17, "date", "time"],
    ["{{ event.id | truncatewords: 3 }}", 1, 15, "truncatewords", "truncate"],
    ["{{ event.id | safe }}", 1, 15, "safe", "raw"],
    ["{{ event.id | length }}", 1, 15, "length", "size"],
    ["{{ event.id | lower }}", 1, 15, "lower", "downcase"],
    ["{{ event.id | upper }}", 1, 15, "upper", "upcase"],
    ["{{ event.id | trim }}", 1, 15, "trim", "strip"],
    ["{{ event.id | escape }}", 1, 15, "escape", "raw"],
    ["{{ event.id | append: 'x' | nonsense }}", 1, 29, "nonsense", undefined],
    ["{{ event.id | sample }}", 1, 15, "sample", undefined],
    ["{% assign x = event.id | constructor %}", 1, 26, "constructor", undefined],
  ] as const)("%j does not compile: at %i:%i there is no filter %s", ([text, line, column, name, near]) => {
    expect(mistakeOf(text)).toMatchObject({
      code: "template_invalid",
      details: { reason: "unknown_filter", line, column, name, ...(near === undefined ? {} : { nearest: near }) },
    });
  });

  it.for([
    ["{% include 'x' %}", "include", undefined],
    ["{% render 'x' %}", "render", undefined],
    ["{% layout 'x' %}", "layout", undefined],
    ["{% block a %}{% endblock %}", "block", undefined],
    ["{% tablerow a in b %}{% endtablerow %}", "tablerow", undefined],
    ["{% increment a %}", "increment", undefined],
    ["{% cycle 'a', 'b' %}", "cycle", undefined],
    ["{% liquid\nassign a = 1 %}", "liquid", undefined],
    ["{% echo 'a' %}", "echo", undefined],
    ["{% iff true %}", "iff", "if"],
    ["{% elsee %}", "elsee", "else"],
  ] as const)("%j does not compile: the tag %s is not allowed", ([text, name, near]) => {
    expect(mistakeOf(`a\n ${text}`)).toMatchObject({
      code: "template_invalid",
      details: {
        reason: "tag_not_allowed",
        line: 2,
        column: 2,
        name,
        ...(near === undefined ? {} : { nearest: near }),
      },
    });
  });

  it.for([
    ["{% if true %}", 1, 1, "not_closed"],
    ["a{% comment %}x", 1, 2, "not_closed"],
    ["{% raw %}x", 1, 10, "not_closed"],
    ["x {{ event.id", 1, 3, "not_closed"],
    ["{{ }}", 1, 4, /invalid value/],
    ["{% for x %}{% endfor %}", 1, 1, /illegal tag/],
    ["{% endif %}", 1, 1, /not found/],
    ["{{ event.id event.id }}", 1, 13, "operator_missing"],
    ["{% if event.id == 'a' event.id %}{% endif %}", 1, 23, "operator_missing"],
    ["{% for t in event.failedTasks limt: 5 %}{% endfor %}", 1, 1, "no_loop_option"],
    ["{{ event.id | append 'x' }}", 1, 22, /expected ":"/],
    ["{{ event.id ) }}", 1, 13, /unexpected "\)"/],
    ["{% assign event = 1 %}", 1, 11, "not_assignable"],
    ["{% assign env = 1 %}", 1, 11, "not_assignable"],
    ["{% assign forloop = 1 %}", 1, 11, "not_assignable"],
    ["{% assign constructor = 1 %}", 1, 11, "not_assignable"],
    ["{% assign prototype = 1 %}", 1, 11, "not_assignable"],
    ["{% if true %}{% assign a = 1 %}".repeat(101), 1, 3101, /nested_too_deeply/],
    ["{{ not event.id event.state }}", 1, 17, "operator_missing"],
    ["{% capture __proto__ %}{% endcapture %}", 1, 12, "not_assignable"],
    ["{{ event.time | time: 'Mars/Olympus' }}", 1, 23, "no_timezone"],
    ["{% for i in (1..event.run.number) %}{% endfor %}", 1, 13, "range"],
    ["{% for i in (1..10001) %}{% endfor %}", 1, 13, "range"],
    ["{% if true %}".repeat(101), 1, 1301, /nested_too_deeply/],
  ] as const)("%j has a mistake at %i:%i", ([text, line, column, problem]) => {
    expect(mistakeOf(text)).toMatchObject({
      code: "template_invalid",
      details: { reason: "syntax", line, column, problem: expect.stringMatching(problem) },
    });
  });

  it.for([
    ["{% if event.state == 'failed' %}{% endif %}", 22, "event.state", { word: "failed", nearest: "failure" }],
    ["{% unless 'SUCCESS' != event.state %}{% endunless %}", 11, "event.state", { nearest: "success" }],
    ["{% if true and event.kind == 'x' or false %}{% endif %}", 30, "event.kind", { word: "x" }],
    ["{% case event.state %}{% when 'failure' or 'broken' %}{% endcase %}", 44, "event.state", { word: "broken" }],
    ["{% for t in event.tasks %}{{ t.state == 'ok' }}{% endfor %}", 41, "t.state", { nearest: "success" }],
    ["{% if event.change.number == 42 %}{% endif %}", 30, "event.change.number", { problem: "is_text" }],
    ["{% if event.durationMs == '1' %}{% endif %}", 27, "event.durationMs", { problem: "is_number" }],
    ["{% if event.failedTasks.size == '1' %}{% endif %}", 33, "event.failedTasks.size", { problem: "is_number" }],
  ] as const)("%j does not compile: at %i %s is never that", ([text, column, name, details]) => {
    expect(mistakeOf(text)).toMatchObject({ code: "template_invalid", details: { line: 1, column, name, ...details } });
  });

  it.for([
    "{% if event.run.number > 100 %}{% endif %}{% if event.state contains 'fail' %}{% endif %}",
    "{% if event.name == 'x' and event.params.n == '6' and event.action == 'scanned' %}{% endif %}",
    "{% case event.state | upcase %}{% when 'FAILURE' %}{% endcase %}{% if event.reason == blank %}{% endif %}",
    "{% assign n = event.run.number | plus: 0 %}{% if n == 6 %}{% endif %}{% if env.X == 6 %}{% endif %}",
  ])("lets be what may be: %s", (text) => {
    expect(mistakeOf(text)).toBeUndefined();
  });

  it("says what is wrong in at most 200 characters, and the place only once", () => {
    expect(mistakeOf(`${"\n".repeat(11)}${" ".repeat(11)}{{ event.id | append 'x' }}`)).toMatchObject({
      message: expect.stringMatching(/^template_invalid, reason: syntax, problem: /),
      details: { line: 12, column: 33, problem: 'expected ":" after filter name' },
    });
    const long = mistakeOf(`{% for ${"x".repeat(300)} %}{% endfor %}`);
    expect(long).toMatchObject({ details: { problem: `illegal tag: {% for ${"x".repeat(180)}` } });
  });

  it("names the option of a loop that was meant", () => {
    expect(mistakeOf("{% for t in event.failedTasks limt: 5 %}{% endfor %}")).toMatchObject({
      details: { word: "limt", nearest: "limit" },
    });
    expect(mistakeOf("{% for t in event.failedTasks nonsense: 5 %}{% endfor %}")).not.toHaveProperty("details.nearest");
  });

  it.for([
    "{% assign c = event.commit %}{% assign c = event.ref %}{{ c.sha }}{{ c.branch }}",
    "{% assign c = event.commit | default: event.ref %}{{ c.branch }}",
    "{% assign c = event.commit or event.ref %}{{ c.branch }}",
    "{{ 'abc'.size }}{{ event.params.size }}{{ event.state.size }}{{ event.failedTasks[0].name.size }}",
    "{% for i in (1..2) %}{{ forloop.index0 }}{{ forloop.rindex0 }}{{ forloop.length }}{{ forloop.first }}{% endfor %}",
    "{% for c in event.commit %}{{ c[0] }}{% endfor %}{% for x in env.LIST %}{{ x.any }}{% endfor %}",
    "{% for i in (1..2) %}{{ forloop.rindex }}{{ i }}{% endfor %}{{ event.commits.first.author.name }}",
  ])("knows what it can't know, and lets it be: %s", (text) => {
    expect(mistakeOf(text)).toBeUndefined();
  });

  it("nests a hundred deep, and side by side without end", () => {
    expect(render(`${"{% if true %}".repeat(100)}x${"{% endif %}".repeat(100)}`)).toBe("x");
    expect(render("{% if true %}x{% endif %}".repeat(500))).toBe("x".repeat(500));
  });
});
