// The scenarios of cloudevents/conformance for the HTTP binding, run as they are written. They are third-party data and are not kept here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { corpusFolder } from "../../../tools/corpus/read-corpus.ts";
import { type CloudEvent, readCloudEvents } from "./cloudevent.ts";
import { receive } from "./receive.ts";
import type { WebhookPayload } from "./source.ts";
import { cloudevents } from "./webhooks/cloudevents.ts";

interface Step {
  readonly text: string;
  readonly docString: string;
  readonly table: readonly (readonly string[])[];
}

interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
}

interface World {
  request?: Request;
  event?: CloudEvent;
}

/** What each sentence of the scenarios does. */
const stepTable: readonly (readonly [RegExp, (world: World, step: Step) => void | Promise<void>])[] = [
  [/^HTTP Protocol Binding is supported$/, () => {}],
  [
    /^an HTTP request$/,
    (world, { docString }) => {
      world.request = requestOf(docString);
    },
  ],
  [
    /^parsed as HTTP request$/,
    async (world) => {
      const payload = await received(world.request as Request);
      const found = readCloudEvents(payload);
      if ("invalid" in found) throw new Error(found.invalid);
      expect(found.events).toHaveLength(1);
      world.event = found.events[0] as CloudEvent;
    },
  ],
  [
    /^the attributes are:$/,
    ({ event }, { table }) => {
      const [, ...rows] = table;
      expect({ ...event?.attributes }).toEqual(Object.fromEntries(rows));
    },
  ],
  [
    /^the data is equal to the following JSON:$/,
    ({ event }, { docString }) => expect(event?.data).toEqual(JSON.parse(docString)),
  ],
];

const folder = corpusFolder();
const file = folder === undefined ? undefined : join(folder, "cloudevents", "http-protocol-binding.feature");

if (file === undefined || !existsSync(file)) {
  it("finds no scenarios of CloudEvents here: set DINGPIPE_CORPUS to a folder of payloads", () =>
    expect(stepTable.length).toBeGreaterThan(0));
} else {
  const scenarios = scenariosOf(readFileSync(file, "utf8"));

  describe("the scenarios of the HTTP binding", () => {
    it("are all of them", () => expect(scenarios.length).toBeGreaterThanOrEqual(4));

    it.for(scenarios)("$name", async ({ steps }) => {
      const world: World = {};
      for (const step of steps) {
        const run = stepTable.find(([pattern]) => pattern.test(step.text))?.[1];
        if (run === undefined) throw new Error(`no step for: ${step.text}`);
        await run(world, step);
      }
      expect(world.event).toBeDefined();
    });
  });
}

/** What the source would be handed. */
async function received(request: Request): Promise<WebhookPayload> {
  let seen: WebhookPayload | undefined;
  const probe = {
    ...cloudevents,
    parse: (payload: WebhookPayload) => {
      seen = payload;
      return { ignored: "event" as const };
    },
  };
  expect(await receive(probe, request, { door: { insecure: true }, now: 0 })).toMatchObject({ verdict: "ignored" });
  return seen as WebhookPayload;
}

function requestOf(text: string): Request {
  const [head = "", body = ""] = text.split(/\n\n(.*)/s);
  const [line = "", ...lines] = head.split("\n");
  const [method = "", path = ""] = line.split(" ");
  const headers = new Headers(
    lines.map((each): [string, string] => [each.slice(0, each.indexOf(":")), each.slice(each.indexOf(":") + 1).trim()]),
  );
  // Their length is that of their own runner's line ends.
  headers.delete("content-length");
  return new Request(`https://${headers.get("host")}${path}`, { method, headers, body });
}

/** The scenarios of a feature in Gherkin, an outline once for each of its examples. */
function scenariosOf(text: string): readonly Scenario[] {
  const background: Step[] = [];
  const outlines: { name: string; steps: Step[]; examples: string[][] }[] = [];
  const lines = text.split("\n");
  let steps = background;
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? "").trim();
    const scenario = /^Scenario(?: Outline)?: (.+)$/.exec(line)?.[1];
    const step = /^(?:Given|When|Then|And|But) (.+)$/.exec(line)?.[1];
    if (scenario !== undefined) {
      outlines.push({ name: scenario, steps: [], examples: [] });
      steps = outlines.at(-1)?.steps ?? [];
    } else if (step !== undefined) {
      const [docString, afterDocString] = docStringAt(lines, index + 1);
      const [table, after] = tableAt(lines, afterDocString);
      steps.push({ text: step, docString, table });
      index = after - 1;
    } else if (line === "Examples:") {
      const [table, after] = tableAt(lines, index + 1);
      outlines.at(-1)?.examples.push(...table);
      index = after - 1;
    }
  }
  return outlines.flatMap(({ name, steps: own, examples: [names = [], ...rows] }) => {
    const all = [...background, ...own];
    return (rows.length === 0 ? [[]] : rows).map((row) => {
      const fill = (words: string) =>
        names.reduce((found, key, at) => found.replaceAll(`<${key}>`, row[at] ?? ""), words);
      return {
        name: fill(name),
        steps: all.map((each) => ({
          text: fill(each.text),
          docString: fill(each.docString),
          table: each.table.map((cells) => cells.map(fill)),
        })),
      };
    });
  });
}

function docStringAt(lines: readonly string[], start: number): readonly [string, number] {
  if (lines[start]?.trim() !== '"""') return ["", start];
  const end = lines.findIndex((line, index) => index > start && line.trim() === '"""');
  const indent = lines[start]?.indexOf('"') ?? 0;
  return [
    lines
      .slice(start + 1, end)
      .map((line) => line.slice(indent))
      .join("\n"),
    end + 1,
  ];
}

function tableAt(lines: readonly string[], start: number): readonly [string[][], number] {
  const table: string[][] = [];
  let index = start;
  for (; /^\s*\|/.test(lines[index] ?? ""); index += 1) {
    table.push(
      (lines[index] ?? "")
        .trim()
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  }
  return [table, index];
}
