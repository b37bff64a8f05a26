import { describe, expect, it } from "vitest";
import type { Event } from "../event.ts";
import { compileTemplate, type TemplateScope } from "./template.ts";

const event: Event = {
  id: "12",
  kind: "pipeline",
  time: "2026-01-02T03:04:05Z",
  source: { provider: "gitee-go", via: "env" },
  state: "failure",
  durationMs: 192_000,
  startedAt: "2026-01-02T03:04:05Z",
  pipeline: { name: "a*b*" },
  run: { url: "https://ci.test/run/1?a=b" },
  failedTasks: [{ name: "unit", url: "https://ci.test/unit" }, { name: "lint" }, { name: "e2e" }],
  params: { level: "high" },
  commit: {
    sha: "0123456789abcdef",
    shortSha: "0123456",
    title: "fix ${SECRET} {{ event.id }} {% raw %}",
    message: "one\ntwo",
    author: { name: "张三" },
  },
};

const variables = { NAME: "构建", MARKED: "*x*", EMPTY: "", SECRET: "s3cr3t", "a.b-c": "dotted", 中文: "han" };

const scope: TemplateScope = {
  event,
  variables,
  escape: "markdown",
  locale: "zh-CN",
  timeZone: "Asia/Shanghai",
  openLinksIn: "browser",
};

function render(text: string, more: Partial<TemplateScope> = {}): string {
  return compileTemplate(text).render({ ...scope, ...more }).text;
}

function mistakeOf(text: string): unknown {
  try {
    compileTemplate(text);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("${NAME}", () => {
  it.for([
    ["**${NAME}** 失败", "**构建** 失败"],
    ["${NAME}${NAME}", "构建构建"],
    ["${a.b-c}${中文}", "dottedhan"],
    ["${MARKED}", "\\*x\\*"],
    ["${MISSING:-none}", "none"],
    ["${EMPTY:-none}", "none"],
    ["${NAME:-none}", "构建"],
    ["${MISSING:-*a* :-b}", "*a* :-b"],
    ["[${MISSING:-}]", "[]"],
    ["[${EMPTY}${MISSING}]", "[]"],
    ["$NAME $ {NAME} }", "$NAME $ {NAME} }"],
    ["$${NAME}", "${NAME}"],
    ["$$${NAME}", "$${NAME}"],
    ["$${ ${NAME} $${", "${ 构建 ${"],
    ["a $${NAME} b ${NAME} c", "a ${NAME} b 构建 c"],
    ["{{ '${NAME}' }}", "${NAME}"],
    ["{% assign x = '${NAME}' %}{{ x }}", "${NAME}"],
    ["{% raw %}${NAME} {{ event.id }} {% if %}{% endraw %}", "${NAME} {{ event.id }} {% if %}"],
    ["{% comment %}${ {{ nope }} {% nope %}{% endcomment %}x", "x"],
    ["{% if true %}${NAME}{% endif %}", "构建"],
    ["{% raw %}${A}{% endraw %}${NAME}{% raw %}${B}{% endraw %}", "${A}构建${B}"],
    ["{% raw %}${A}{% endraw %}{% if true %}${NAME}{% endif %}", "${A}构建"],
    ["a  {%- if true -%}  ${NAME}  {%- endif -%}  b", "a构建b"],
    ["{% capture x %}${MARKED}{% endcapture %}{{ x }}", "\\*x\\*"],
  ] as const)("%j is %j", ([text, expected]) => {
    expect(render(text)).toBe(expected);
  });

  it.for([
    ["a\n${MISSING}\nb", "a\nb"],
    ["a\n  ${MISSING} ${EMPTY}\t\nb", "a\nb"],
    ["a\n${MISSING}", "a"],
    ["${MISSING}\nb", "b"],
    ["${MISSING}", ""],
    ["a\n\n${MISSING}\n\nb", "a\n\n\nb"],
    ["a\n- ${MISSING}\nb", "a\n- \nb"],
    ["a\n${MISSING}${NAME}\nb", "a\n构建\nb"],
    ["a\n${MISSING:-}\nb", "a\nb"],
    ["a\n{{ event.reason }}\nb", "a\nb"],
    ["a\n{{ event.reason | raw }}\nb", "a\nb"],
    ["a\n{% if false %}x{% endif %}\nb", "a\n\nb"],
    ["a\n{% if true %} {% endif %}\nb", "a\n \nb"],
    ["a\n{{ ' ' | raw }}\nb", "a\n \nb"],
    ["\n\nb", "\n\nb"],
    ["${MISSING}\n\nb", "\nb"],
    ["a\r\n${MISSING}\r\nb", "a\r\nb"],
    ["a\n{{ event.commit.message | raw }}\nb", "a\none\ntwo\nb"],
  ] as const)("drops the lines that values left empty, and only those: %j", ([text, expected]) => {
    expect(render(text)).toBe(expected);
  });

  it("warns once for each name that is unset and has no fallback", () => {
    const { warnings } = compileTemplate(
      "${A} ${B} ${A} ${C:-c} ${EMPTY} ${NAME} {{ env.D }}{% if false %}${E}{% endif %}",
    ).render(scope);
    expect(warnings).toEqual([
      { code: "variable_unset", name: "A" },
      { code: "variable_unset", name: "B" },
    ]);
  });

  it("takes a name with the value undefined for unset, and names of Object's own for no variable", () => {
    const { text, warnings } = compileTemplate("[${A}${toString}${constructor}${__proto__}]").render({
      ...scope,
      variables: { A: undefined },
    });
    expect(text).toBe("[]");
    expect(warnings.map(({ name }) => name)).toEqual(["A", "toString", "constructor", "__proto__"]);
  });

  it("begins afresh with each rendering", () => {
    const template = compileTemplate("${A}{% for i in (1..9000) %}{% endfor %}");
    expect(template.render(scope).warnings).toHaveLength(1);
    expect(template.render(scope).warnings).toHaveLength(1);
    expect(template.render({ ...scope, variables: { A: "a" } })).toEqual({ text: "a", warnings: [] });
  });

  it.for([
    ["a ${", 1, 3],
    ["a\n ${NAME", 2, 2],
    ["${}", 1, 1],
    ["${a b}", 1, 1],
    ["${NAME:none}", 1, 1],
    ["${A:-{{ event.id }}}", 1, 1],
    ["${A:-a\n}", 1, 1],
    ["ok ${NAME} $${ ${", 1, 16],
    ["{% if true -%}   ${ {% endif %}", 1, 18],
  ] as const)("%j has a mistake at %i:%i", ([text, line, column]) => {
    expect(mistakeOf(text)).toMatchObject({
      code: "template_invalid",
      details: { reason: "syntax", line, column, problem: expect.stringContaining("`$${`") },
    });
  });
});

describe("values", () => {
  it("arrive as those very characters, whatever they look like", () => {
    expect(render("{{ event.commit.title }}", { escape: "text" })).toBe("fix ${SECRET} {{ event.id }} {% raw %}");
    expect(render("${X}", { escape: "text", variables: { X: "${SECRET} {{ event.id }}", SECRET: "s" } })).toBe(
      "${SECRET} {{ event.id }}",
    );
  });

  it.for([
    ["{{ event.pipeline.name }}", "a\\*b\\*"],
    ["{{ event.pipeline.name | raw }}", "a*b*"],
    ["{{ event.commit.message }}", "one two"],
    ["{{ '**x**' }}", "\\*\\*x\\*\\*"],
    ["{{ '**x**' | raw }}", "**x**"],
    ["**{{ event.commit.author.name }}**", "**张三**"],
    ["{{ event.reason | default: '*none*' }}", "\\*none\\*"],
    ["{{ event.pipeline.name | raw | upcase }}", "A\\*B\\*"],
    ["{{ event.pipeline.name | upcase | raw }}", "A*B*"],
    ["{{ env.MARKED }} {{ env.MISSING }}", "\\*x\\* "],
    ["{{ event.durationMs }} {{ true }} {{ nil }} {{ event.failedTasks.size }}", "192000 true  3"],
    ["{{ event.failedTasks | map: 'name' }}", "unitlinte2e"],
    ["{{ event.params }}", '{"level":"high"}'],
    [
      "{{ event.failedTasks.first.name }} {{ event.failedTasks[1].name }} {{ event.failedTasks.last.name }}",
      "unit lint e2e",
    ],
    ["{{ event['params']['level'] }} {{ event.params.other }}", "high "],
  ] as const)("%s is %s in Markdown", ([text, expected]) => {
    expect(render(text)).toBe(expected);
  });

  it("are escaped for a title or a text message where that is asked for", () => {
    expect(render("{{ event.pipeline.name }}", { escape: "text" })).toBe("a*b*");
    expect(render("{{ '@all' }}", { escape: "text" })).toBe("@\u200Ball");
  });
});

describe("values in a URL", () => {
  it.for([
    ["{{ event.run.url }}", "https://ci.test/run/1?a=b"],
    ["\n {{ event.run.url }}", "\n https://ci.test/run/1?a=b"],
    ["x\n{{ env.PATH }}", "x\na/b:c%3Fd%26e%23f%20g%25h"],
    ["{{ event.run.url }}&x={{ event.pipeline.name }}", "https://ci.test/run/1?a=b&x=a*b*"],
    [" {% if true %} {{ event.run.url }}{% endif %}", "  https://ci.test/run/1?a=b"],
    ["https://ci.test/{{ env.PATH }}", "https://ci.test/a/b:c%3Fd%26e%23f%20g%25h"],
    ["${HOST:-https://ci.test}/${PATH}", "https://ci.test/a/b:c%3Fd%26e%23f%20g%25h"],
    ["https://ci.test/?q={{ env.LONE }}", "https://ci.test/?q=%EF%BF%BD"],
    ["{{ 'x' | link: event.run.url }}", "https://ci.test/run/1?a=b"],
    ["https://ci.test/{{ env.PATH | raw }}", "https://ci.test/a/b:c?d&e#f g%h"],
  ] as const)("%s is %s", ([text, expected]) => {
    const held = { PATH: "a/b:c?d&e#f g%h", LONE: "\uD800" };
    expect(render(text, { escape: "url", variables: held })).toBe(expected);
  });
});

describe("capture", () => {
  const capture = "{% capture c %}**{{ event.pipeline.name }}**{% endcapture %}";
  it.for([
    ["{{ c }}", "**a\\*b\\***"],
    ["{{ c | raw }}", "**a\\*b\\***"],
    ["{{ c | append: '*' }}", "**a\\*b\\***\\*"],
    ["{{ c | prepend: '*' }}", "\\***a\\*b\\***"],
    ["{{ '*' | append: c }}", "\\***a\\*b\\***"],
    ["{{ c | default: 'x' }}", "**a\\*b\\***"],
    ["{{ c | strip }}", "**a\\*b\\***"],
    ["{{ c | upcase }}", "\\*\\*A\\*B\\*\\*\\*"],
    ["{{ c | replace: '*', '_' }}", "\\_\\_a\\_b\\_\\_\\_"],
    ["{{ c | slice: 2, 2 }}", "a\\*"],
    ["{{ c | split: 'b' | join: 'b' }}", "\\*\\*a\\*b\\*\\*\\*"],
    ["{{ c | remove: 'a' }}", "\\*\\*\\*b\\*\\*\\*"],
    ["{{ c.size }}", "8"],
    ["{% if c == '**a*b***' and c contains 'b' %}same{% endif %}", "same"],
    ["{% assign d = c %}{{ d }}", "**a\\*b\\***"],
    ["{% capture d %}[{{ c }}]{% endcapture %}{{ d }}", "[**a\\*b\\***]"],
    ["{{ c | truncate: 3 }}", "\\*\\*…"],
    ["{{ c | link: event.run.url }}", expect.stringMatching(/^\[\\\*\\\*a\\\*b\\\*\\\*\\\*\]\(/)],
  ] as const)("%s after a capture is neither escaped twice nor let through", ([text, expected]) => {
    expect(render(capture + text)).toEqual(expected);
  });

  it("keeps the template's own blank lines and drops those of values", () => {
    expect(render("{% capture c %}a\n\n${MISSING}\nb{% endcapture %}{{ c }}")).toBe("a\n\nb");
  });

  it("is stripped at its ends, its values are not", () => {
    expect(render("{% capture c %}\n **x** {{ event.pipeline.name }} \n{% endcapture %}[{{ c | strip }}]")).toBe(
      "[**x** a\\*b\\*]",
    );
    expect(render("[{{ ' x ' | strip | raw }}]")).toBe("[x]");
    const blank = "{% capture c %}{% if true %}${EMPTY}{% endif %} a {% if true %} b {% endif %}{% endcapture %}";
    expect(render(`${blank}[{{ c | strip }}]`)).toBe("[a  b]");
    expect(render(`${blank}{% assign d = c | strip %}{{ d.size }} {{ d | upcase }}`)).toBe("4 A B");
  });
});

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
    ["{% if true %}", 1, 1, /not closed/],
    ["a{% comment %}x", 1, 2, /not closed/],
    ["{% raw %}x", 1, 10, /not closed/],
    ["x {{ event.id", 1, 3, /not closed/],
    ["{{ }}", 1, 4, /invalid value/],
    ["{% for x %}{% endfor %}", 1, 1, /illegal tag/],
    ["{% endif %}", 1, 1, /not found/],
    ["{{ event.id event.id }}", 1, 13, /an operator or `\|` is missing before event.id/],
    ["{% if event.id == 'a' event.id %}{% endif %}", 1, 23, /an operator/],
    ["{% for t in event.failedTasks limt: 5 %}{% endfor %}", 1, 1, /a loop has no option limt/],
    ["{{ event.id | append 'x' }}", 1, 22, /expected ":"/],
    ["{{ event.id ) }}", 1, 13, /unexpected "\)"/],
    ["{% assign event = 1 %}", 1, 11, /`event` can't be assigned/],
    ["{% assign env = 1 %}", 1, 11, /`env` can't be assigned/],
    ["{% assign forloop = 1 %}", 1, 11, /`forloop` can't be assigned/],
    ["{% assign constructor = 1 %}", 1, 11, /`constructor` can't be assigned/],
    ["{% assign prototype = 1 %}", 1, 11, /`prototype` can't be assigned/],
    ["{% if true %}{% assign a = 1 %}".repeat(101), 1, 3101, /nested too deeply/],
    ["{{ not event.id event.state }}", 1, 17, /an operator/],
    ["{% capture __proto__ %}{% endcapture %}", 1, 12, /`__proto__` can't be assigned/],
    ["{{ event.time | time: 'Mars/Olympus' }}", 1, 23, /no such time zone: Mars\/Olympus/],
    ["{% for i in (1..event.run.number) %}{% endfor %}", 1, 13, /a range goes/],
    ["{% for i in (1..10001) %}{% endfor %}", 1, 13, /a range goes/],
    ["{% if true %}".repeat(101), 1, 1301, /nested too deeply/],
  ] as const)("%j has a mistake at %i:%i", ([text, line, column, problem]) => {
    expect(mistakeOf(text)).toMatchObject({
      code: "template_invalid",
      details: { reason: "syntax", line, column, problem: expect.stringMatching(problem) },
    });
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
      details: { name: "limt", nearest: "limit" },
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

describe("limits", () => {
  it("takes a template of 20,000 characters and no more", () => {
    expect(render("x".repeat(20_000))).toHaveLength(20_000);
    expect(mistakeOf("x".repeat(20_001))).toMatchObject({
      code: "template_invalid",
      details: { reason: "too_long", line: 1, column: 1, problem: "20000" },
    });
  });

  it.for([
    ["10,000 turns", "{% for i in (1..10000) %}{% endfor %}", undefined],
    ["10,001 turns", "{% for i in (1..10000) %}{% endfor %}{% for i in (1..1) %}{% endfor %}", "too_many_steps"],
    ["nested loops", "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}", "too_many_steps"],
    [
      "text that doubles",
      "{% assign x = 'ab' %}{% for i in (1..99) %}{% assign x = x | append: x %}{% endfor %}",
      "too_long",
    ],
    ["much work", "{% for i in (1..9999) %}{% assign x = env.LONG | upcase %}{% endfor %}", "too_many_steps"],
    ["a replacement that grows", "{{ env.LONG | replace: 'x', env.LONG }}", "too_long"],
    ["a gap that grows", "{{ env.LONG | split: '' | join: env.LONG }}", "too_long"],
    [
      "work of our own filters",
      "{% for i in (1..9999) %}{% assign x = env.LONG | short %}{% endfor %}",
      "too_many_steps",
    ],
    [
      "work on lists",
      "{% assign l = env.LONG | split: '' %}{% for i in (1..9999) %}{% assign x = l | uniq %}{% endfor %}",
      "too_many_steps",
    ],
    [
      "work on captures",
      "{% capture c %}${LONG}{% endcapture %}{% for i in (1..9999) %}{% assign x = c | short %}{% endfor %}",
      "too_many_steps",
    ],
    [
      "work by arguments",
      "{% for i in (1..9999) %}{% assign x = '' | append: env.LONG %}{% endfor %}",
      "too_many_steps",
    ],
    ["a replacement that is only counted", "{{ env.LONG | replace: 'x', env.LONG | size }}", "too_long"],
    ["a gap that is only counted", "{{ env.LONG | split: '' | join: env.LONG | size }}", "too_long"],
    ["200,000 characters", "{% for i in (1..200) %}${LONG}{% endfor %}", undefined],
    ["200,001 characters", "{% for i in (1..200) %}${LONG}{% endfor %}x", "too_long"],
    ["a value of 200,000 characters", "{{ env.LONG | replace: 'x', env.TWO_HUNDRED | size }}", undefined],
    ["a long output", "{% for i in (1..300) %}${LONG}{% endfor %}", "too_long"],
    ["a long capture", "{% capture x %}{% for i in (1..300) %}${LONG}{% endfor %}{% endcapture %}", "too_long"],
    ["many bytes", "{% for i in (1..80) %}${HAN}{% endfor %}", "too_long"],
    ["fewer bytes", "{% for i in (1..66) %}${HAN}{% endfor %}", undefined],
  ] as const)("stops at %s", ([, text, reason]) => {
    const template = compileTemplate(text);
    const rendering = () =>
      template.render({
        ...scope,
        variables: { LONG: "x".repeat(1_000), TWO_HUNDRED: "y".repeat(199), HAN: "中".repeat(1_000) },
      });
    if (reason === undefined) expect(rendering).not.toThrow();
    else {
      const message = `template_failed, reason: ${reason}`;
      expect(rendering).toThrow(expect.objectContaining({ code: "template_failed", message, details: { reason } }));
    }
  });

  it("tells the place, and no value, where a filter fails", () => {
    const rendering = () => render("a\n {{ event.time | time: env.ZONE }}", { variables: { ZONE: "s3cr3t" } });
    expect(rendering).toThrow(
      expect.objectContaining({
        code: "template_failed",
        message: expect.not.stringContaining("s3cr3t"),
        details: { reason: "failed", problem: "line 2, column 2" },
      }),
    );
  });
});

describe("names of JavaScript's own", () => {
  it("are nothing special in values", () => {
    const params = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}') as Record<string, string>;
    expect(
      render("{{ event.params.__proto__ }}{{ event.params.constructor }}{{ event.params.toString }}", {
        event: { ...event, params },
      }),
    ).toBe("pct");
  });

  it("lead nowhere", () => {
    expect(
      render("[{{ event.params.__proto__ }}{{ event.params.constructor }}{{ env.toString }}{{ env['__proto__'] }}]"),
    ).toBe("[]");
    expect(render("[{{ event.failedTasks | map: 'constructor' }}{{ event.params['hasOwnProperty'] }}]")).toBe("[]");
  });
});

describe("a value inside of code", () => {
  it("keeps an underscore, which code would show with its backslash", () => {
    const branch = { variables: { B: "feat/my_branch" } };
    expect(render("on `${B}`, then ${B}", branch)).toBe("on `feat/my_branch`, then feat/my\\_branch");
    expect(render("```\n${B}\n```\n${B}", branch)).toBe("```\nfeat/my_branch\n```\nfeat/my\\_branch");
    expect(render("` ${B}\n${B}", branch)).toBe("` feat/my_branch\nfeat/my\\_branch");
  });

  it.for(["[x](http://evil.example)", "a`b", "<b>", "www.evil.example", "# a"])(
    "is escaped as elsewhere where it holds more: %s",
    (B) => {
      expect(render("`${B}`", { variables: { B } })).toBe(`\`${render("x${B}", { variables: { B } }).slice(1)}\``);
    },
  );
});

describe("values side by side", () => {
  it("are escaped as one", () => {
    expect(render("${A}${B}", { variables: { A: "www", B: ".evil.example" } })).toBe("www\u200B.evil.example");
    expect(render("${A} ${B}", { variables: { A: "www", B: ".evil.example" } })).toBe("www .evil.example");
  });
});
