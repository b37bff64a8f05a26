import { describe, expect, it } from "vitest";
import { event, mistakeOf, render, scope } from "./template.fixture.ts";
import { compileTemplate } from "./template.ts";

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
      details: { reason: "syntax", line, column, problem: "variable_unfinished" },
    });
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
