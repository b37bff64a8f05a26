// Every word that GitHub's own types have for a status or a conclusion has a state of ours.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { parseState } from "../status.ts";

const declarations = readFileSync(
  createRequire(import.meta.url)
    .resolve("@octokit/openapi-webhooks-types/package.json")
    .replace(/package\.json$/, "types.d.ts"),
  "utf8",
).split("\n");

interface Declaration {
  /** The names of the types around it, and its own. */
  readonly path: string;
  readonly words: readonly string[];
}

// Types with a status that is none of a run's, by a part of their path.
const others = ["security-and-analysis", "projects-v2-status-update", "dependabot-alert-dismissal-request-simple"];

/** The properties of that name that are unions of texts: the file is formatted, so its indentation says what stands in what. */
function declarationsOf(name: string): readonly Declaration[] {
  const found: Declaration[] = [];
  const around: { readonly indent: number; readonly name: string }[] = [];
  for (const [index, line] of declarations.entries()) {
    const [, space = "", property] = line.match(/^( *)"?([\w-]+)"?\??:/) ?? [];
    if (property === undefined) continue;
    while ((around.at(-1)?.indent ?? -1) >= space.length) around.pop();
    around.push({ indent: space.length, name: property });
    if (property !== name) continue;
    const end = declarations.findIndex((text, at) => at >= index && /[;{]\s*$/.test(text));
    const text = declarations.slice(index, end + 1).join(" ");
    if (text.endsWith("{")) continue;
    const words = [...text.slice(text.indexOf(":")).matchAll(/"([^"]*)"/g)].map(([, word = ""]) => word);
    if (words.length > 0) found.push({ path: around.map((each) => each.name).join("."), words });
  }
  return found;
}

const ofRuns = (name: string) =>
  declarationsOf(name).filter(({ path }) => !others.some((other) => path.includes(other)));
const wordsOf = (name: string) => [...new Set(ofRuns(name).flatMap(({ words }) => words))];

describe("GitHub's own types", () => {
  // As many as there are: a change of the file's format would leave none, and this test without a meaning.
  it("are read", () => {
    expect(ofRuns("conclusion").length).toBeGreaterThanOrEqual(20);
    expect(ofRuns("status").length).toBeGreaterThanOrEqual(20);
    expect(wordsOf("conclusion")).toContain("startup_failure");
    expect(wordsOf("status")).toContain("requested");
  });

  it.for(others)("have other things with a status, such as %s", (other) => {
    expect(declarationsOf("status").some(({ path }) => path.includes(other))).toBe(true);
  });

  it.for(wordsOf("conclusion"))("have the conclusion %s, which has a state", (word) => {
    expect(parseState("github", word)).not.toBe("unknown");
  });

  // What is completed has its state from its conclusion.
  it.for(wordsOf("status").filter((word) => word !== "completed"))("have the status %s, which has a state", (word) => {
    expect(parseState("github", word)).not.toBe("unknown");
  });

  it.for(
    declarationsOf("state")
      .filter(({ path }) => path.includes("webhook-status"))
      .flatMap(({ words }) => words),
  )("have the state %s of a commit, which has one of ours", (word) => {
    expect(parseState("github", word)).not.toBe("unknown");
  });
});
