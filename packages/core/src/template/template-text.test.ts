import { describe, expect, it } from "vitest";
import { escapeMarkdown } from "../escape.ts";
import { render } from "./template.fixture.ts";

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

describe("a value where a link's target begins", () => {
  it.for([
    ["https://dev.azure.com/o/p/_build/results?buildId=1", "https://dev.azure.com/o/p/_build/results?buildId=1"],
    ["http://jenkins_master:8080/job/1/", "http://jenkins_master:8080/job/1/"],
    ["https://h.example/@b/x*y_(z) c", "https://h.example/%40b/x%2Ay_%28z%29%20c"],
    ["https://h.example/?a=1&copy;=2", "https://h.example/?a=1&copy%3B=2"],
    ["https://h.example", "https://h.example"],
  ] as const)("%s is a URL, and leads there", ([B, target]) => {
    expect(render("[see](${B}) ${B}", { variables: { B } })).toMatch(`[see](${target}) `);
    expect(render("[see](${B}/log)", { variables: { B } })).toBe(`[see](${target}/log)`);
  });

  it.for(["javascript:alert(1)", "https://user:fake@h.example", "a) [b](https://evil.example", "", "@all"])(
    "is escaped as elsewhere where it is no URL: %s",
    (B) => {
      expect(render("[see](${B})", { variables: { B } })).toBe(`[see](${escapeMarkdown(B)})`);
    },
  );

  it("is a value's own text where the value before it opened one", () => {
    const variables = { A: "[a](", B: "https://h.example/x*y" };
    expect(render("${A}${B}", { variables })).toBe(escapeMarkdown(`${variables.A}${variables.B}`));
  });
});

describe("values side by side", () => {
  it("are escaped as one", () => {
    expect(render("${A}${B}", { variables: { A: "www", B: ".evil.example" } })).toBe("www\u200B.evil.example");
    expect(render("${A} ${B}", { variables: { A: "www", B: ".evil.example" } })).toBe("www .evil.example");
  });
});
