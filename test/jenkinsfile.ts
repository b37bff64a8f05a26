// What Jenkins does with a Jenkinsfile when a run is over.
import { expect } from "vitest";

interface Block {
  /** What stands before its brace, such as `always` or `withEnv([…])`. */
  readonly head: string;
  readonly content: (Block | string)[];
}

/** The results that a condition of `post` lets through. */
const conditions: Readonly<Record<string, (result: string) => boolean>> = {
  always: () => true,
  cleanup: () => true,
  success: (result) => result === "SUCCESS",
  unstable: (result) => result === "UNSTABLE",
  failure: (result) => result === "FAILURE",
  aborted: (result) => result === "ABORTED",
  unsuccessful: (result) => result !== "SUCCESS",
};

/** A run that is over, and what the controller has. */
export interface Run {
  readonly result: string;
  /** How the run before ended; absent: there was none. */
  readonly previous?: string;
  /** By id. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/** A shell's lines, and what is in their environment. */
export interface Shell {
  readonly lines: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The lines that `post` of a pipeline runs after such a run; of a part of one, such as `withEnv`, all that it has. */
export function afterRun(jenkinsfile: string, run: Run): Shell {
  const root = blocksOf(jenkinsfile);
  const pipeline = blockNamed(root, "pipeline");
  if (pipeline === undefined) return shellOf(root, run);
  const post = blockNamed(pipeline, "post");
  expect(post, "the pipeline has no post of its own").toBeDefined();
  const content = (post?.content ?? []).flatMap((block) => {
    if (typeof block === "string") return [];
    expect(conditions).toHaveProperty(block.head);
    return conditions[block.head]?.(run.result) === true ? block.content : [];
  });
  return shellOf({ head: "post", content }, run);
}

/** What the steps run, none of which Groovy may fill in; the steps around them say the environment. */
function shellOf(block: Block, run: Run): Shell {
  const parts = block.content.map((step): Shell => {
    if (typeof step !== "string") return shellOf(step, run);
    const [, line] = /^sh '([^']+)'$/.exec(step) ?? [];
    expect(line, step).toBeDefined();
    return { lines: [line ?? ""], env: {} };
  });
  return {
    lines: parts.flatMap(({ lines }) => lines),
    env: Object.assign({}, ...parts.map(({ env }) => env), environmentOf(block.head, run)),
  };
}

function environmentOf(
  head: string,
  { result, previous = "", credentials = {} }: Run,
): Readonly<Record<string, string>> {
  expect(head).toMatch(/^(?:with(?:Env|Credentials)\(\[|post$|$)/);
  const values: Readonly<Record<string, string>> = {
    "currentBuild.currentResult": result,
    "currentBuild.previousBuild?.result ?: ''": previous,
  };
  const variables = [...head.matchAll(/"(\w+)=\$\{([^}"]+)\}"/g)].map(([, name = "", of = ""]) => [name, values[of]]);
  const secrets = [...head.matchAll(/string\(credentialsId: '([^']+)', variable: '(\w+)'\)/g)].map(
    ([, id = "", name = ""]) => [name, credentials[id]],
  );
  return Object.fromEntries(
    [...variables, ...secrets].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function blockNamed({ content }: Block, name: string): Block | undefined {
  return content.find((part): part is Block => typeof part !== "string" && part.head === name);
}

/** Its blocks and steps, without comments: a step ends with its line, or with the bracket that it opened. */
function blocksOf(groovy: string): Block {
  const root: Block = { head: "", content: [] };
  const open = [root];
  let brackets = 0;
  let text = "";
  const finish = () => {
    if (text.trim() !== "") open.at(-1)?.content.push(text.trim());
    text = "";
  };
  for (const [token] of groovy.matchAll(/'[^'\n]*'|"[^"\n]*"|\/\/.*|[\s\S]/g)) {
    if (token.startsWith("//")) continue;
    if (token === "{") {
      const block: Block = { head: text.trim(), content: [] };
      open.at(-1)?.content.push(block);
      open.push(block);
      text = "";
    } else if (token === "}") {
      finish();
      open.pop();
    } else if (token === "\n" && brackets === 0) {
      finish();
    } else {
      text += token;
      if ("([".includes(token)) brackets += 1;
      if (")]".includes(token)) brackets -= 1;
    }
  }
  expect(open).toEqual([root]);
  return root;
}
