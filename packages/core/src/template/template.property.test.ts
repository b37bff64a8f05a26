import fc from "fast-check";
import { expect, it } from "vitest";
import { DingpipeError } from "../error.ts";
import { escapeMarkdown, escapeText } from "../escape.ts";
import type { PipelineEvent } from "../event.ts";
import { compileTemplate, type TemplateScope } from "./template.ts";

const hostile = fc.constantFrom(
  ...["${SECRET}", "$${SECRET}", "{{ event.id }}", "{{ env.SECRET }}", "{% raw %}", "{% endraw %}", "{%- if true -%}"],
  ...[
    "{{",
    "}}",
    "{%",
    "%}",
    "${",
    "}",
    "<%= x %>",
    "| raw",
    "\n",
    "\\",
    "**",
    "@all",
    "[a](b)",
    "__proto__",
    "\u202E",
  ],
);
const value = fc
  .array(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 6 })
  .map((parts) => parts.join(""));

const SECRET = "never-shown-secret";
const EVENT_ID = "never-shown-id";
const event: PipelineEvent = {
  ...{ id: EVENT_ID, kind: "pipeline", time: "2026-01-02T03:04:05Z", source: { provider: "x", via: "env" } },
  ...{ state: "failure", failedTasks: [{ name: "a" }] },
};
const scope: TemplateScope = {
  ...{ event, variables: { SECRET }, escape: "text", locale: "en", timeZone: "UTC", openLinksIn: "browser" },
};

// Every way by which a value gets into a message, each between marks that survive escaping.
const ways = [
  "«{{ event.commit.title }}»",
  "«${VALUE}»",
  "«{{ env.VALUE }}»",
  "«{{ env.MISSING | default: env.VALUE }}»",
  "{% capture c %}«{{ env.VALUE }}»{% endcapture %}{{ c }}",
  "{% capture c %}${VALUE}{% endcapture %}«{{ c | append: '' | prepend: '' }}»",
  "{% assign v = env.VALUE %}«{{ v }}»",
  "{% for t in event.failedTasks %}«{{ t.name }}»{% endfor %}",
  "{% for p in event.params %}«{{ p[1] }}»{% endfor %}",
  "{% if true %}«{{ event.params['key'] }}»{% endif %}",
  "{% case env.VALUE %}{% when 'x' %}{% else %}«{{ env.VALUE }}»{% endcase %}",
] as const;

function hold(text: string): TemplateScope {
  const commit = { sha: "0", shortSha: "0", title: text };
  return {
    ...scope,
    event: { ...event, commit, failedTasks: [{ name: text }], params: { key: text } },
    variables: { SECRET, VALUE: text },
  };
}

it("shows a value as it is, by whichever way it comes, and never reads it", () => {
  fc.assert(
    fc.property(value, fc.constantFrom(...ways), fc.constantFrom("text", "markdown"), (text, way, target) => {
      const shown = target === "text" ? escapeText(text) : escapeMarkdown(text);
      const rendered = compileTemplate(way).render({ ...hold(text), escape: target }).text;
      expect(rendered).toBe(`«${shown}»`);
      expect(rendered).not.toContain(SECRET);
      expect(rendered).not.toContain(EVENT_ID);
    }),
  );
});

it("shows a raw value character by character, and never reads it", () => {
  fc.assert(
    fc.property(value, (text) => {
      const template = "«{{ env.VALUE | raw }}»{% capture c %}«{{ env.VALUE | raw }}»{% endcapture %}{{ c | raw }}";
      expect(compileTemplate(template).render(hold(text)).text).toBe(`«${text}»«${text}»`);
    }),
  );
});

it("never lets a value out unescaped through a filter that cuts or joins", () => {
  const filters = [
    "slice: 1, 3",
    "truncate: 3",
    "split: '*' | join: '*'",
    "replace: 'a', '*'",
    "remove: '\\\\'",
    "upcase",
    "strip",
  ];
  const marks = /(?<!\\)[*[\]`]/;
  fc.assert(
    fc.property(fc.constantFrom(...filters), value, (filter, text) => {
      const template = `{% capture c %}{{ env.VALUE }}{% endcapture %}{{ c | ${filter} }} {{ c | append: env.VALUE | ${filter} }}`;
      const rendered = compileTemplate(template).render({ ...hold(text), escape: "markdown" }).text;
      expect(rendered.replaceAll("\\\\", "")).not.toMatch(marks);
    }),
  );
});

const token = fc.constantFrom(
  ...[
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{%- ",
    " -%}",
    "${",
    "$${",
    "}",
    ":-",
    "event",
    ".id",
    ".ref.branch",
    ".nope",
    "env.A",
  ],
  ...[
    "if ",
    "endif",
    "else",
    "for ",
    "t in event.failedTasks",
    "endfor",
    "capture c",
    "endcapture",
    "assign x = ",
    "raw",
  ],
  ...[
    "endraw",
    "comment",
    "endcomment",
    " | ",
    "upcase",
    "raw",
    "link: ",
    "time: ",
    "truncate: 2",
    "'a'",
    "(1..3)",
    "\n",
    "==",
  ],
);
const source = fc.oneof(
  fc.array(token, { maxLength: 14 }).map((tokens) => tokens.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
);

it("compiles and renders any text, or refuses it by its own error", () => {
  fc.assert(
    fc.property(source, value, (text, held) => {
      try {
        expect(compileTemplate(text).render(hold(held)).text).toBeTypeOf("string");
      } catch (error) {
        expect(error).toBeInstanceOf(DingpipeError);
      }
    }),
  );
});

it("leaves a text without `${` and Liquid alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      fc.pre(!/\$\{|\{\{|\{%/.test(text));
      expect(compileTemplate(text).render(scope)).toEqual({ text, warnings: [] });
    }),
  );
});

it("changes no prototype, whatever the keys of values are", () => {
  const keys = fc.oneof(fc.constantFrom("__proto__", "constructor", "prototype", "size", "first"), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, value)), keys, (entries, key) => {
      const params = JSON.parse(
        `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`).join(",")}}`,
      );
      const template =
        "{% for p in event.params %}{% assign k = p[0] %}{{ event.params[k] }}{% endfor %}{{ event.params[env.KEY] }}";
      compileTemplate(template).render({ ...scope, event: { ...event, params }, variables: { KEY: key } });
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(OBJECT_NAMES);
    }),
  );
});

const OBJECT_NAMES = Object.getOwnPropertyNames(Object.prototype).length;
