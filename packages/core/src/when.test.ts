import { describe, expect, it } from "vitest";
import type { Event } from "./event.ts";
import { compileWhen } from "./when.ts";
import { compileSimpleWhen } from "./when-simple.ts";

const event: Event = {
  id: "12",
  kind: "pipeline",
  time: "2026-01-02T03:04:05Z",
  source: { provider: "gitee-go", via: "env" },
  state: "failure",
  statusRaw: "FAIL",
  durationMs: 70_000,
  pipeline: { name: "deploy-shop" },
  failedTasks: [{ name: "unit", stage: "test" }, { name: "lint" }],
  params: { level: "high", "a.b": "c" },
  ref: { branch: "main" },
  tests: { total: 10, failed: 3 },
};

const env = { CI: "yes" };

describe("compileWhen", () => {
  it.for([
    ["true", true],
    ["false", false],
    ['event.state == "failure"', true],
    ['event.kind == "alert"', false],
    ["event.durationMs > 60000", true],
    ["event.durationMs / 1000 == 70", true],
    ["event.durationMs % 60000 == 10000", true],
    ["event.tests.failed * 100 / event.tests.total >= 30", true],
    ["has(event.durationMs) && event.durationMs > 90000 || event.pipeline.name.startsWith('deploy')", true],
    ["has(event.change)", false],
    ["!has(event.change)", true],
    ["event.failedTasks.exists(task, task.name == 'lint')", true],
    ["event.failedTasks.all(task, task.name != 'lint')", false],
    ["event.failedTasks.filter(task, has(task.stage)).size() == 1", true],
    ["event.failedTasks.map(task, task.name) == ['unit', 'lint']", true],
    ["event.failedTasks[1].name == 'lint'", true],
    ["event['state'] == 'failure'", true],
    ["event.params.level == 'high'", true],
    ["event.params['a.b'] == 'c'", true],
    ["event.params[env.KEY] == 'high'", true],
    ["'level' in event.params", true],
    ["event.params.exists(key, key == 'level')", true],
    ["env.CI == 'yes'", true],
    ["timestamp(event.time) < timestamp('2027-01-01T00:00:00Z')", true],
    ["duration('90s') > duration('1m')", true],
    ["type(event.durationMs) == int", true],
    ["{'a': event.durationMs}['a'] == 70000", true],
  ] as const)("%s is %s", ([text, expected]) => {
    expect(compileWhen(text)(event, { ...env, KEY: "level" })).toEqual({ value: expected });
  });

  // A backtracking engine does not come back from these.
  it.for([
    ["^(a+)+$", false],
    ["^(a|a)*$", false],
    ["^(a|aa)+$", false],
    ["^(a*)*b$", false],
    ["^(.*a){20}b$", false],
    ["^(a+)+(b+)*!$", true],
  ] as const)("matches %s in linear time, on any branch", ([pattern, value]) => {
    const ref = { branch: `${"a".repeat(200)}!` };
    expect(compileWhen(`event.ref.branch.matches("${pattern}")`)({ ...event, ref }, env)).toEqual({ value });
  });

  it.for([
    ["event.commit.author.name == 'x'", "event.commit"],
    ["event.pipeline.url == 'x'", "event.pipeline.url"],
    ["event.reason == 'x'", "event.reason"],
    ["has(event.change.number)", "event.change"],
    ["event.failedTasks[1].stage == 'x'", "event.failedTasks[1].stage"],
    ["event.failedTasks[5].name == 'x'", "event.failedTasks[5].name"],
    ["event.params.other == 'x'", "event.params.other"],
    ["event.params[env.CI] == 'x'", "yes"],
    ["env.OTHER == 'x'", "env.OTHER"],
    ["event.failedTasks.all(task, task.url == 'x')", "task.url"],
    ["event.tests.passed > 1 && event.reason == 'x'", "event.tests.passed"],
  ] as const)("%s is no match, since %s is absent", ([text, absent]) => {
    const result = compileWhen(text)(event, env);
    expect(result.value).toBe(false);
    expect(result.absent).toContain(absent);
  });

  it("needs no absent field where the answer is known without it", () => {
    expect(compileWhen("event.reason == 'x' || true")(event, env)).toEqual({ value: true });
    expect(compileWhen("event.reason == 'x' && false")(event, env)).toEqual({ value: false });
  });

  it.for([
    ["event.durationMs + 's' == ''", "found no matching overload for '_+_' applied to '(int, string)'"],
    ["event.durationMs / 0 == 1", "int divide by zero"],
    ["event.id", "the result is not a boolean"],
    ["event.failedTasks", "the result is not a boolean"],
    ["bool(event.statusRaw)", "a value can't be converted"],
    ["timestamp(event.statusRaw) == timestamp(event.time)", "a value can't be converted"],
    ["event.durationMs + 's' == '' || event.reason == 'x'", "found no matching overload"],
    ["event.reason == 'x' || event.durationMs + 's' == ''", "found no matching overload"],
  ] as const)("%s fails: %s", ([text, problem]) => {
    expect(() => compileWhen(text, "nightly")(event, env)).toThrow(
      expect.objectContaining({
        code: "filter_failed",
        details: { rule: "nightly", problem: expect.stringContaining(problem) },
      }),
    );
  });

  it("quotes no value of the event when it fails", () => {
    const secret = "SECRET-IN-A-PARAMETER";
    const evaluate = () => compileWhen("bool(event.params.x)")({ ...event, params: { x: secret } }, env);
    expect(evaluate).toThrow(expect.objectContaining({ message: expect.not.stringContaining(secret) }));
    expect(evaluate).toThrow(
      expect.objectContaining({ details: { rule: "", problem: expect.not.stringContaining(secret) } }),
    );
  });

  it.for([
    ["event.ref.branc == 'x'", 1, 1, "event.ref.branc", "event.ref.branch"],
    ["true &&\n  event.branch == 'x'", 2, 3, "event.branch", "event.ref.branch"],
    ["has(event.pipelin)", 1, 5, "event.pipelin", "event.pipeline"],
    ["event['stat'] == 'x'", 1, 1, "event.stat", "event.state"],
    ["event.failedTasks[0].nam == 'x'", 1, 1, "event.failedTasks[0].nam", "event.failedTasks[0].name"],
    ["event.failedTasks.exists(t, t.nam == 'x')", 1, 29, "t.nam", "t.name"],
    ["branch == 'x'", 1, 1, "branch", "event.ref.branch"],
    ["'中😀' == event.stat", 1, 10, "event.stat", "event.state"],
    ["evnt.state == 'x'", 1, 1, "evnt.state", "event.state"],
    ["event.params[event.stat] == 'x'", 1, 14, "event.stat", "event.state"],
    ["event.state in [event.stat]", 1, 17, "event.stat", "event.state"],
    ["{'a': event.stat} == {}", 1, 7, "event.stat", "event.state"],
    ["{event.stat: 1} == {}", 1, 2, "event.stat", "event.state"],
    ["event.statusRaw.contains(event.stat)", 1, 26, "event.stat", "event.state"],
    ["('a' + event.stat).size() > 1", 1, 8, "event.stat", "event.state"],
  ] as const)("%j does not compile: at %i:%i %s is not known, %s is", ([text, line, column, name, near]) => {
    expect(() => compileWhen(text)).toThrow(
      expect.objectContaining({
        code: "filter_invalid",
        details: { reason: "unknown_variable", line, column, name, nearest: near },
      }),
    );
  });

  const never = [
    ['event.state == "failed"', 16, "event.state", { word: "failed", nearest: "failure" }],
    ['event.state != "SUCCESS"', 16, "event.state", { word: "SUCCESS", nearest: "success" }],
    ['event.kind == "pull_request"', 15, "event.kind", { nearest: "change" }],
    ['event.state in ["failure", "failed"]', 28, "event.state", { word: "failed" }],
    ['event.trigger.type == "pull_request"', 23, "event.trigger.type", { nearest: "change" }],
    ['"x" == event.status', 1, "event.status", { word: "x", known: "firing | resolved" }],
    ['event.action == "created"', 17, "event.action", { known: expect.stringMatching(/opened.* \| scanned/) }],
    ['event.tasks.exists(t, t.state == "passed")', 34, "t.state", { nearest: "success" }],
    ["event.change.number == 42", 24, "event.change.number", { problem: "is_text" }],
    ["event.run.number in [5, 6]", 22, "event.run.number", { problem: "is_text" }],
    ["event.params.count == 6u", 23, "event.params.count", { problem: "is_text" }],
    ["event.state == true", 16, "event.state", { problem: "is_text" }],
    ['event.durationMs == "60000"', 21, "event.durationMs", { problem: "is_number" }],
    ['event.run.attempt > "1"', 21, "event.run.attempt", { problem: "is_number" }],
    ["event.run.number > 100", 20, "event.run.number", { problem: "has_no_order" }],
    ["1.5 <= env.COUNT", 1, "env.COUNT", { problem: "has_no_order" }],
  ] as const;

  it.for(never)("%s does not compile: at %i %s is never that", ([text, column, name, details]) => {
    expect(compileSimpleWhen(text)).toBeUndefined();
    expect(() => compileWhen(text)).toThrow(
      expect.objectContaining({
        code: "filter_invalid",
        details: expect.objectContaining({ line: 1, column, name, ...details }),
      }),
    );
  });

  it.for([
    ...['event.source.provider == "own-ci"', 'event.statusRaw == "failed"', 'event.severity == "failed"'],
    ...['event.params.state == "failed"', 'env.STATE == "failed"', 'event.state < "m"', "event.reason == null"],
    ...["event.durationMs > 1.5", "int(event.run.number) > 100", '"a" in event.params', 'event.time > "2026-01-01"'],
    ...[
      '"failed" == "failed"',
      "event.failedTasks == []",
      'event.state + "x" == "failed"',
      'event.action == "scanned"',
    ],
    ...['["failed"].exists(w, w == event.state)', 'timestamp(event.time).getHours("-08:00") > 8'],
    ...['timestamp(event.time).getDayOfWeek("UTC") > 0', "timestamp(event.time).getHours(env.ZONE) > 8"],
  ])("%s compiles", (text) => {
    expect(compileWhen(text)).toBeTypeOf("function");
  });

  it("suggests nothing for a name that is like nothing", () => {
    expect(() => compileWhen("qwertyuiop == 1")).toThrow(
      expect.objectContaining({ details: { reason: "unknown_variable", line: 1, column: 1, name: "qwertyuiop" } }),
    );
  });

  it.for([
    ["", 1, 1, { problem: "ends_here" }],
    ["event.state ==", 1, 13, { problem: "unexpected", word: "==" }],
    ["true\n  && && true", 2, 3, { problem: "unexpected", word: "&& && true" }],
    ["'abc", 1, 1, { problem: "unexpected", word: "'abc" }],
    [`${"(".repeat(2_000)}`, 1, 1, { problem: "nested_too_deeply" }],
    ["foo(event.state)", 1, 1, { problem: "no_function", word: "foo" }],
    ['timestamp(event.time).getHours("Asia/Shanhai") > 8', 1, 32, { problem: "no_timezone", word: "Asia/Shanhai" }],
    ["event.state.foo()", 1, 12, { problem: "no_function", word: "foo" }],
  ] as const)("%j does not compile: at %i:%i %o", ([text, line, column, found]) => {
    expect(() => compileWhen(text)).toThrow(
      expect.objectContaining({ code: "filter_invalid", details: { reason: "syntax", line, column, ...found } }),
    );
  });

  it.for([
    ['event.state = "failed"', "=="],
    ['event.state === "failed"', "=="],
    ['event.state == "failed" and true', "&&"],
    ['event.state == "failed" OR true', "||"],
    ['event.state not in ["failed"]', "!"],
    ["event.state == “failed”", "'…'"],
    ["event.state ＝＝ 'failed'", "=="],
    ["has（event.url）", "("],
  ])("%s does not compile: %s is meant", ([text = "", nearest]) => {
    expect(() => compileWhen(text)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ problem: "unexpected", nearest }) }),
    );
  });

  it.for(["event.id android", "event.id 'and（“'", "event.id nothing"])(
    "%s is no habit of another language",
    (text) => {
      expect(() => compileWhen(text)).toThrow(
        expect.objectContaining({ details: expect.not.objectContaining({ nearest: expect.anything() }) }),
      );
    },
  );

  it("takes 4,096 characters and no more", () => {
    const text = `true ${" ".repeat(4_091)}`;
    expect(compileWhen(text)(event, env)).toEqual({ value: true });
    expect(() => compileWhen(`${text} `)).toThrow(
      expect.objectContaining({ details: { reason: "too_long", line: 1, column: 1, problem: "4096" } }),
    );
  });

  it("reads own properties alone, whatever their names", () => {
    const params = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
    expect(compileWhen("event.params.__proto__ == 'x'")({ ...event, params }, env)).toEqual({ value: true });
    expect(compileWhen("event.params.constructor == 'y'")({ ...event, params }, env)).toEqual({ value: true });
    expect(compileWhen("has(event.params.constructor)")({ ...event, params: {} }, env)).toEqual({ value: false });
    expect(compileWhen("has(env.toString)")(event, {})).toEqual({ value: false });
  });

  it("takes an unset variable for an absent one", () => {
    expect(compileWhen("has(env.A)")(event, { A: undefined })).toEqual({ value: false });
  });
});
