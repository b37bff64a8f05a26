import { existsSync, readFileSync } from "node:fs";

/** What a page links to in its folder, and which of that is not there: a file, or a section of one. */
export function linksOf(
  markdown: string,
  folder: URL,
): { readonly targets: readonly string[]; readonly broken: readonly string[] } {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, "");
  const targets = [...prose.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = ""]) => target);
  const broken = targets.filter((target) => {
    const [name = "", anchor] = target.split("#");
    if (name !== "" && !existsSync(new URL(name, folder))) return true;
    const linked = name === "" ? markdown : readFileSync(new URL(name, folder), "utf8");
    return anchor !== undefined && !anchorsOf(linked).includes(anchor);
  });
  return { targets, broken };
}

/** The anchors that GitHub gives the headings. */
function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
